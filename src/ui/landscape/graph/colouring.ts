import type { Rgb } from '../../charts/dots.ts';
import { rgbOf, viridisAt } from '../../run/pareto/colours.ts';
import { type GraphData, type GraphFacts, NAMED_BASINS } from './graph-data.ts';

/** What the colour of a node says. */
export const COLOURINGS = {
  rank: 'Fitness, by rank',
  value: 'Fitness, by value',
  basin: 'Basin',
  difference: 'Difference to centre',
} as const;

export type Colouring = keyof typeof COLOURINGS;

/** What a node is drawn as; a triangle points up where it is better than the centre, down where it is worse. */
export const SHAPE = { dot: 0, up: 1, down: 2 } as const;

/** How every node is drawn. */
export interface Look {
  readonly colours: readonly Rgb[];
  /** By node: the place of its colour. */
  readonly colour: Uint8Array;
  /** By node: a value of `SHAPE`. */
  readonly shape: Uint8Array;
}

export interface Theme {
  readonly dark: boolean;
  token(name: string): string;
}

/** Steps of a scale of colours. */
const STEPS = 64;

/** The colours of nodes; `only`: a place in `facts.basins` whose nodes alone are lit. */
export function lookOf(
  data: GraphData,
  facts: GraphFacts,
  colouring: Colouring,
  centre: number,
  only: number | null,
  theme: Theme,
): Look {
  const shape = new Uint8Array(data.count);
  if (colouring === 'basin') return { ...basinColours(data, facts, only, theme), shape };
  if (colouring === 'difference') return differenceColours(data, facts, centre, theme);
  const { fitness, count } = data;
  const { rank, lowest, highest } = facts;
  // Where all are equal, all are the best.
  const range = highest - lowest || 1;
  const share =
    colouring === 'rank'
      ? (node: number) => (count > 1 ? 1 - (rank[node]! - 1) / (count - 1) : 1)
      : (node: number) => 1 - (highest - fitness[node]!) / range;
  return {
    colours: scaleColours(theme.dark),
    colour: Uint8Array.from({ length: count }, (_, node) => Math.round(share(node) * (STEPS - 1))),
    shape,
  };
}

/** The scale of fitness, the worst first. */
export const scaleColours = (dark: boolean): readonly Rgb[] =>
  Array.from({ length: STEPS }, (_, i) => viridisAt(i / (STEPS - 1), dark));

/** The colours of the largest basins, then that of the others, then that of plateaus. */
export function basinPalette({ token }: Theme): readonly Rgb[] {
  const named = Array.from({ length: NAMED_BASINS }, (_, i) => rgbOf(token(`--basin-${i + 1}`)));
  return [...named, rgbOf(token('--third')), rgbOf(token('--line'))];
}

function basinColours(
  { climb, count }: GraphData,
  { basinOf }: GraphFacts,
  only: number | null,
  theme: Theme,
): Pick<Look, 'colours' | 'colour'> {
  const place = (node: number) => {
    const optimum = climb[node]!;
    if (optimum < 0) return NAMED_BASINS + 1;
    return basinOf[optimum]! < 0 ? NAMED_BASINS : basinOf[optimum]!;
  };
  const quiet = NAMED_BASINS + 2;
  return {
    colours: [
      ...basinPalette(theme),
      mixed(rgbOf(theme.token('--panel')), rgbOf(theme.token('--line')), 0.6),
    ],
    colour: Uint8Array.from({ length: count }, (_, node) => {
      const basin = place(node);
      return only === null || basin === only ? basin : quiet;
    }),
  };
}

/** Steps of a difference to each side of none. */
const SIDE = 16;

/** Worse, equal, better: from the most to the least, and on. */
export function differencePalette({ token }: Theme): readonly Rgb[] {
  const [worse, better] = [rgbOf(token('--series-3')), rgbOf(token('--series-2'))];
  // Half way to the ground, so that the smallest difference is still seen.
  const middle = mixed(rgbOf(token('--panel')), rgbOf(token('--third')), 0.35);
  return [
    ...Array.from({ length: SIDE }, (_, i) => mixed(middle, worse, (SIDE - i) / SIDE)),
    rgbOf(token('--ink')),
    ...Array.from({ length: SIDE }, (_, i) => mixed(middle, better, (i + 1) / SIDE)),
  ];
}

function differenceColours(
  { count, fitness }: GraphData,
  { lowest, highest }: GraphFacts,
  centre: number,
  theme: Theme,
): Look {
  const colour = new Uint8Array(count);
  const shape = new Uint8Array(count);
  const own = fitness[centre]!;
  for (let node = 0; node < count; node++) {
    const by = fitness[node]! - own;
    const most = by > 0 ? highest - own : own - lowest;
    // The root, since most differences are small beside the largest.
    const steps = by === 0 ? 0 : Math.max(1, Math.round(Math.sqrt(Math.abs(by) / most) * SIDE));
    colour[node] = SIDE + Math.sign(by) * steps;
    shape[node] = by > 0 ? SHAPE.up : by < 0 ? SHAPE.down : SHAPE.dot;
  }
  return { colours: differencePalette(theme), colour, shape };
}

const mixed = (from: Rgb, to: Rgb, share: number): Rgb =>
  from.map((value, k) => Math.round(value + (to[k]! - value) * share)) as unknown as Rgb;
