import { memo, type RefObject, useEffect, useRef } from 'react';
import type { ArrowView, BoxView, Family, GraphView } from '../../architecture/layout.ts';
import { messageOf } from '../../run/message.ts';
import { savePng, saveSvg } from '../shared/export-picture.ts';
import { short, whole } from '../shared/format.ts';
import { useApp } from '../store.ts';

const COLOURS: Readonly<Record<Family, string>> = {
  input: 'var(--identity)',
  convolution: 'var(--convolution)',
  separable: 'var(--separable)',
  pooling: 'var(--pooling)',
  merge: 'var(--merge)',
  identity: 'var(--identity)',
  head: 'var(--identity)',
};

interface Props {
  graph: GraphView;
  label: string;
  /** The tallest it may be drawn, pixels; it is made smaller to fit. */
  maxHeight?: number;
  /** A click on a box: the path in the document of the part that it comes from. */
  onPick?: (source: string) => void;
  /** Whether it can be saved as a picture. */
  exportable?: boolean;
}

/** An architecture as a drawing that fits its frame, and large on demand. */
export const GraphPicture = memo(function GraphPicture({
  graph,
  label,
  maxHeight,
  onPick,
  exportable,
}: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const drawing = useRef<SVGSVGElement>(null);
  const name = label.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return (
    <>
      <Drawing graph={graph} label={label} maxHeight={maxHeight} onPick={onPick} drawing={drawing} />
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        {exportable && (
          <>
            <button
              type="button"
              className="button small"
              onClick={() => drawing.current && saveSvg(drawing.current, name)}
            >
              SVG
            </button>
            <button
              type="button"
              className="button small"
              onClick={() =>
                drawing.current &&
                void savePng(drawing.current, name).catch((error: unknown) =>
                  useApp.setState({ fault: messageOf(error) }),
                )
              }
            >
              PNG
            </button>
          </>
        )}
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

interface DrawingProps {
  graph: GraphView;
  label: string;
  maxHeight?: number | undefined;
  onPick?: ((source: string) => void) | undefined;
  drawing?: RefObject<SVGSVGElement | null>;
  /** How much larger than laid out it may be drawn. */
  scale?: number;
}

/** The drawing; the list after it says the same to those who do not see it. */
function Drawing({ graph, label, maxHeight, onPick, drawing, scale = 1 }: DrawingProps) {
  const figure = useRef<HTMLElement>(null);
  const wide = maxHeight === undefined;
  // A drawing wider than its frame starts in the middle, where the input is.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each drawing anew.
  useEffect(() => {
    const element = figure.current;
    if (element) element.scrollLeft = (element.scrollWidth - element.clientWidth) / 2;
  }, [graph]);
  return (
    <figure
      className={wide ? 'graph wide' : 'graph'}
      ref={figure}
      // A drawing that scrolls takes the focus, so that keys can scroll it.
      {...(wide && { tabIndex: 0, role: 'group', 'aria-label': label })}
    >
      <svg
        ref={drawing}
        viewBox={`0 0 ${graph.width} ${graph.height}`}
        style={
          wide
            ? // As wide as there is room, but never too small to read: then it scrolls.
              { width: '100%', minWidth: graph.width * 0.6, maxWidth: graph.width * scale }
            : { width: '100%', maxWidth: graph.width * scale, maxHeight }
        }
        role="img"
        aria-label={`${label}: ${graph.boxes.length} layers, ${whole(graph.parameters)} parameters`}
      >
        {graph.arrows.map((arrow) => (
          <path key={arrowKey(arrow)} d={line(arrow)} fill="none" stroke="var(--third)" strokeWidth={1.2} />
        ))}
        {graph.boxes.map((box) => (
          <Box key={box.id} box={box} onPick={onPick} />
        ))}
      </svg>
      <ol className="visually-hidden">
        {graph.boxes.map(({ id, label: text, detail, place, shape, parameters, mark }) => (
          <li
            key={id}
          >{`${place}: ${[text, detail, mark].filter(Boolean).join(', ')}, output ${shape.join(' by ')}, ${whole(parameters)} parameters`}</li>
        ))}
      </ol>
    </figure>
  );
}

const MARKS = {
  added: { sign: '+', colour: 'var(--accent)' },
  changed: { sign: '~', colour: 'var(--warning)' },
} as const;

/** A layer: its operation, and below it what is folded into it. */
function Box({ box, onPick }: { box: BoxView; onPick: ((source: string) => void) | undefined }) {
  const { label, detail, family, place, source, mark, shape, parameters, macs, x, y, width, height } = box;
  const marked = mark && MARKS[mark];
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same parts are selected by keyboard in the outline.
    <g onClick={onPick && source ? () => onPick(source) : undefined} style={onPick && { cursor: 'pointer' }}>
      <title>{`${place}: ${label} ${detail} → ${shape.join('×')}, ${whole(parameters)} parameters, ${short(macs)} MACs`}</title>
      <rect
        x={x - width / 2}
        y={y - height / 2}
        width={width}
        height={height}
        rx={6}
        fill={mark === 'added' ? 'var(--accent-soft)' : 'var(--raised)'}
        stroke={marked?.colour ?? COLOURS[family]}
        strokeWidth={marked ? 2.4 : 1.4}
        strokeDasharray={mark === 'changed' ? '5 3' : undefined}
      />
      <text x={x} y={detail ? y - 3 : y + 4} textAnchor="middle" style={{ fill: 'var(--ink)' }}>
        {label}
      </text>
      {detail && (
        <text x={x} y={y + 11} textAnchor="middle">
          {detail}
        </text>
      )}
      {marked && (
        <text
          x={x - width / 2 - 2}
          y={y + 5}
          textAnchor="end"
          style={{ fill: marked.colour, fontWeight: 700, fontSize: 14 }}
        >
          {marked.sign}
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
