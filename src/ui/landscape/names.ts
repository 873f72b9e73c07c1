import type { ColumnFacts } from '../../run/landscape/lab.ts';

/** Signs of the operations of cells, as short as names in charts have to be: their places in the benchmark's list. */
const SIGNS: Readonly<Record<string, string>> = {
  none: '0',
  identity: '1',
  conv1: '2',
  conv3: '3',
  avgpool3: '4',
};

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

/** A value with three digits behind the point where it is small, grouped where it is large. */
export function valueText(value: number, unit: string): string {
  const size = Math.abs(value);
  const text =
    size >= 1e5 || Number.isInteger(value)
      ? value.toLocaleString('en', { maximumFractionDigits: 0 })
      : size >= 10
        ? value.toFixed(2)
        : value.toPrecision(4);
  return unit ? `${text} ${unit}` : text;
}
