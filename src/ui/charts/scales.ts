import { logTicks } from '../shared/format.ts';

/** Maps values to pixels. */
export interface Scale {
  (value: number): number;
  readonly kind: 'linear' | 'log';
  readonly domain: readonly [number, number];
  /** Pixels of the domain's ends. */
  readonly range: readonly [number, number];
  readonly ticks: readonly number[];
  /** The value at a pixel. */
  invert(pixel: number): number;
}

/**
 * A linear scale; `count`: about how many ticks. A domain without width is widened by 1. Throws a `RangeError` where an
 * end is not finite.
 */
export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
  count = 5,
): Scale {
  const [from, to] = wide(domain, ([a]) => [a, a + 1]);
  const slope = (range[1] - range[0]) / (to - from);
  return Object.assign((value: number) => range[0] + (value - from) * slope, {
    kind: 'linear' as const,
    domain: [from, to] as const,
    range,
    ticks: linearTicks(from, to, count),
    invert: (pixel: number) => from + (pixel - range[0]) / slope,
  });
}

/**
 * A logarithmic scale; `count`: about how many ticks where the domain is too short for those of 1, 2 and 5. Values below the
 * domain are drawn at its lower end, since a logarithm has no zero. Throws as `linearScale` does.
 */
export function logScale(
  domain: readonly [number, number],
  range: readonly [number, number],
  count = 4,
): Scale {
  const positive: readonly [number, number] = [
    Math.max(domain[0], Number.MIN_VALUE),
    Math.max(domain[1], Number.MIN_VALUE),
  ];
  const [from, to] = wide(positive, ([a]) => [a / 2, a * 2]);
  const lower = Math.log(from);
  const slope = (range[1] - range[0]) / (Math.log(to) - lower);
  const ticks = logTicks(from, to).filter((tick) => tick >= from * (1 - 1e-9) && tick <= to * (1 + 1e-9));
  return Object.assign((value: number) => range[0] + (Math.log(Math.max(value, from)) - lower) * slope, {
    kind: 'log' as const,
    domain: [from, to] as const,
    range,
    ticks: ticks.length > 2 ? ticks : linearTicks(from, to, count),
    invert: (pixel: number) => Math.exp(lower + (pixel - range[0]) / slope),
  });
}

/**
 * The same scale for an axis that shows a part of what there is: values beyond its ends lie beyond them, too. Those of a log
 * scale that have no logarithm are drawn where `floor` is.
 */
export function withoutEnds(scale: Scale, floor: number): Scale {
  if (scale.kind === 'linear') return scale;
  const { domain, range } = scale;
  const lower = Math.log(domain[0]);
  const slope = (range[1] - range[0]) / (Math.log(domain[1]) - lower);
  return Object.assign((value: number) => range[0] + (Math.log(Math.max(value, floor)) - lower) * slope, {
    kind: scale.kind,
    domain,
    range,
    ticks: scale.ticks,
    invert: scale.invert,
  });
}

function wide(
  domain: readonly [number, number],
  widened: (domain: readonly [number, number]) => readonly [number, number],
): readonly [number, number] {
  if (!domain.every(Number.isFinite)) throw new RangeError(`A scale cannot go from ${domain.join(' to ')}.`);
  return domain[0] < domain[1] ? domain : widened(domain);
}

/** Round values in steps of 1, 2 or 5 times a power of ten, all within the range: two at least, or it says nothing. */
export function linearTicks(from: number, to: number, count: number): number[] {
  const ticks = stepped(from, to, count);
  return ticks.length < 2 && to > from && count < 8 ? linearTicks(from, to, count + 1) : ticks;
}

function stepped(from: number, to: number, count: number): number[] {
  const rough = (to - from) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999)!;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}
