import { memo, useState } from 'react';
import type { OptionShares, QuestionShares, Shares } from '../../../run/analysis/shares.ts';
import { whole } from '../../shared/format.ts';
import { useSize } from '../../shared/use-size.ts';
import { courseWords, share } from './share-words.ts';
import { stretchWords } from './stretches.ts';

/** Pixels of a small chart: at least so wide, and so high with its heading. */
const CELL = { width: 205, height: 66, head: 18, gap: 14 };
const EDGE = 12;
/** The drawing is wider than this only with more charts beside each other. */
const ROW_OF_SCALE = 16;

interface Props {
  readonly shares: Shares;
  readonly question: QuestionShares;
}

/**
 * A small chart for each answer, all to one scale: its share of all evaluated candidates as an area, of the best tenth as
 * a dashed line.
 */
export const SharesChart = memo(function SharesChart({ shares, question }: Props) {
  const [box, size] = useSize<HTMLDivElement>();
  const [pointed, setPointed] = useState<number | null>(null);
  const { bins, by } = shares;
  const { options } = question;
  const width = (size?.width ?? 0) - 2 * EDGE;
  const columns = Math.max(
    1,
    Math.min(options.length, Math.floor((width + CELL.gap) / (CELL.width + CELL.gap))),
  );
  const cellWidth = (width - (columns - 1) * CELL.gap) / columns;
  const height = Math.ceil(options.length / columns) * (CELL.height + 6) + ROW_OF_SCALE;
  const top = topOf(options);
  const first = bins[0]!;
  const last = bins.at(-1)!;
  const at = pointed !== null && pointed < bins.length ? pointed : null;
  return (
    <div className="analysis-scroll" ref={box}>
      {size && width > 60 && (
        // biome-ignore lint/a11y/useSemanticElements: an SVG has no fieldset.
        <svg
          width={size.width}
          height={height}
          viewBox={`0 0 ${size.width} ${height}`}
          role="group"
          aria-label={`${question.label}: shares of ${options.length} answers over ${bins.length} stretches of the run`}
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
              left={EDGE + (i % columns) * (cellWidth + CELL.gap)}
              top={Math.floor(i / columns) * (CELL.height + 6)}
              width={cellWidth}
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
    </div>
  );
});

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
  readonly highest: number;
  readonly pointed: number | null;
  onPoint(bin: number): void;
}

function Cell({ option, left, top, width, highest, pointed, onPoint }: CellProps) {
  const { label, all, best } = option;
  const count = all.length;
  const base = top + CELL.height;
  const x = (bin: number) => left + (count > 1 ? (bin / (count - 1)) * width : width / 2);
  const y = (value: number) => base - (value / highest) * (CELL.height - CELL.head);
  const line = pathOf(all, x, y);
  const words =
    pointed === null
      ? courseWords(option).replace('; in the', ' ·').replace(' tenth', '')
      : `${share(all[pointed]!)} · top ${share(best[pointed]!)}`;
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
        <line x1={x(pointed)} x2={x(pointed)} y1={top + CELL.head} y2={base} stroke="var(--second)" />
      )}
      <rect
        x={left}
        y={top}
        width={width}
        height={CELL.height}
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
