import type { PlotArea } from '../../charts/PlotFrame.tsx';
import { apart } from '../../run/panels/labels.ts';

/** A line's name, where the line ends. */
export interface EndLabel {
  readonly key: string;
  readonly name: string;
  readonly colour: string;
  /** Pixels of the chart. */
  readonly x: number;
  readonly y: number;
}

const LINE = 13;
/** Pixels of a letter, about. */
const LETTER = 6.2;
/** Letters of a name at most; all of them stand in the list beside the charts. */
const MOST_LETTERS = 22;
/** More names than this are no help beside the lines. */
const MOST = 14;

const cut = (name: string): string =>
  name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS - 1)}…` : name;

/** The room right of a chart that names need, pixels. */
export const labelRoom = (names: readonly string[]): number =>
  names.length > MOST ? 14 : 20 + LETTER * Math.max(0, ...names.map((name) => cut(name).length));

/** Names beside the ends of their lines, moved apart. */
export function EndLabels({ area, labels }: { area: PlotArea; labels: readonly EndLabel[] }) {
  if (labels.length > MOST) return null;
  const { left, top, width, height } = area;
  const clamp = (value: number) => Math.min(top + height, Math.max(top, value));
  const places = apart(
    labels.map(({ y }) => clamp(y)),
    LINE,
    top + 4,
    top + height,
  );
  const right = left + width + 12;
  return labels.map(({ key, name, colour, x, y }, i) => (
    <g key={key} pointerEvents="none">
      <path d={`M${x} ${clamp(y)}L${right - 3} ${places[i]}`} stroke="var(--line)" fill="none" />
      <text x={right} y={places[i]! + 4} style={{ fill: colour }}>
        {cut(name)}
      </text>
    </g>
  ));
}
