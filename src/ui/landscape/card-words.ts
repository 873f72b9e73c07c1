import type { TableCard } from '../../run/landscape/tables/built-in.ts';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

/** What a card says of its table and of a column, in sentences. */
export function cardSentences(card: TableCard, column: string): string[] {
  const { data, classes, budget, noise } = card;
  const sentences: string[] = [];
  if (typeof data === 'string') sentences.push(`${data}.`);
  if (isRecord(budget))
    sentences.push(`${String(budget.epochs)} epochs, batches of ${String(budget.batchSize)}, a fixed seed.`);
  if (typeof classes === 'number')
    sentences.push(
      `${classes.toLocaleString('en')} different networks were trained; cells that are one network share its row.`,
    );
  const own = isRecord(noise) ? noise[column] : undefined;
  if (isRecord(own))
    sentences.push(
      `Noise of ${column}: another seed changes it by ${String(own.withinClass)} (standard deviation); networks differ by ` +
        `${String(own.betweenClasses)}.`,
    );
  return sentences;
}
