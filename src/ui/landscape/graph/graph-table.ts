import type { ChartTable } from '../../charts/ChartPanel.tsx';
import type { Speaker } from './words.ts';

/** What the rings show as a table: ring after ring, clockwise and outwards. */
export function graphTable(
  { data, facts, rings, name }: Speaker,
  select: (node: number) => void,
): ChartTable {
  const optimumOf = (node: number): number | null => {
    const optimum = data.climb[node]!;
    return optimum < 0 ? null : data.optima[optimum]!;
  };
  return {
    caption: `All architectures by edits from ${name(rings.centre)}`,
    columns: [
      { title: 'Ring' },
      { title: 'Node' },
      { title: 'Name' },
      { title: 'Fitness', format: (value) => String(Number(value.toPrecision(6))) },
      { title: 'Rank', wide: true },
      { title: 'Optimum' },
      { title: 'Name of optimum', wide: true },
    ],
    rows: data.count,
    cell(row, column) {
      const node = rings.order[row]!;
      const optimum = optimumOf(node);
      switch (column) {
        case 0:
          return rings.ring[node]!;
        case 1:
          return node;
        case 2:
          return name(node);
        case 3:
          return data.fitness[node]!;
        case 4:
          return facts.rank[node]!;
        case 5:
          return optimum;
        default:
          return optimum === null ? '' : name(optimum);
      }
    },
    candidate: (row) => rings.order[row]!,
    select,
  };
}
