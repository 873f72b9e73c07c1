import type { TableCard } from '../../run/landscape/tables/built-in.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isNumber = (value: unknown): value is number => typeof value === 'number';

/** What a card says of its table and of a column, in sentences; what it lacks is left out. */
export function cardSentences(card: TableCard, column: string): string[] {
  const { data, classes, budget, noise } = card;
  const sentences: string[] = [];
  if (typeof data === 'string') sentences.push(`${data}.`);
  if (isRecord(budget) && isNumber(budget.epochs) && isNumber(budget.batchSize))
    sentences.push(`${budget.epochs} epochs, batches of ${budget.batchSize}, a fixed seed.`);
  if (isNumber(classes))
    sentences.push(
      `${classes.toLocaleString('en')} different networks were trained; cells that are one network share its row.`,
    );
  const own = isRecord(noise) && Object.hasOwn(noise, column) ? noise[column] : undefined;
  if (isRecord(own) && isNumber(own.withinClass) && isNumber(own.betweenClasses))
    sentences.push(
      `Noise of ${column}: another seed changes it by ${own.withinClass} (standard deviation); networks differ by ` +
        `${own.betweenClasses}.`,
    );
  return sentences;
}
