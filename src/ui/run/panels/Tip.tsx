import type { PlotArea } from '../../charts/PlotFrame.tsx';

/** Pixels of a letter, about, and of a line. */
const LETTER = 6.2;
const LINE = 15;

interface Props {
  readonly area: Pick<PlotArea, 'size'>;
  /** What it is about: pixels of the chart. */
  readonly x: number;
  readonly y: number;
  /** The first is the heading. */
  readonly lines: readonly string[];
}

/** What stands under the pointer, in words: within an SVG, beside the place, and never out of the picture. */
export function Tip({ area: { size }, x, y, lines }: Props) {
  const width = Math.min(size.width - 4, Math.max(...lines.map((line) => line.length)) * LETTER + 18);
  const height = lines.length * LINE + 10;
  const beside = x + 12 + width > size.width ? x - 12 - width : x + 12;
  const left = Math.max(2, Math.min(beside, size.width - width - 2));
  const above = Math.max(2, Math.min(y - height - 6, size.height - height - 2));
  // Where there is no room on either side, it goes below rather than over what it is about.
  const covers = left < x + 8 && left + width > x - 8 && above + height > y - 8;
  const top = covers && y + 12 + height <= size.height ? y + 12 : above;
  return (
    <g pointerEvents="none">
      <rect x={left} y={top} width={width} height={height} rx={6} fill="var(--raised)" stroke="var(--line)" />
      {lines.map((line, i) => (
        <text
          key={line}
          x={left + 9}
          y={top + 17 + i * LINE}
          style={i === 0 ? { fill: 'var(--ink)', fontWeight: 600 } : undefined}
        >
          {line}
        </text>
      ))}
    </g>
  );
}
