import { useState } from 'react';
import type { RunView } from '../../run/fold.ts';
import { Panel } from '../shared/Panel.tsx';
import { TableToggle } from '../shared/TableToggle.tsx';
import { viridis } from '../shared/viridis.ts';
import { useApp } from '../store.ts';
import { ParetoChart } from './ParetoChart.tsx';
import { ParetoTable } from './ParetoTable.tsx';

interface Props {
  run: RunView | null;
  selected: number | null;
}

/** Error against parameters: every candidate, and the front. */
export function ParetoPanel({ run, selected }: Props) {
  const [asTable, setAsTable] = useState(false);
  const play = useApp((app) => app.play);
  const starting = useApp((app) => app.starting);
  const problems = useApp(
    (app) => app.report?.problems.filter(({ severity }) => severity !== 'warning').length ?? 0,
  );
  const space = useApp((app) => app.space);
  const smallest = useApp((app) => app.report?.smallest ?? 0);
  // Before a run the chart stands already, in the range it will have: drawing it first while workers start would stall the page.
  const box =
    run?.started.box ??
    (problems === 0 && smallest > 0
      ? {
          error: 1 - 1 / space.classes,
          minParameters: smallest,
          maxParameters: space.constraints.maxParameters,
        }
      : null);
  const count = run?.evaluated ?? 0;
  return (
    <Panel
      title="Pareto front"
      detail={`validation error against parameters, ${count} ${count === 1 ? 'candidate' : 'candidates'}`}
      area="pareto"
      flush={!asTable}
      actions={
        run && (
          <>
            <GenerationLegend generations={run.generation} />
            <TableToggle asTable={asTable} onChange={setAsTable} />
          </>
        )
      }
    >
      {run && asTable ? (
        <ParetoTable run={run} selected={selected} />
      ) : (
        <>
          {box && <ParetoChart run={run} box={box} />}
          {!run && (
            <div className="empty over">
              <p>
                Every trained candidate will stand here as a point: the further left, the smaller; the further
                down, the fewer errors. Those that no other beats in both are the Pareto front.
              </p>
              <button
                type="button"
                className="button primary"
                disabled={starting || problems > 0}
                onClick={() => void play()}
              >
                {starting ? 'Starting …' : 'Play'}
              </button>
            </div>
          )}
        </>
      )}
    </Panel>
  );
}

/** What the colours of the points say. */
function GenerationLegend({ generations }: { generations: number }) {
  if (generations < 2) return null;
  const steps = Math.min(generations, 9);
  return (
    <span className="legend wide-only">
      generation 1
      {Array.from({ length: steps }, (_, i) => (
        <span
          key={viridis(i / (steps - 1))}
          className="swatch"
          style={{ background: viridis(i / (steps - 1)) }}
        />
      ))}
      {generations}
    </span>
  );
}
