import { memo, useState } from 'react';
import type { OptionShares, QuestionShares, Shares } from '../../../run/analysis/shares.ts';
import { whole } from '../../shared/format.ts';
import { useSize } from '../../shared/use-size.ts';
import { courseWords, ends, share } from './share-words.ts';
import { stretchWords } from './stretches.ts';

/** Pixels of a small chart's heading, and between two charts. */
const HEAD = 18;
const GAP = { across: 14, down: 6 };
const EDGE = 12;
/** Pixels of the words below all charts. */
const SCALE = 16;
/** A chart that is narrower names the last share alone, one that is lower has no lines for the eye. */
const NARROW = 215;
const LOW = 110;

interface Props {
  readonly shares: Shares;
  readonly question: QuestionShares;
}

/**
 * A small chart for each answer, all to one scale: its share of all evaluated candidates as an area, of the best tenth as
 * a dashed line.
 */
export const SharesChart = memo(function SharesChart({ shares, question }: Props) {
  const [box, size] = useSize<HTMLElement>();
  const [pointed, setPointed] = useState<number | null>(null);
  const { bins, by } = shares;
  const { options } = question;
  const grid = gridOf(options.length, size);
  const height = grid.rows * (grid.height + GAP.down) + SCALE;
  const top = topOf(options);
  const first = bins[0]!;
  const last = bins.at(-1)!;
  const at = pointed !== null && pointed < bins.length ? pointed : null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys.
    <section className="analysis-scroll" ref={box} tabIndex={0} aria-label={`Shares: ${question.label}`}>
      {size && grid.width > 60 && (
        // biome-ignore lint/a11y/useSemanticElements: an SVG has no fieldset.
        <svg
          width={size.width}
          height={height}
          viewBox={`0 0 ${size.width} ${height}`}
          role="group"
          aria-label={`Shares of ${options.length} answers over ${bins.length} stretches of the run`}
          onPointerLeave={() => setPointed(null)}
        >
          <defs>
            <pattern
              id="share-hatch"
              width={5}
              height={5}
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <path d="M0 0V5" stroke="var(--accent)" strokeWidth={1.6} />
            </pattern>
          </defs>
          {options.map((option, i) => (
            <Cell
              key={option.label}
              option={option}
              left={EDGE + (i % grid.columns) * (grid.width + GAP.across)}
              top={Math.floor(i / grid.columns) * (grid.height + GAP.down)}
              width={grid.width}
              height={grid.height}
              highest={top}
              pointed={at}
              onPoint={setPointed}
            />
          ))}
          <text x={EDGE} y={height - 4}>
            {at === null
              ? `${stretchWords(by, { from: first.from, to: last.to })} from left to right, 0 to ${share(top)} from below`
              : `${stretchWords(by, bins[at]!)}: ${whole(bins[at]!.candidates)} candidates; top tenth so far: ${whole(bins[at]!.best)}`}
          </text>
        </svg>
      )}
    </section>
  );
});

/** Small charts beside and below each other. */
export interface Grid {
  readonly columns: number;
  readonly rows: number;
  /** Pixels of a chart with its heading. */
  readonly width: number;
  readonly height: number;
}

/** Pixels that a chart is at least and at most, and how wide for its height it is read best. */
const CHART = { narrowest: 148, lowest: 62, highest: 260, shape: 1.8 };

/** Places so many charts so that they become as large as they can; those that do not fit are scrolled to. */
export function gridOf(
  charts: number,
  size: { readonly width: number; readonly height: number } | null,
): Grid {
  const room = { across: (size?.width ?? 0) - 2 * EDGE, down: (size?.height ?? 0) - SCALE };
  let best: Grid | undefined;
  let largest = Number.NEGATIVE_INFINITY;
  for (let columns = 1; columns <= Math.max(1, charts); columns++) {
    const width = (room.across - (columns - 1) * GAP.across) / columns;
    if (columns > 1 && width < CHART.narrowest) break;
    const rows = Math.ceil(charts / columns);
    const fits = room.down / Math.max(1, rows) - GAP.down;
    const height = Math.max(CHART.lowest, Math.min(CHART.highest, fits));
    // What has to be scrolled counts as far as it is seen.
    const worth = Math.min(width, CHART.shape * height) * Math.min(1, fits / height);
    if (worth <= largest) continue;
    largest = worth;
    best = { columns, rows, width, height };
  }
  return best!;
}

