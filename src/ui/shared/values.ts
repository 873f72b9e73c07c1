import type { Values } from '../../space/document.ts';

/** Values a list may hold that is typed as a range. */
const MOST = 64;

/** A list of numbers as people type it: `8, 16, 32`. */
export const valuesText = (values: Values<number>): string =>
  Array.isArray(values) ? values.join(', ') : String(values);

/**
 * Reads `8`, `8, 16, 32`, `8..64 step 8` and mixtures; a single number is fixed, several are one of. Returns a text that
 * says what is wrong where it cannot be read.
 */
export function readValues(text: string): { readonly values: Values<number> } | { readonly problem: string } {
  const numbers: number[] = [];
  for (const part of text.split(/[,|]/).map((each) => each.trim())) {
    const range = /^(\S+?)\s*(?:\.\.|…|–)\s*(\S+?)(?:\s+step\s+(\S+))?$/.exec(part);
    if (!range) {
      const number = part === '' ? Number.NaN : Number(part);
      if (Number.isNaN(number))
        return {
          problem:
            part === ''
              ? 'has a gap: write numbers with commas between'
              : `has "${part}", which is no number`,
        };
      numbers.push(number);
      continue;
    }
    const [from, to, step] = [Number(range[1]), Number(range[2]), Number(range[3] ?? 1)];
    if (![from, to, step].every(Number.isFinite))
      return { problem: `has "${part}", which is no range: write 8..64 step 8` };
    if (step <= 0 || to < from) return { problem: `has "${part}": a range goes up, by a step above 0` };
    const count = Math.floor((to - from) / step + 1e-9) + 1;
    if (count > MOST) return { problem: `has "${part}", which is ${count} values; ${MOST} are the most` };
    for (let i = 0; i < count; i++) numbers.push(Number((from + i * step).toPrecision(12)));
  }
  const different = [...new Set(numbers)];
  return { values: different.length === 1 ? different[0]! : different };
}
