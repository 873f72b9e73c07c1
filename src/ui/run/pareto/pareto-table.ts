import type { CandidateTable } from '../../../run/candidate-table.ts';
import { OPERATORS } from '../../../search/method.ts';
import type { ChartTable } from '../../charts/ChartPanel.tsx';
import type { TableColumn } from '../../charts/VirtualTable.tsx';
import { MEASURE } from '../measures.ts';
import type { Brush, Measure } from '../view-store.ts';
import type { Cloud } from './cloud.ts';

export interface TableInput {
  readonly table: CandidateTable;
  readonly cloud: Cloud;
  /** The first so many points of the cloud. */
  readonly prefix: number;
  /** Candidates on the front that is drawn, by the measure on the x axis. */
  readonly front: readonly number[];
  /** Candidates on the run's own front, where that is another. */
  readonly ownFront: readonly number[] | null;
  /** Only those within. */
  readonly brush: Brush | null;
}

/** Whether a candidate lies within the rectangle, its edges among it. Without one, all do. */
export function isWithin(table: CandidateTable, candidate: number, brush: Brush | null): boolean {
  if (!brush) return true;
  const x = MEASURE[brush.x].column(table)[candidate]!;
  const y = MEASURE[brush.y].column(table)[candidate]!;
  return x >= brush.from[0] && x <= brush.to[0] && y >= brush.from[1] && y <= brush.to[1];
}

/** The chart as a table: the front first, then all others by parameters. */
export function paretoTable({ table, cloud, prefix, front, ownFront, brush }: TableInput): ChartTable {
  const onFront = new Set(front);
  const others = new Int32Array(prefix);
  let count = 0;
  for (let i = 0; i < prefix; i++) {
    const candidate = cloud.candidate[i]!;
    if (!onFront.has(candidate) && isWithin(table, candidate, brush)) others[count++] = candidate;
  }
  const { parameters } = table;
  const rest = others.subarray(0, count).sort((a, b) => parameters[a]! - parameters[b]! || a - b);
  const members = front.filter((candidate) => isWithin(table, candidate, brush));
  const candidates = Int32Array.from([...members, ...rest]);

  const own = ownFront && new Set(ownFront);
  const measures = [...new Set<Measure>(['parameters', 'error', 'macs', cloud.measures.x, cloud.measures.y])];
  const columns: readonly (TableColumn & { readonly value: (candidate: number) => number | string })[] = [
    { title: 'Candidate', value: (n) => n },
    { title: 'Front', value: (n) => (onFront.has(n) ? 'yes' : '') },
    ...(own ? [{ title: 'Run’s front', value: (n: number) => (own.has(n) ? 'yes' : '') }] : []),
    ...measures.map((measure) => ({
      title: MEASURE[measure].title,
      format: MEASURE[measure].format,
      value: (n: number) => MEASURE[measure].column(table)[n]!,
    })),
    { title: 'Generation', value: (n) => table.generation[n]! },
    { title: 'Operator', wide: true, value: (n) => OPERATORS[table.operator[n]!]! },
  ];
  return {
    caption: `Evaluated candidates${brush ? ' within the rectangle' : ''}, the Pareto front first`,
    columns,
    rows: candidates.length,
    cell: (row, column) => columns[column]!.value(candidates[row]!),
    candidate: (row) => candidates[row]!,
  };
}
