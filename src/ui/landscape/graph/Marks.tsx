import { memo, useMemo } from 'react';
import { whole } from '../../shared/format.ts';
import type { Size } from '../../shared/use-size.ts';
import { type GraphData, type GraphFacts, neighboursOf, type Walk } from './graph-data.ts';
import { radiusOf } from './painter.ts';
import type { Rings } from './rings.ts';
import { pixelOf, scaleOf, type View } from './view.ts';

/** Where things are, in pixels. */
export interface Place {
  readonly rings: Rings;
  readonly size: Size;
  readonly view: View;
}

const at = ({ rings, size, view }: Place, node: number): readonly [number, number] =>
  pixelOf(size, view, rings.x[node]!, rings.y[node]!);
const point = (place: Place, node: number): string =>
  at(place, node)
    .map((value) => value.toFixed(1))
    .join(' ');

/** Ink on a line of the ground's colour, so that it is seen on every colour of node. */
function Outlined({ d, width = 1.4, dash }: { d: string; width?: number; dash?: string }) {
  return (
    <>
      <path d={d} fill="none" stroke="var(--panel)" strokeWidth={width + 2} />
      <path d={d} fill="none" stroke="var(--ink)" strokeWidth={width} strokeDasharray={dash} />
    </>
  );
}

/** Pixels of a band that a word in it needs. */
const WORD_ROOM = 13;

/** How far each ring is from the centre, where there is room for it. */
export const RingWords = memo(function RingWords({ rings, size, view }: Place) {
  const scale = scaleOf(size, view);
  const wide = scale > 250;
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of an SVG takes no focus.
    <g aria-hidden="true" pointerEvents="none">
      {rings.bands.map(({ inner, outer }, d) => {
        const nodes = rings.starts[d + 1]! - rings.starts[d]!;
        if (d === 0 || nodes === 0 || (outer - inner) * scale < WORD_ROOM) return null;
        const [x, y] = pixelOf(size, view, 0, -(inner + outer) / 2);
        return (
          <text
            key={outer}
            x={x}
            y={y + 4}
            textAnchor="middle"
            stroke="var(--panel)"
            strokeWidth={3.5}
            paintOrder="stroke"
            style={{ fill: 'var(--ink)', fontWeight: 600 }}
          >
            {wide ? `${d} · ${whole(nodes)}` : d}
          </text>
        );
      })}
    </g>
  );
});

/** Pixels from the middle of an optimum's diamond to its corners. */
const halfOf = (place: Place, node: number): number => {
  const least = Math.max(3, Math.min(4.5, scaleOf(place.size, place.view) / 40));
  return Math.max(least, 1.6 * radiusOf(place, place.rings.ring[node]!));
};

interface OptimaProps extends Place {
  readonly data: GraphData;
  readonly facts: GraphFacts;
  /** The largest basins are numbered. */
  readonly numbered: boolean;
}

/** Local optima: a diamond around each. */
export const OptimaMarks = memo(function OptimaMarks({ data, facts, numbered, ...place }: OptimaProps) {
  const d = Array.from(data.optima, (node) => {
    const [x, y] = at(place, node);
    const half = halfOf(place, node);
    return `M${(x - half).toFixed(1)} ${y.toFixed(1)}l${half} ${-half}l${half} ${half}l${-half} ${half}Z`;
  }).join('');
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of an SVG takes no focus.
    <g aria-hidden="true" pointerEvents="none">
      <Outlined d={d} />
      {numbered &&
        facts.basins.map(({ optimum }) => {
          const node = data.optima[optimum]!;
          const [x, y] = at(place, node);
          return (
            <text
              key={optimum}
              x={x + halfOf(place, node) + 2}
              y={y + 4}
              stroke="var(--panel)"
              strokeWidth={3}
              paintOrder="stroke"
              style={{ fill: 'var(--ink)', fontWeight: 600 }}
            >
              {optimum + 1}
            </text>
          );
        })}
    </g>
  );
});

interface NodeProps extends Place {
  readonly data: GraphData;
  readonly node: number;
  /** Under the pointer or the keys, not selected: no more than its outline and hairlines. */
  readonly passing?: boolean;
}

