import type { ColumnFacts } from '../../run/landscape/lab.ts';
import { NATS_OPERATIONS } from '../../space/nats.ts';
import { huge, whole } from '../shared/format.ts';

/** Signs of the operations of cells, as short as names in charts have to be: their places in the benchmark's list. */
const SIGNS: Readonly<Record<string, string>> = Object.fromEntries(
  NATS_OPERATIONS.map((operation, place) => [operation, String(place)]),
);

/** What the digits of a cell's name stand for. */
export const SIGNS_IN_WORDS = '0 none, 1 skip, 2 convolution 1×1, 3 convolution 3×3, 4 average pooling';

/** Whether an architecture's options are those of cells, so that its name is made of `SIGNS`. */
export const areCells = ({ positions }: Pick<ColumnFacts, 'positions'>): boolean =>
  positions.length > 0 &&
  positions.every(({ options }) => options.every((option) => Object.hasOwn(SIGNS, option)));

/** Makes the names of architectures: their choices one after the other. */
export function namer(facts: Pick<ColumnFacts, 'positions' | 'digits' | 'labels'>): (node: number) => string {
  const { positions, digits, labels } = facts;
  if (positions.length === 0) return (node) => labels[node] ?? '';
  const cells = areCells(facts);
  const signs = positions.map(({ options }) => options.map((option) => (cells ? SIGNS[option]! : option)));
  const between = signs.flat().every((sign) => sign.length === 1) ? '' : ' · ';
  return (node) => signs.map((all, i) => all[digits[node * positions.length + i]!] ?? '').join(between);
}

/** The unit of a column, by its name and its values: accuracies and errors of tables are per cent or shares. */
export const unitOf = (column: string, maximum: number): string =>
  /acc|error|[tv](12|200)$/i.test(column) && maximum > 1.5 && maximum <= 100 ? '%' : '';

/** A value in four digits where it is small, with two decimals from 10 on, whole from 100,000 on; grouped, a true minus. */
export function valueText(value: number, unit: string): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  const text = value < 0 ? `−${sizeText(size)}` : sizeText(size);
  return unit ? `${text} ${unit}` : text;
}

function sizeText(size: number): string {
  // Beyond this not every whole number is a double, and digits are made up.
  if (size > Number.MAX_SAFE_INTEGER) return size.toExponential(3);
  if (size >= 1e5 || Number.isInteger(size)) return whole(size);
  return size >= 10 ? TWO_DECIMALS.format(size) : size.toPrecision(4);
}

const TWO_DECIMALS = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** How many combinations there are, which may be more than a number counts exactly. */
export const combinationsText = (combinations: number): string =>
  Number.isFinite(combinations) ? huge(BigInt(combinations).toString()) : 'more than 10³⁰⁸';

/** How many choices there are and between how many options each: 6 (5 each), 3 (2 · 4 · 2). */
export function choicesText(sizes: readonly number[]): string {
  const alike = sizes.length > 1 && sizes.every((size) => size === sizes[0]);
  return `${sizes.length} (${alike ? `${sizes[0]} each` : sizes.join(' · ')})`;
}
