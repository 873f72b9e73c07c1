import { useEffect, useState } from 'react';
import type { GraphView } from '../../architecture/layout.ts';
import { GraphPicture } from '../graph/GraphPicture.tsx';
import { short, whole } from '../shared/format.ts';
import { Panel } from '../shared/Panel.tsx';
import { coordinator, useApp } from '../store.ts';

/** One member of the space, drawn with a seed; the arrows walk the seeds. */
export function Specimen() {
  const space = useApp((app) => app.space);
  const [seed, setSeed] = useState(1);
  const [graph, setGraph] = useState<GraphView | null>(null);
  useEffect(() => {
    let current = true;
    coordinator.specimen(space, seed).then(
      (specimen) => current && setGraph(specimen),
      // The space's problems are listed beside the knobs.
      () => current && setGraph(null),
    );
    return () => {
      current = false;
    };
  }, [space, seed]);
  return (
    <Panel
      title="Specimen"
      detail={`seed ${seed}`}
      actions={
        <>
          <button
            type="button"
            className="button small"
            aria-label="Previous seed"
            disabled={seed <= 1}
            onClick={() => setSeed(seed - 1)}
          >
            ◀
          </button>
          <button
            type="button"
            className="button small"
            aria-label="Next seed"
            onClick={() => setSeed(seed + 1)}
          >
            ▶
          </button>
        </>
      }
    >
      {graph ? (
        <>
          <dl className="figures">
            <dt>parameters</dt>
            <dd>{whole(graph.parameters)}</dd>
            <dt>MACs</dt>
            <dd>{short(graph.macs)}</dd>
            <dt>depth</dt>
            <dd>{graph.depth}</dd>
          </dl>
          {graph.parameters > space.constraints.maxParameters && (
            <p className="warning">
              Over the cap of {whole(space.constraints.maxParameters)} parameters: it would not be trained.
            </p>
          )}
          <GraphPicture graph={graph} label={`Specimen ${seed}`} maxHeight={620} />
        </>
      ) : (
        <div className="empty">
          <p>A member of the space will be drawn here.</p>
        </div>
      )}
    </Panel>
  );
}
