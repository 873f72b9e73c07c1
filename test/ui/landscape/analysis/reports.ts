import { analyse } from '../../../../src/landscape/analysis.ts';
import { landscapeOf } from '../../../../src/landscape/landscape.ts';
import type { LandscapeReport } from '../../../../src/landscape/report.ts';
import { readTable } from '../../../../src/landscape/table.ts';
import type { LabContext } from '../../../../src/ui/landscape/lab-context.ts';

export interface Looked {
  readonly report: LandscapeReport;
  readonly context: LabContext;
  /** The column's values, by node. */
  readonly values: readonly number[];
}

/** The analysis of a product space with a value for each combination, and what its panels are told. */
export function looked(
  sizes: readonly number[],
  value: (digits: readonly number[], node: number) => number,
  { minimise = false, walks = 0 } = {},
): Looked {
  const count = sizes.reduce((all, size) => all * size, 1);
  const digitsOf = (node: number) => {
    let left = node;
    return sizes.map((size) => {
      const digit = left % size;
      left = Math.floor(left / size);
      return digit;
    });
  };
  const values = Array.from({ length: count }, (_, node) => value(digitsOf(node), node));
  const rows = values.map((each, node) => `${digitsOf(node).join('')},${each}`);
  const table = readTable(['cell,loss', ...rows].join('\n'));
  const landscape = landscapeOf(table, 'loss', { minimise });
  const work = analyse(landscape, walks > 0 ? { walks: { walks, steps: 40, seed: 1 } } : {});
  let next = work.next();
  while (!next.done) next = work.next();
  return {
    report: next.value,
    values,
    context: {
      ...{ column: 'loss', unit: '', minimise, count, selected: null, select: () => {} },
      name: (node) => table.word(node),
      valueText: (fitness) => String(minimise ? 0 - fitness : fitness),
    },
  };
}

/** A rugged one: values that do not go with each other. */
export const rugged = (options?: { minimise?: boolean; walks?: number }): Looked =>
  looked([3, 3, 3, 3], (_, node) => ((node * 7919 + 13) % 101) / 100, options);

/** One slope to one optimum. */
export const slope = (): Looked =>
  looked([3, 3, 3], (digits) => digits.reduce((sum, digit, i) => sum + digit * (i + 1), 0));

export const flat = (): Looked => looked([2, 3, 5], () => 10);
