import { memo } from 'react';
import { useSize } from '../../shared/use-size.ts';
import { type ImportanceRow, points } from './importance-rows.ts';
import { share } from './share-words.ts';

const EDGE = 12;
const ROW = 38;
/** Pixels of the words above all bars. */
const HEAD = 20;
const BAR = 7;
/** Pixels that a figure needs beside its bar. */
const FIGURE = 44;
/** Longer bars are no easier to compare. */
const WIDEST = 760;
/** More rows than this are in the table alone. */
const MOST_ROWS = 60;

interface Props {
  /** The most important first. */
  readonly rows: readonly ImportanceRow[];
}

/** Two bars for each choice: what it explains of the error, solid, and of the size, hatched. */
export const ImportanceChart = memo(function ImportanceChart({ rows: all }: Props) {
  const [box, size] = useSize<HTMLDivElement>();
  const rows = all.slice(0, MOST_ROWS);
  const highest = Math.max(
    0.05,
    ...rows.flatMap((row) => [row.error, row.parameters, row.errorByChance, row.parametersByChance]),
  );
  const room = Math.min(WIDEST, (size?.width ?? 0) - 2 * EDGE - FIGURE);
  const height = HEAD + rows.length * ROW;
  const length = (value: number) => Math.max(1, (value / highest) * room);
  return (
    <div className="importance-bars" ref={box}>
      {size && room > 40 && (
        <svg
          width={size.width}
          height={height}
          viewBox={`0 0 ${size.width} ${height}`}
          role="img"
          aria-label={`Shares of variance explained by ${rows.length} choices: ${rows
            .slice(0, 3)
            .map(
              ({ label, error, parameters }) =>
                `${label}: ${share(error)} of error, ${share(parameters)} of log parameters`,
            )
            .join('; ')}`}
        >
          <defs>
            <pattern
              id="importance-hatch"
              width={5}
              height={5}
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <path d="M2.5 0V5" stroke="var(--series-2)" strokeWidth={1.8} />
            </pattern>
          </defs>
          <rect x={EDGE} y={4} width={14} height={BAR} fill="var(--accent)" />
          <text x={EDGE + 19} y={11}>
            error's variance
          </text>
          <rect
            x={EDGE + 116}
            y={4}
            width={14}
            height={BAR}
            fill="url(#importance-hatch)"
            stroke="var(--series-2)"
          />
          <text x={EDGE + 135} y={11}>
            log parameters'
          </text>
          <path d={`M${EDGE + 231} 2v${BAR + 4}`} stroke="var(--second)" strokeWidth={1.2} />
          <text x={EDGE + 238} y={11}>
            by chance
          </text>
          {rows.map((row, i) => {
            const top = HEAD + i * ROW;
            return (
              <g key={row.id}>
                <title>{answersWords(row)}</title>
                <text x={EDGE} y={top + 11} style={{ fill: 'var(--ink)' }}>
                  {cut(row.label, (size.width - 2 * EDGE) / 5.9)}
                </text>
                <rect x={EDGE} y={top + 16} width={length(row.error)} height={BAR} fill="var(--accent)" />
                <path
                  d={`M${EDGE + length(row.errorByChance)} ${top + 14.5}v${BAR + 2}M${EDGE + length(row.parametersByChance)} ${top + 24}v${BAR + 3}`}
                  stroke="var(--second)"
                  strokeWidth={1.2}
                />
                <text
                  x={EDGE + beside(length(row.error), length(row.errorByChance))}
                  y={top + 23}
                  style={{ fontSize: 10 }}
                >
                  {share(row.error)}
                </text>
                <rect
                  x={EDGE}
                  y={top + 25}
                  width={length(row.parameters)}
                  height={BAR}
                  fill="url(#importance-hatch)"
                  stroke="var(--series-2)"
                />
                <text
                  x={EDGE + beside(length(row.parameters), length(row.parametersByChance))}
                  y={top + 33}
                  style={{ fontSize: 10 }}
                >
                  {share(row.parameters)}
                </text>
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
});

/** Where a figure begins: at its bar's end, or beyond the mark that would go through it. */
const beside = (bar: number, mark: number): number =>
  (mark > bar - 2 && mark < bar + FIGURE - 8 ? Math.max(bar, mark) : bar) + 5;

const cut = (text: string, letters: number): string =>
  text.length <= letters ? text : `${text.slice(0, Math.max(1, Math.floor(letters) - 1))}…`;

/** What the answers do to the error, the best first, in points of per cent around the mean. */
function answersWords({ label, answers, places }: ImportanceRow): string {
  const shown = answers.slice(0, 8).map(({ label: answer, effect }) => `${answer} ${points(effect)}`);
  return `${label}, at ${places} ${places === 1 ? 'place' : 'places'}. Error, points of per cent: ${shown.join(', ')}`;
}
