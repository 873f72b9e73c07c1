import { memo, useRef } from 'react';
import type { ArrowView, BoxView, Family, GraphView } from '../../architecture/layout.ts';
import { short, whole } from '../shared/format.ts';

const COLOURS: Readonly<Record<Family, string>> = {
  input: 'var(--identity)',
  convolution: 'var(--convolution)',
  separable: 'var(--separable)',
  pooling: 'var(--pooling)',
  merge: 'var(--merge)',
  head: 'var(--identity)',
};

interface Props {
  graph: GraphView;
  label: string;
  /** The tallest it may be drawn, pixels; it is made smaller to fit. */
  maxHeight?: number;
}

/** An architecture as a drawing that fits its frame, and large on demand. */
export const GraphPicture = memo(function GraphPicture({ graph, label, maxHeight = 360 }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <Drawing graph={graph} label={label} maxHeight={maxHeight} />
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <button type="button" className="button small" onClick={() => dialog.current?.showModal()}>
          Enlarge
        </button>
      </div>
      <dialog ref={dialog} className="enlarged" aria-label={label}>
        <div className="row">
          <h2>{label}</h2>
          <span className="spacer" />
          <button type="button" className="button small" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
        <Drawing graph={graph} label={`${label}, enlarged`} scale={1.6} />
      </dialog>
    </>
  );
});

interface DrawingProps extends Props {
  /** How much larger than laid out it may be drawn. */
  scale?: number;
}

/** The drawing; the list after it says the same to those who do not see it. */
function Drawing({ graph, label, maxHeight, scale = 1 }: DrawingProps) {
  return (
    <figure className="graph">
      <svg
        viewBox={`0 0 ${graph.width} ${graph.height}`}
        style={{ width: '100%', maxWidth: graph.width * scale, maxHeight }}
        role="img"
        aria-label={`${label}: ${graph.boxes.length} layers, ${whole(graph.parameters)} parameters`}
      >
        {graph.arrows.map((arrow) => (
          <path key={arrowKey(arrow)} d={line(arrow)} fill="none" stroke="var(--third)" strokeWidth={1.2} />
        ))}
        {graph.boxes.map((box) => (
          <Box key={box.id} box={box} />
        ))}
      </svg>
      <ol className="visually-hidden">
        {graph.boxes.map(({ id, label: text, detail, place, shape, parameters }) => (
          <li
            key={id}
          >{`${place}: ${[text, detail].filter(Boolean).join(', ')}, output ${shape.join(' by ')}, ${whole(parameters)} parameters`}</li>
        ))}
      </ol>
    </figure>
  );
}

/** A layer: its operation, and below it what is folded into it. */
function Box({ box }: { box: BoxView }) {
  const { label, detail, family, place, shape, parameters, macs, x, y, width, height } = box;
  return (
    <g>
      <title>{`${place}: ${label} ${detail} → ${shape.join('×')}, ${whole(parameters)} parameters, ${short(macs)} MACs`}</title>
      <rect
        x={x - width / 2}
        y={y - height / 2}
        width={width}
        height={height}
        rx={6}
        fill="var(--raised)"
        stroke={COLOURS[family]}
        strokeWidth={1.4}
      />
      <text x={x} y={detail ? y - 3 : y + 4} textAnchor="middle" style={{ fill: 'var(--ink)' }}>
        {label}
      </text>
      {detail && (
        <text x={x} y={y + 11} textAnchor="middle">
          {detail}
        </text>
      )}
    </g>
  );
}

const arrowKey = ({ from, to, points }: ArrowView): string => `${from}-${to}-${points[1]?.x ?? 0}`;

/** A smooth line through the layout's points. */
function line({ points }: ArrowView): string {
  const [first, ...rest] = points;
  if (!first) return '';
  let path = `M${first.x.toFixed(1)} ${first.y.toFixed(1)}`;
  for (const [i, point] of rest.entries()) {
    const next = rest[i + 1];
    const end = next ? { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 } : point;
    path += `Q${point.x.toFixed(1)} ${point.y.toFixed(1)} ${end.x.toFixed(1)} ${end.y.toFixed(1)}`;
  }
  return path;
}
