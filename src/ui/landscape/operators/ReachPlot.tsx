import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from 'react';
import type { GroupResult, Operator, Outcome } from '../../../landscape/operators/operator.ts';
import { type AxisSpec, type PlotArea, PlotFrame } from '../../charts/PlotFrame.tsx';
import { Tip } from '../../run/panels/Tip.tsx';
import { DotsLayer } from './DotsLayer.tsx';
import {
  axisEnds,
  correlationOf,
  estimateOf,
  estimateText,
  FIGURE,
  type Figure,
  pointsOf,
  tauText,
} from './figures.ts';
import { editsText, GROUP_WORDS, shareText } from './operator-words.ts';

/** Pixels that the pointer may be away from a dot. */
const NEAR = 24;

interface Props {
  readonly result: GroupResult;
  readonly operators: readonly Operator[];
  readonly figure: Figure;
  readonly unit: string;
  /** Differences that rounding alone makes. */
  readonly noise: number;
  /** Reach of all groups: the same axis for each. */
  readonly reach: readonly [number, number];
  readonly selected: number | null;
  readonly onSelect: (operator: number) => void;
  /** One of several: less room for words. */
  readonly small: boolean;
}

/** Reach against one figure of improvability, a dot an operator, from one group of starts. */
export function ReachPlot({
  result,
  operators,
  figure,
  unit,
  noise,
  reach,
  selected,
  onSelect,
  small,
}: Props) {
  const points = useMemo(() => pointsOf(result, figure, noise), [result, figure, noise]);
  const tau = useMemo(() => correlationOf(result, figure), [result, figure]);
  const { title, from } = GROUP_WORDS[result.group];
  const info = FIGURE[figure];
  const x = useMemo(
    (): AxisSpec => ({
      kind: 'linear',
      domain: axisEnds('reach', reach),
      label: small ? 'Reach (edits)' : 'Reach: expected edits in a step',
      format: String,
    }),
    [reach, small],
  );
  const y = useMemo((): AxisSpec => {
    const domain = axisEnds(figure, points.yRange);
    return {
      kind: 'linear',
      domain,
      label: small ? info.brief(unit) : info.label(unit),
      format: info.tick,
    };
  }, [figure, points, small, unit, info]);
  const known = points.known > 0 && !points.flat && tau !== undefined;
  const words = known ? tauText(tau, small) : flatWords(points.known, points.flat, figure);
  return (
    <PlotFrame
      x={x}
      y={y}
      label={`${info.title} against reach ${from}, ${points.known} operators. ${words}`}
      margin={{ left: small ? 58 : 64, right: 12, top: 24, bottom: 34 }}
      under={(area) => <DotsLayer area={area} x={points.x} y={points.y} />}
    >
      {(area) => (
        <>
          <text x={area.left} y={15} style={{ fill: 'var(--ink)', fontWeight: 600 }}>
            {title}
            <tspan style={{ fill: 'var(--second)', fontWeight: 400 }}>{`  ${words}`}</tspan>
          </text>
          <Zero area={area} figure={figure} />
          <Dots {...{ area, points, result, operators, figure, unit, noise, selected, onSelect }} />
        </>
      )}
    </PlotFrame>
  );
}

function flatWords(known: number, flat: boolean, figure: Figure): string {
  if (known === 0) return 'was not asked here';
  if (flat && (figure === 'change' || figure === 'pathChange'))
    return 'the same for every operator: no order';
  return flat ? 'the same for every operator' : '';
}

/** Walks that did not come to the threshold count with the cap. */
function givenUpWords({ toThreshold }: Outcome, figure: Figure): string[] {
  if (figure !== 'toThreshold' || !toThreshold || toThreshold.givenUp === 0) return [];
  return [`${shareText(toThreshold.givenUp)} of walks gave up`];
}

/** Where nothing changes. */
function Zero({ area: { left, width, y }, figure }: { area: PlotArea; figure: Figure }) {
  if (figure !== 'change' && figure !== 'pathChange') return null;
  return <path d={`M${left} ${y(0)}h${width}`} stroke="var(--ink)" strokeDasharray="4 3" fill="none" />;
}

interface DotsProps
  extends Pick<Props, 'result' | 'operators' | 'figure' | 'unit' | 'noise' | 'selected' | 'onSelect'> {
  readonly area: PlotArea;
  readonly points: ReturnType<typeof pointsOf>;
}

