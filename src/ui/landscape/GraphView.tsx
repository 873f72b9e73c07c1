import { useMemo, useState } from 'react';
import { Panel } from '../shared/Panel.tsx';
import { GraphPanel } from './graph/GraphPanel.tsx';
import type { GraphData, Walk } from './graph/graph-data.ts';
import { type WalkKind, walkFrom } from './graph/walks.ts';
import type { LabContext } from './lab-context.ts';
import { useLab } from './lab-store.ts';
import { Waiting } from './Waiting.tsx';

/** The graph itself. */
export default function GraphView({ context }: { context: LabContext }) {
  const column = useLab((lab) => lab.column);
  const report = useLab((lab) => lab.report);
  const data = useMemo((): GraphData | null => {
    if (!column || !report) return null;
    const { count, positions, digits, starts, neighbours, fitness } = column;
    return {
      ...{ count, digits, starts, neighbours, fitness },
      sizes: positions.map(({ options }) => options.length),
      climb: report.basins.climb,
      optima: Int32Array.from(report.optima, ({ node }) => node),
    };
  }, [column, report]);
  const [walk, setWalk] = useState<{ of: GraphData; walk: Walk; seed: number } | null>(null);
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
      fitnessText={(node) => context.valueText(data.fitness[node]!)}
      selected={context.selected}
      onSelect={context.select}
      walk={walk?.of === data ? walk.walk : null}
      onWalk={ask}
    />
  );
}
