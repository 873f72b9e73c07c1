import { nodeCosts, peakActivationBytes, totalCosts } from '../architecture/costs.ts';
import { decode } from '../architecture/decode.ts';
import { type Architecture, depthOf, inferShapes, type Shape } from '../architecture/graph.ts';
import { prune } from '../architecture/prune.ts';
import type { Space } from '../space/hierarchy.ts';
import type { Genotype } from '../space/tree.ts';

/** The figures of one member of a space. */
export interface MemberFigures {
  readonly parameters: number;
  readonly macs: number;
  readonly depth: number;
  readonly activationBytes: number;
  /** A path from input to output, and not more parameters than the cap. */
  readonly valid: boolean;
}

/** What the members of a space were seen to do at one part of its document. */
export interface PartRange {
  /** Heights × widths × channels of its output, smallest and largest seen, by number of values. */
  readonly smallest: readonly number[];
  readonly largest: readonly number[];
  /** Parameters of one instance of the part. */
  readonly parameters: readonly [number, number];
  readonly macs: readonly [number, number];
}

export const FIGURES = ['parameters', 'macs', 'depth', 'activationBytes'] as const;
export type Figure = (typeof FIGURES)[number];

/** Measures a member, and widens `ranges` by what each of its parts does: the parts that enclose others with all they hold. */
export function measureMember(
  space: Space,
  genotype: Genotype,
  ranges?: Map<string, PartRange>,
): MemberFigures {
  const parts: { path: string; place: string }[] = [];
  const whole = decode(space, genotype, ranges && ((path, place) => parts.push({ path, place })));
  const live = prune(whole);
  const architecture = live ?? whole;
  const shapes = inferShapes(architecture);
  const { parameters, macs } = totalCosts(architecture);
  if (ranges) {
    const places = byPlace(architecture, shapes);
    for (const { path, place } of parts) {
      const found = places.get(place);
      // A part of nothing but identities, or a dead one, has left no node.
      if (found) widen(ranges, path, found);
    }
  }
  return {
    parameters,
    macs,
    depth: depthOf(architecture),
    activationBytes: peakActivationBytes(architecture, shapes),
    valid: live !== undefined && parameters <= space.document.constraints.maxParameters,
  };
}

/** What stands at a place and below it; its output is that of its last node. */
interface PlaceFigures {
  readonly shape: Shape;
  readonly parameters: number;
  readonly macs: number;
}

function byPlace(architecture: Architecture, shapes: readonly Shape[]): ReadonlyMap<string, PlaceFigures> {
  const each = nodeCosts(architecture, shapes);
  const places = new Map<string, PlaceFigures>();
  for (const [i, { place }] of architecture.nodes.entries()) {
    const steps = place.split(' · ');
    for (let depth = 1; depth <= steps.length; depth++) {
      const prefix = steps.slice(0, depth).join(' · ');
      const known = places.get(prefix);
      places.set(prefix, {
        shape: shapes[i]!,
        parameters: (known?.parameters ?? 0) + each[i]!.parameters,
        macs: (known?.macs ?? 0) + each[i]!.macs,
      });
    }
  }
  return places;
}

function widen(
  ranges: Map<string, PartRange>,
  path: string,
  { shape, parameters, macs }: PlaceFigures,
): void {
  const known = ranges.get(path);
  if (!known) {
    ranges.set(path, {
      smallest: shape,
      largest: shape,
      parameters: [parameters, parameters],
      macs: [macs, macs],
    });
    return;
  }
  const values = (of: Shape) => of.reduce((product, side) => product * side, 1);
  ranges.set(path, {
    smallest: values(shape) < values(known.smallest) ? shape : known.smallest,
    largest: values(shape) > values(known.largest) ? shape : known.largest,
    parameters: [Math.min(known.parameters[0], parameters), Math.max(known.parameters[1], parameters)],
    macs: [Math.min(known.macs[0], macs), Math.max(known.macs[1], macs)],
  });
}

/** How often values fall between edges: bin `i` holds those from `edges[i]` up to `edges[i + 1]`, the last with its end. */
export interface Histogram {
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/**
 * A histogram of positive values in `bins` bins of equal ratio where they span more than one power of ten, else of equal
 * width (whole numbers few enough get a bin each). Throws a `RangeError` without values.
 */
export function histogram(values: readonly number[], bins: number): Histogram {
  if (values.length === 0) throw new RangeError('A histogram needs at least one value.');
  const low = Math.min(...values);
  const high = Math.max(...values);
  const whole = values.every(Number.isInteger);
  if (whole && high - low < bins) {
    const counts = new Array<number>(high - low + 1).fill(0);
    for (const value of values) counts[value - low]!++;
    return { edges: Array.from({ length: counts.length + 1 }, (_, i) => low + i), counts };
  }
  const logarithmic = low > 0 && high / low > 10;
  if (low === high)
    return { edges: [low, low === 0 ? 1 : low * (1 + Number.EPSILON * 4)], counts: [values.length] };
  const scale = logarithmic ? Math.log : (value: number) => value;
  const unscale = logarithmic ? Math.exp : (value: number) => value;
  const [from, to] = [scale(low), scale(high)];
  const edges = Array.from({ length: bins + 1 }, (_, i) => unscale(from + ((to - from) * i) / bins));
  const counts = new Array<number>(bins).fill(0);
  for (const value of values) {
    const bin = Math.floor(((scale(value) - from) / (to - from)) * bins);
    counts[Math.min(bins - 1, Math.max(0, bin))]!++;
  }
  return { edges, counts };
}

/**
 * Wilson's score interval (1927) for a share of `hits` in `trials`, at 95 %: the share, and the interval's ends. Right also
 * where the share is near 0 or 1. Throws a `RangeError` without trials.
 */
export function wilson(
  hits: number,
  trials: number,
): { readonly share: number; readonly low: number; readonly high: number } {
  if (trials <= 0) throw new RangeError('A share needs at least one trial.');
  const z = 1.959964;
  const share = hits / trials;
  const centre = (share + z ** 2 / (2 * trials)) / (1 + z ** 2 / trials);
  const half =
    (z / (1 + z ** 2 / trials)) * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  return { share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