/** What pointers and keys do with the dots; all of them are one stop of Tab, and arrow keys go along the axis. */
function Dots({ area, points, result, operators, figure, unit, noise, selected, onSelect }: DotsProps) {
  const [hovered, setHovered] = useState<number | null>(null);
  const layer = useRef<SVGGElement>(null);
  const order = useMemo(() => byReach(points), [points]);
  const place = selected === null ? -1 : order.indexOf(selected);
  const estimate = (operator: number) => estimateOf(result.outcomes[operator]!, figure, noise);

  const nearest = (event: PointerEvent): number | null => {
    const box = layer.current!.ownerSVGElement!.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left, event.clientY - box.top];
    let [found, least] = [-1, NEAR * NEAR];
    for (const i of order) {
      const away = (area.x(points.x[i]!) - px) ** 2 + (area.y(points.y[i]!) - py) ** 2;
      if (away < least) [found, least] = [i, away];
    }
    return found < 0 ? null : found;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || order.length === 0) return;
    const to = stepOf(event.key, place, order.length);
    if (to === undefined) return;
    event.preventDefault();
    onSelect(order[to]!);
  };
  const say = (i: number): string[] => [
    operators[i]!.name,
    `reach ${editsText(points.x[i]!)}`,
    estimateText(estimate(i)!, figure, unit),
    ...givenUpWords(result.outcomes[i]!, figure),
  ];
  return (
    <g
      ref={layer}
      className="reach-dots"
      role="slider"
      tabIndex={0}
      aria-label="Operator, by reach"
      aria-valuemin={0}
      aria-valuemax={order.length}
      aria-valuenow={place + 1}
      aria-valuetext={place < 0 ? 'none selected' : say(order[place]!).join(', ')}
      onKeyDown={onKeyDown}
      onPointerMove={(event) => setHovered(nearest(event))}
      onPointerLeave={() => setHovered(null)}
      onPointerUp={(event) => {
        const operator = nearest(event);
        if (operator !== null) onSelect(operator);
      }}
    >
      <rect
        className="reach-plane"
        x={area.left}
        y={area.top}
        width={area.width}
        height={area.height}
        fill="transparent"
      />
      {place >= 0 && <Selected area={area} points={points} half={estimate(selected!)!.half} at={selected!} />}
      {hovered !== null && (
        <>
          <circle {...at(area, points, hovered)} r={6} fill="none" stroke="var(--ink)" strokeWidth={1.5} />
          <Tip area={area} {...xy(area, points, hovered)} lines={say(hovered)} />
        </>
      )}
    </g>
  );
}

type Points = ReturnType<typeof pointsOf>;

const xy = ({ x, y }: PlotArea, points: Points, i: number) => ({ x: x(points.x[i]!), y: y(points.y[i]!) });
const at = ({ x, y }: PlotArea, points: Points, i: number) => ({ cx: x(points.x[i]!), cy: y(points.y[i]!) });

/** The selected operator, and the interval of its figure where it is sampled. */
function Selected({
  area,
  points,
  half,
  at: i,
}: {
  area: PlotArea;
  points: Points;
  half: number;
  at: number;
}) {
  const { x, y } = xy(area, points, i);
  const [low, high] = [area.y(points.y[i]! - half), area.y(points.y[i]! + half)];
  return (
    <g pointerEvents="none">
      {half > 0 && (
        <path
          d={`M${x} ${low}V${high}M${x - 4} ${low}h8M${x - 4} ${high}h8`}
          stroke="var(--ink)"
          strokeWidth={1.5}
        />
      )}
      <circle cx={x} cy={y} r={7} fill="var(--accent)" stroke="var(--panel)" strokeWidth={2} />
      <circle cx={x} cy={y} r={8.5} fill="none" stroke="var(--ink)" strokeWidth={2} />
    </g>
  );
}

/** Operators that have the figure, by reach. */
const byReach = ({ x, y }: Points): number[] =>
  Array.from(x.keys())
    .filter((i) => Number.isFinite(y[i]!))
    .sort((a, b) => x[a]! - x[b]! || a - b);

/** Where a key leads from a place along the axis (−1: none); `undefined` where it leads nowhere. */
export function stepOf(key: string, place: number, count: number): number | undefined {
  const within = (to: number) => Math.max(0, Math.min(count - 1, to));
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return within(place + 1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return within(place < 0 ? count - 1 : place - 1);
    case 'PageUp':
      return within(place + Math.ceil(count / 20));
    case 'PageDown':
      return within((place < 0 ? count : place) - Math.ceil(count / 20));
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
