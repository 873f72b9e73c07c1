import { visitDecisions } from '../../space/decisions.ts';
import { natsText, parseNats } from '../../space/nats.ts';
import type { Genotype } from '../../space/tree.ts';
import { validate } from '../../space/validate.ts';
import { shown } from '../csv.ts';
import { type GenotypeForm, lettersOf, wordFault } from './columns.ts';
import type { FaultLog } from './fault.ts';
import { type Grid, placeInWords, placeOf } from './grid.ts';

/** Below so many rows, an option that is rare means nothing. */
const ENOUGH_ROWS = 100;
/** An option is rare that is taken less often than this share of its even share. */
const RARE = 0.01;

/**
 * Looks at every row's architecture; tells what is wrong to `log`, and gives for each row whether it is sound. Of rows
 * with the same architecture the first is.
 */
export function checkArchitectures(grid: Grid, column: string, form: GenotypeForm, log: FaultLog): boolean[] {
  const texts = grid.cells[grid.columns.indexOf(column)]!;
  const first = new Map<string, number>();
  const sound = grid.lines.map((_, row) => {
    const known = identify(grid, form, texts, row);
    if (typeof known !== 'string') {
      log.add('architecture', () => ({ ...placeOf(grid, row), column, ...known }));
      return false;
    }
    const before = first.get(known);
    if (before === undefined) {
      first.set(known, row);
      return true;
    }
    log.add('duplicate', () => {
      const same = grid.cells.every((cells) => cells[row] === cells[before]);
      const which = form.form === 'genotypes' ? '' : ` ${shown(texts[row]!.trim())}`;
      return {
        ...placeOf(grid, row),
        column,
        what:
          `has the architecture${which} that ${placeInWords(grid, before)} has already, with ` +
          `${same ? 'the same values' : 'other values'}`,
        mend: same ? 'Remove one of them.' : 'Keep the right one, or the mean of both.',
      };
    });
    return false;
  });
  if (form.form === 'words') tellRareLetters(grid, column, texts, form.length, sound, log);
  return sound;
}

/** A text that is the same for the same architecture, or what is wrong. */
function identify(
  { genotypes }: Grid,
  form: GenotypeForm,
  texts: readonly string[],
  row: number,
): string | { what: string; mend: string } {
  if (form.form === 'genotypes') {
    const { space, values } = genotypes!;
    const value = values[row];
    if (value === undefined) return { what: 'has no genotype', mend: 'Add it, or remove the row.' };
    const [problem, ...more] = validate(space.tree, value);
    if (problem)
      return {
        what:
          `has no member of the space: ${problem.path === '' ? 'the genotype' : problem.path} ${problem.message}` +
          (more.length > 0 ? ` (and ${more.length} more)` : ''),
        mend: 'Correct it, or remove the row.',
      };
    const choices: number[] = [];
    visitDecisions(space.tree, value as Genotype, (_, __, choice) => choices.push(choice));
    return choices.join();
  }
  const text = texts[row]!.trim();
  if (form.form === 'words') return wordFault(text, form.length) ?? text;
  if (text === '') return { what: 'has no architecture', mend: 'Fill it in, or remove the row.' };
  // No cell is longer, and what is wrong is said with the text.
  const shortened = text.length > 400 ? `${text.slice(0, 400)}…` : text;
  try {
    return natsText(parseNats(shortened));
  } catch (error) {
    return {
      what: (error as Error).message.replace(/\.$/, ''),
      mend: 'Write |nor_conv_3x3~0|+|none~0|skip_connect~1|+|…|, six operations in all.',
    };
  }
}

/** An option that next to no row has may be a slip. */
function tellRareLetters(
  grid: Grid,
  column: string,
  texts: readonly string[],
  length: number,
  sound: readonly boolean[],
  log: FaultLog,
): void {
  const rows = grid.lines.flatMap((_, row) => (sound[row] ? [row] : []));
  if (rows.length < ENOUGH_ROWS) return;
  const words = rows.map((row) => texts[row]!.trim());
  for (const [i, counts] of lettersOf(words, length).entries()) {
    const least = (RARE * rows.length) / counts.size;
    const rare = new Set([...counts].filter(([, count]) => count <= least).map(([letter]) => letter));
    if (rare.size === 0) continue;
    const usual = [...counts.keys()].filter((letter) => !rare.has(letter)).sort();
    for (const [k, word] of words.entries())
      if (rare.has(word[i]!))
        log.add('rare', () => ({
          ...placeOf(grid, rows[k]!),
          column,
          what:
            `has ${shown(word)} with ${word[i]} at position ${i + 1}, where next to all other rows have ` +
            usual.join(', '),
          mend: 'Look whether it is a slip; as it is, it counts as one more option.',
        }));
  }
}
