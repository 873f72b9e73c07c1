import { memo } from 'react';
import type { ArrowView, Family, GraphView } from '../../architecture/layout.ts';
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
  /** The tallest the frame may be, pixels; the drawing scrolls within it. */
  maxHeight?: number;
}

/** Drawn smaller than this, the labels could not be read: a drawing wider than its frame scrolls instead. */
const LEAST_SCALE = 0.8;

/** An architecture as a drawing; the list after it says the same to those who do not see it. */
export const GraphPicture = memo(function GraphPicture({ graph, label, maxHeight = 360 }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <figure className="graph" style={{ maxHeight }} tabIndex={0} aria-label={label}>
      <svg
        viewBox={`0 0 ${graph.width} ${graph.height}`}
        style={{ width: '100%', minWidth: graph.width * LEAST_SCALE, maxWidth: graph.width }}
        role="img"
        aria-label={`${label}: ${graph.boxes.length} layers, ${whole(graph.parameters)} parameters`}
      >
        {graph.arrows.map((arrow) => (
          <path key={arrowKey(arrow)} d={line(arrow)} fill="none" stroke="var(--third)" strokeWidth={1.2} />
        ))}
        {graph.boxes.map(
          ({ id, label: text, family, place, shape, parameters, macs, x, y, width, height }) => (
            <g key={id}>
              <title>{`${place}: ${text} → ${shape.join('×')}, ${whole(parameters)} parameters, ${short(macs)} MACs`}</title>
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
              <text x={x} y={y + 4} textAnchor="middle" fontSize={11} fill="var(--ink)">
                {text}
              </text>
            </g>
          ),
        )}
      </svg>
      <ol className="visually-hidden">
        {graph.boxes.map(({ id, label: text, place, shape, parameters }) => (
          <li
            key={id}
          >{`${place}: ${text}, output ${shape.join(' by ')}, ${whole(parameters)} parameters`}</li>
        ))}
      </ol>
    </figure>
  );
});

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
