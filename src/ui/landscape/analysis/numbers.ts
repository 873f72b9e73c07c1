import type { Correlation } from '../../../landscape/report.ts';

/** What is written where a figure does not exist: a correlation with something constant. */
export const NONE = '–';

/** A number in three significant digits, whole from 1,000 on; with a true minus. */
export function brief(value: number): string {
  if (!Number.isFinite(value)) return NONE;
  const size = Math.abs(value);
  return signed(value, size >= 1000 ? Math.round(size).toLocaleString('en') : plain(size, 3));
}

/** The same in six digits: ticks of an axis that is looked at closely are no others than they say. */
export const tickText = (value: number): string => signed(value, plain(Math.abs(value), 6));

/** Beside an axis there is no room for many zeros: 0.00001 is 1e-5. */
const plain = (size: number, digits: number): string => {
  const rounded = Number(size.toPrecision(digits));
  return rounded > 0 && rounded < 1e-4 ? rounded.toExponential() : String(rounded);
};

const signed = (value: number, shown: string): string => (value < 0 && shown !== '0' ? `−${shown}` : shown);

/** A number with so many decimals and a true minus; no minus before zeros. */
export function fixed(value: number, decimals = 2): string {
  if (!Number.isFinite(value)) return NONE;
  const shown = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(shown) !== 0 ? `−${shown}` : shown;
}

/** A p-value as it is written beside its figure. */
export function pValue(p: number): string {
  if (!Number.isFinite(p)) return NONE;
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`;
}

/** A correlation with its p-value. */
export const correlationText = ({ value, p }: Correlation): string =>
  Number.isFinite(value) ? `${fixed(value, 3)} (${pValue(p)})` : NONE;

/** "1 architecture", "17 architectures". */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

/** A long name in pieces of at most so many letters, for lines of a tip; cut behind a `+` where there is one. */
export function pieces(name: string, letters = 44): string[] {
  if (name.length <= letters) return [name];
  const plus = name.lastIndexOf('+', letters - 1);
  const end = plus > 0 ? plus + 1 : letters;
  return [name.slice(0, end), ...pieces(name.slice(end), letters)];
}
