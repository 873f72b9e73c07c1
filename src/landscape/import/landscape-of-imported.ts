import { fitnessOf, hammingGraph, type Landscape, landscapeOf } from '../landscape.ts';
import { editGraph } from './edit-graph.ts';
import type { ImportedTable } from './imported-table.ts';

/**
 * The landscape of a column of an imported table. Words and cells, and genotypes that all come to the same decisions,
 * are a product of choices: neighbours differ in one, distance is Hamming's. Other genotypes are neighbours, and as far
 * apart, as their space says (`neighbours`, `distance`). With `minimise` values are negated. Throws an `Error` in words
 * where the column holds no numbers or has gaps, and where there are more neighbours than can be held.
 */
export function landscapeOfImported(table: ImportedTable, column: string, minimise: boolean): Landscape {
  const values = table.numbers(column);
  const gaps = values.reduce((count, value) => count + Number(Number.isNaN(value)), 0);
  if (gaps > 0)
    throw new Error(
      `The column ${column} has no number in ${gaps === 1 ? 'one row' : `${gaps.toLocaleString('en')} rows`}, the first ` +
        `in ${table.place(values.findIndex(Number.isNaN))}. Leave them out, or choose another column.`,
    );
  const { architectures } = table;
  if (architectures.kind !== 'genotypes') return landscapeOf(architectures.benchmark, column, { minimise });
  const { space, genotypes, product } = architectures;
  const fitness = fitnessOf(values, column, { minimise });
  return { ...(product ? hammingGraph(product) : editGraph(space.tree, genotypes)), fitness };
}
