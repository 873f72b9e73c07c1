import { useCallback, useState } from 'react';
import type { LandscapeReport } from '../../landscape/report.ts';
import type { ColumnFacts } from '../../run/landscape/lab.ts';
import { Panel } from '../shared/Panel.tsx';
import { type GraphLook, GraphPanel } from './graph/GraphPanel.tsx';
import type { GraphData, Walk } from './graph/graph-data.ts';
import { type WalkKind, walkFrom } from './graph/walks.ts';
import type { LabContext } from './lab-context.ts';
import { useLab } from './lab-store.ts';
import { Waiting } from './Waiting.tsx';

/** The graph itself. */
export default function GraphView({ context }: { context: LabContext }) {
  const column = useLab((lab) => lab.column);
  const report = useLab((lab) => lab.report);
  const data = column && report && graphOf(column, report);
  const [walk, setWalk] = useState<{ of: GraphData; walk: Walk; seed: number } | null>(null);
  const { valueText } = context;
  const fitnessText = useCallback(
    (node: number) => valueText(data?.fitness[node] ?? Number.NaN),
    [data, valueText],
  );
  const keepLook = useCallback((look: GraphLook) => void (data && looks.set(data, look)), [data]);
  if (!column || !data) return <Waiting title="Graph" />;
  if (data.sizes.length === 0)
    return (
      <Panel title="Graph">
        <div className="empty">
          <p>
            The graph is drawn in rings of architectures that differ in one choice, two choices, and so on.
            Here architectures come to different decisions, so that there are no such rings. The other parts
            of the lab work on them.
          </p>
        </div>
      </Panel>
    );
  const seed = walk?.of === data ? walk.seed : 0;
  const ask = (kind: WalkKind, from: number) =>
    setWalk({ of: data, walk: walkFrom(data, kind, from, seed + 1), seed: seed + 1 });
  return (
    <GraphPanel
      data={data}
      name={context.name}
      fitnessText={fitnessText}
      selected={context.selected}
      onSelect={context.select}
      walk={walk?.of === data ? walk.walk : null}
      onWalk={ask}
      last={looks.get(data)}
      onLook={keepLook}
    />
  );
}

/** How each graph was looked at last: a view that comes back shows it so again. */
const looks = new WeakMap<GraphData, GraphLook>();

/** Made once a column, so that what is known of a graph outlives the view; where climbs end is the same in its every report. */
const graphs = new WeakMap<ColumnFacts, GraphData>();

function graphOf(column: ColumnFacts, report: LandscapeReport): GraphData {
  const known = graphs.get(column);
  if (known) return known;
  const { count, positions, digits, starts, neighbours, fitness } = column;
  const made: GraphData = {
    ...{ count, digits, starts, neighbours, fitness },
    sizes: positions.map(({ options }) => options.length),
    climb: report.basins.climb,
    optima: Int32Array.from(report.optima, ({ node }) => node),
  };
  graphs.set(column, made);
  return made;
}