/** The highest share, brought up to a whole tenth. */
function topOf(options: readonly OptionShares[]): number {
  let highest = 0.1;
  for (const { all, best } of options)
    for (const values of [all, best]) for (const value of values) if (value > highest) highest = value;
  return Math.min(1, Math.ceil(highest * 10 - 1e-9) / 10);
}

interface CellProps {
  readonly option: OptionShares;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly highest: number;
  readonly pointed: number | null;
  onPoint(bin: number): void;
}

function Cell({ option, left, top, width, height, highest, pointed, onPoint }: CellProps) {
  const { label, all, best } = option;
  const count = all.length;
  const base = top + height;
  const x = (bin: number) => left + (count > 1 ? (bin / (count - 1)) * width : width / 2);
  const y = (value: number) => base - (value / highest) * (height - HEAD);
  const line = pathOf(all, x, y);
  const words = headWords(option, pointed, width < NARROW);
  // The label takes what the figures leave.
  const room = Math.floor((width - words.length * 6 - 8) / 6.4);
  const short = label.length > room ? `${label.slice(0, Math.max(1, room - 1))}…` : label;
  return (
    <g>
      <title>{`${label}: ${courseWords(option)}`}</title>
      <text x={left} y={top + 12} style={{ fill: 'var(--ink)', fontWeight: 600 }}>
        {short}
      </text>
      <text x={left + width} y={top + 12} textAnchor="end">
        {words}
      </text>
      {height >= LOW &&
        [highest / 2, highest].map((value) => (
          <g key={value}>
            <path d={`M${left} ${y(value)}H${left + width}`} stroke="var(--line)" />
            <text x={left} y={y(value) + 11} style={{ fontSize: 10 }}>
              {share(value)}
            </text>
          </g>
        ))}
      <path d={areaOf(all, x, y, base)} fill="var(--accent-soft)" />
      <path d={`M${left} ${base}H${left + width}`} stroke="var(--third)" />
      <path d={line} fill="none" stroke="var(--accent)" strokeWidth={1.8} />
      <path d={pathOf(best, x, y)} fill="none" stroke="var(--ink)" strokeWidth={1.5} strokeDasharray="4 3" />
      {count === 1 && (
        <>
          <circle cx={x(0)} cy={y(all[0]!)} r={3} fill="var(--accent)" />
          <path d={`M${x(0) - 6} ${y(best[0]!)}h12`} stroke="var(--ink)" strokeDasharray="4 3" />
        </>
      )}
      {pointed !== null && (
        <line x1={x(pointed)} x2={x(pointed)} y1={top + HEAD} y2={base} stroke="var(--second)" />
      )}
      <rect
        x={left}
        y={top}
        width={width}
        height={height}
        fill="transparent"
        onPointerMove={(event) => {
          const rect = event.currentTarget.getBoundingClientRect();
          const part = (event.clientX - rect.left) / rect.width;
          onPoint(Math.max(0, Math.min(count - 1, Math.round(part * (count - 1)))));
        }}
      />
    </g>
  );
}

/** What stands beside the label: the way from the first share to the last, or those of one stretch. */
function headWords({ all, best }: OptionShares, pointed: number | null, isNarrow: boolean): string {
  const now = pointed === null ? ends(all) : { first: Number.NaN, last: all[pointed]! };
  const top = share(pointed === null ? ends(best).last : best[pointed]!);
  const course = pointed !== null || isNarrow || all.length < 2 ? '' : `${share(now.first)} → `;
  return `${course}${share(now.last)}, top ${top}`;
}

type Place = (value: number) => number;

/** A line through all values; where there is none, it is broken. */
function pathOf(values: Float64Array, x: Place, y: Place): string {
  let path = '';
  let open = false;
  for (const [bin, value] of values.entries()) {
    if (!Number.isNaN(value)) path += `${open ? 'L' : 'M'}${x(bin).toFixed(1)} ${y(value).toFixed(1)}`;
    open = !Number.isNaN(value);
  }
  return path;
}

/** The area below the line. */
function areaOf(values: Float64Array, x: Place, y: Place, base: number): string {
  let path = '';
  for (let bin = 0; bin < values.length; bin++) {
    if (Number.isNaN(values[bin]!)) continue;
    const from = bin;
    while (bin + 1 < values.length && !Number.isNaN(values[bin + 1]!)) bin++;
    path += `M${x(from).toFixed(1)} ${base}`;
    for (let i = from; i <= bin; i++) path += `L${x(i).toFixed(1)} ${y(values[i]!).toFixed(1)}`;
    path += `V${base}Z`;
  }
  return path;
}
