import {
  BaseEdge,
  type Edge,
  EdgeLabelRenderer,
  type EdgeProps,
  Handle,
  type NodeProps,
  Position,
} from '@xyflow/react';
import { memo } from 'react';
import type { CanvasNode } from './canvas-nodes.ts';
import { useDesign } from './design-store.ts';

/** Both ends of the arrows; nobody draws arrows by hand, so they are not seen. */
const Ends = () => (
  <>
    <Handle type="target" position={Position.Left} isConnectable={false} className="end-point" />
    <Handle type="source" position={Position.Right} isConnectable={false} className="end-point" />
  </>
);

/** A block, a layer, the stem, the head. */
export const CardNode = memo(function CardNode({ data, selected }: NodeProps<CanvasNode>) {
  const { title, chips, colour, optional, opens, figures, problems, width, height } = data;
  return (
    <div
      className={`card-node${selected ? ' selected' : ''}${optional ? ' optional' : ''}`}
      style={{ width, height, borderLeftColor: colour }}
    >
      <Ends />
      <div className="card-title">
        {title}
        {opens && <span className="opens"> ⤵</span>}
        {problems > 0 && <span className="mark">▲{problems}</span>}
      </div>
      <div className="card-chips">{chips.join(' · ')}</div>
      <div className="card-figures">{figures}</div>
    </div>
  );
});

/** The frame round the blocks of a pipeline. */
export const PipelineNode = memo(function PipelineNode({ data, selected }: NodeProps<CanvasNode>) {
  return (
    <div
      className={`pipeline-node${selected ? ' selected' : ''}${data.optional ? ' optional' : ''}`}
      style={{ width: data.width, height: data.height }}
    >
      {data.title}
      {data.problems > 0 && <span className="mark">▲{data.problems}</span>}
    </div>
  );
});

/** A node of a dag. */
export const DotNode = memo(function DotNode({ data }: NodeProps<CanvasNode>) {
  return (
    <div className="dot-node" style={{ borderColor: data.colour }}>
      <Ends />
      {data.title}
    </div>
  );
});

type Bowed = Edge<{
  bow: number;
  selected: boolean;
  label: string | undefined;
  colour: string | undefined;
  path: string | undefined;
}>;

/** An edge of a dag: it bows round the nodes between, and carries its operations to click on. */
export const BowedEdge = memo(function BowedEdge({
  sourceX,
  sourceY,
  targetX,
  targetY,
  style,
  data,
}: EdgeProps<Bowed>) {
  const { bow, selected, label, colour, path } = data!;
  const middle = { x: (sourceX + targetX) / 2, y: (sourceY + targetY) / 2 + bow };
  // The middle of a quadratic curve lies half way to its control point.
  const line = `M${sourceX} ${sourceY}Q${middle.x} ${middle.y + bow} ${targetX} ${targetY}`;
  return (
    <>
      <BaseEdge path={line} style={{ ...style, stroke: selected ? 'var(--accent)' : undefined }} />
      {label !== undefined && path !== undefined && (
        <EdgeLabelRenderer>
          <button
            type="button"
            aria-label={`Edge ${path.split('.').at(-1)!.replace('-', ' to ')}, ${label}`}
            className={`edge-label nodrag nopan${selected ? ' selected' : ''}`}
            style={{
              transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)`,
              borderColor: colour,
            }}
            onClick={() => useDesign.getState().select(path)}
          >
            {label}
          </button>
        </EdgeLabelRenderer>
      )}
    </>
  );
});
