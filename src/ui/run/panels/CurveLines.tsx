import { type PointerEvent, useState } from 'react';
import { HoverArea } from '../../charts/HoverArea.tsx';
import type { PlotArea } from '../../charts/PlotFrame.tsx';
import { selectCandidate } from '../../route.ts';
import { whole } from '../../shared/format.ts';
import { type CurveBand, endedAfter } from './curve-band.ts';
import type { Curve } from './curves.ts';
import { apart } from './labels.ts';
import { Tip } from './Tip.tsx';

interface Props {
  readonly area: PlotArea;
  readonly band: CurveBand;
  readonly curves: readonly Curve[];
  readonly format: (value: number) => string;
}

const LOOK = {
  selected: { stroke: 'var(--ink)', dash: undefined, width: 2 },
  best: { stroke: 'var(--accent)', dash: undefined, width: 2 },
  median: { stroke: 'var(--second)', dash: '5 3', width: 1.5 },
} as const;

/** Pixels of a label's line, and of a label with a second one. */
const LINE = 14;
const LINES = 26;

/** The band of the quartiles, the median and single curves, each with its name at its end. */
export function CurveLines({ area, band, curves, format }: Props) {
  const [epoch, setEpoch] = useState<number | null>(null);
  const x = (place: number) => area.x(place + 1);
  const y = (value: number) => area.y(Math.max(value, area.y.domain[0]));
  const lines = [
    { key: 'median', look: LOOK.median, name: 'median', values: known(band.median), curve: null },
    ...curves.map((curve) => ({
      key: curve.kind,
      look: LOOK[curve.kind],
      name: curve.name,
      values: curve.values,
      curve,
    })),
  ].filter(({ values }) => values.length > 0);
  const ends = apart(
    lines.map(({ values }) => y(values.at(-1)!)),
    curves.some(({ ended }) => ended) ? LINES : LINE,
    area.top + 4,
    area.top + area.height,
  );
  const onPointerMove = (event: PointerEvent<SVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const pointed = area.x.invert(area.left + ((event.clientX - box.left) / box.width) * area.width);
    setEpoch(Math.max(0, Math.min(band.count.length - 1, Math.round(pointed) - 1)));
  };
  return (
    <>
      <path d={bandPath(band, x, y)} fill="var(--second)" opacity={0.18} />
      {lines.map(({ key, look, values }) => (
        <g key={key}>
          <path
            d={`M${values.map((value, place) => `${x(place).toFixed(1)} ${y(value).toFixed(1)}`).join('L')}`}
            fill="none"
            stroke={look.stroke}
            strokeWidth={look.width}
            strokeDasharray={look.dash}
          />
          {values.length < 30 &&
            key !== 'median' &&
            values.map((value, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is the epoch.
              <circle key={place} cx={x(place)} cy={y(value)} r={2.5} fill={look.stroke} />
            ))}
        </g>
      ))}
      <Ended area={area} band={band} x={x} />
      {lines.map(({ key, name, look, values, curve }, i) => {
        const [endX, endY] = [x(values.length - 1), y(values.at(-1)!)];
        const left = area.left + area.width + 8;
        return (
          <g key={key}>
            <path
              d={`M${(endX + 3).toFixed(1)} ${endY.toFixed(1)}L${left - 2} ${ends[i]!.toFixed(1)}`}
              stroke="var(--line)"
              fill="none"
            />
            {curve?.ended && (
              <path
                d={`M${endX} ${endY - 6}v12`}
                stroke={curve.ended === 'failed' ? 'var(--failure)' : look.stroke}
                strokeWidth={2}
              >
                <title>{`Candidate ${curve.candidate} ${curve.ended}`}</title>
              </path>
            )}
            <EndLabel x={left} y={ends[i]! + 4} colour={look.stroke} name={name} curve={curve} />
            {curve?.ended && (
              <text x={left} y={ends[i]! + 4 + LINES - LINE}>
                {curve.ended}
              </text>
            )}
          </g>
        );
      })}
      <HoverArea area={area} onMove={onPointerMove} onLeave={() => setEpoch(null)} />
      {epoch !== null && (
        <Tip
          area={area}
          x={x(epoch)}
          y={area.top + area.height / 2}
          lines={[
            `Epoch ${epoch + 1}`,
            ...lines.flatMap(({ name, values }) =>
              values[epoch] === undefined ? [] : [`${name}: ${format(values[epoch]!)}`],
            ),
            ...(band.count[epoch]! > 0
              ? [`quartiles: ${format(band.lower[epoch]!)} to ${format(band.upper[epoch]!)}`]
              : []),
          ]}
        />
      )}
    </>
  );
}

interface EndLabelProps {
  readonly x: number;
  readonly y: number;
  readonly colour: string;
  readonly name: string;
  readonly curve: Curve | null;
}

/** A line's name beside its end; that of the best candidate selects it. */
function EndLabel({ x, y, colour, name, curve }: EndLabelProps) {
  if (curve?.kind !== 'best')
    return (
      <text x={x} y={y} style={{ fill: colour }}>
        {name}
      </text>
    );
  const select = () => selectCandidate(curve.candidate);
  return (
    // biome-ignore lint/a11y/useSemanticElements: an SVG has no button.
    <text
      className="curve-label"
      x={x}
      y={y}
      style={{ fill: colour }}
      role="button"
      tabIndex={0}
      aria-label={`Select the best candidate, ${curve.candidate}`}
      onClick={select}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        select();
      }}
    >
      {name}
    </text>
  );
}

const known = (values: Float64Array): number[] => Array.from(values).filter((value) => !Number.isNaN(value));

function bandPath(
  { lower, upper }: CurveBand,
  x: (place: number) => number,
  y: (value: number) => number,
): string {
  const [low, high] = [known(lower), known(upper)];
  if (low.length === 0) return '';
  const point = (value: number, place: number) => `${x(place).toFixed(1)} ${y(value).toFixed(1)}`;
  const back = high.map(point).reverse();
  return `M${low.map(point).join('L')}L${back.join('L')}Z`;
}

/** Where candidates were stopped early: a tick at the foot of the epoch, the higher the more; and how many they are. */
function Ended({ area, band, x }: { area: PlotArea; band: CurveBand; x: (place: number) => number }) {
  const ended = endedAfter(band);
  const most = Math.max(...ended, 0);
  if (most === 0) return null;
  const foot = area.top + area.height;
  const y = area.size.height - 13;
  return (
    <>
      {ended.map((number, place) =>
        number > 0 ? (
          <path
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is the epoch.
            key={place}
            d={`M${x(place)} ${foot}v${-Math.max(3, (18 * number) / most)}`}
            stroke="var(--warning)"
            strokeWidth={3}
          >
            <title>{`${number} stopped early after epoch ${place + 1}`}</title>
          </path>
        ) : null,
      )}
      <rect x={9} y={y} width={3} height={9} fill="var(--warning)" />
      <text x={17} y={y + 9}>
        {`${whole(ended.reduce((sum, number) => sum + number, 0))} stopped early`}
      </text>
    </>
  );
}