/** A node and its neighbours: solid hairlines lead to fitter ones, dashed ones to the others. */
export const NodeMarks = memo(function NodeMarks({ data, node, passing = false, ...place }: NodeProps) {
  const { fitter, others } = useMemo(() => {
    const around = neighboursOf(data, node);
    const first = around.findIndex((other) => data.fitness[other]! <= data.fitness[node]!);
    const cut = first < 0 ? around.length : first;
    return { fitter: around.slice(0, cut), others: around.slice(cut) };
  }, [data, node]);
  const from = point(place, node);
  const lines = (nodes: readonly number[]) =>
    nodes.map((other) => `M${from}L${point(place, other)}`).join('');
  const circles = (nodes: readonly number[]) =>
    nodes
      .map((other) => {
        const [x, y] = at(place, other);
        const r = radiusOf(place, place.rings.ring[other]!) + 1.5;
        return circle(x, y, r);
      })
      .join('');
  const [x, y] = at(place, node);
  const r = Math.max(6, radiusOf(place, place.rings.ring[node]!) + 3);
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of an SVG takes no focus.
    <g aria-hidden="true" pointerEvents="none" fill="none">
      <path d={lines(others)} stroke="var(--second)" strokeWidth={0.7} strokeDasharray="2 3" />
      <path d={lines(fitter)} stroke="var(--ink)" strokeWidth={0.9} />
      {!passing && <path d={circles(others) + circles(fitter)} stroke="var(--ink)" strokeWidth={1} />}
      <path d={circle(x, y, r)} stroke="var(--panel)" strokeWidth={passing ? 3 : 5} />
      <path
        d={circle(x, y, r)}
        stroke={passing ? 'var(--ink)' : 'var(--accent)'}
        strokeWidth={passing ? 1.5 : 2.5}
      />
    </g>
  );
});

const circle = (x: number, y: number, r: number): string =>
  `M${(x - r).toFixed(1)} ${y.toFixed(1)}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;

interface WalkProps extends Place {
  readonly walk: Walk;
  readonly step: number;
}

/** Pixels between numbers of steps, and steps that stand out behind the present one: of long walks not all can. */
const NUMBER_ROOM = 15;
const RECENT = 12;

/** A walk: what was gone solid, the latest steps boldly and numbered, what is to come dashed. */
export const WalkMarks = memo(function WalkMarks({ walk: { nodes }, step, ...place }: WalkProps) {
  const line = (from: number, to: number) =>
    to > from
      ? `M${nodes
          .slice(from, to + 1)
          .map((n) => point(place, n))
          .join('L')}`
      : '';
  const since = Math.max(0, step - RECENT);
  const recent = line(since, step);
  const [x, y] = at(place, nodes[step]!);
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of an SVG takes no focus.
    <g aria-hidden="true" pointerEvents="none" fill="none" strokeLinejoin="round">
      <path d={line(step, nodes.length - 1)} stroke="var(--second)" strokeWidth={0.8} strokeDasharray="2 4" />
      <path d={line(0, since)} stroke="var(--accent)" strokeWidth={0.8} />
      <path d={recent} stroke="var(--panel)" strokeWidth={4} />
      <path d={recent} stroke="var(--accent)" strokeWidth={1.8} />
      <path
        d={nodes.map((n) => circle(...at(place, n), 2)).join('')}
        fill="var(--accent)"
        stroke="var(--panel)"
      />
      <path d={circle(x, y, 8)} stroke="var(--panel)" strokeWidth={5} />
      <path d={circle(x, y, 8)} stroke="var(--accent)" strokeWidth={2.5} strokeDasharray="4 2" />
      {numbered(place, nodes, step).map(({ i, left, top }) => (
        <text
          key={i}
          x={left}
          y={top}
          textAnchor="middle"
          stroke="var(--panel)"
          strokeWidth={3}
          paintOrder="stroke"
          style={{ fill: i === step ? 'var(--accent)' : 'var(--ink)', fontWeight: i === step ? 700 : 500 }}
        >
          {i}
        </text>
      ))}
    </g>
  );
});

/** The steps whose numbers have room, above their nodes: the present one and both ends, then from there backwards. */
function numbered(place: Place, nodes: readonly number[], step: number) {
  const chosen: { readonly i: number; readonly left: number; readonly top: number }[] = [];
  const back = Array.from({ length: Math.min(RECENT, step) }, (_, k) => step - 1 - k);
  const coming = nodes.length <= RECENT ? nodes.keys() : [];
  for (const i of new Set([step, nodes.length - 1, 0, ...back, ...coming])) {
    const [x, y] = at(place, nodes[i]!);
    const top = y - (i === step ? 12 : 6);
    if (chosen.some(({ left, top: other }) => Math.hypot(left - x, other - top) < NUMBER_ROOM)) continue;
    chosen.push({ i, left: x, top });
  }
  return chosen;
}
