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

/** A logarithmic scale. Values below the domain are drawn at its lower end, since a logarithm has no zero. */
export function logScale(domain: readonly [number, number], range: readonly [number, number]): Scale {
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
    ticks: ticks.length > 1 ? ticks : linearTicks(from, to, 4),
    invert: (pixel: number) => Math.exp(lower + (pixel - range[0]) / slope),
  });
}

function wide(
  domain: readonly [number, number],
  widened: (domain: readonly [number, number]) => readonly [number, number],
): readonly [number, number] {
  if (!domain.every(Number.isFinite)) throw new RangeError(`A scale cannot go from ${domain.join(' to ')}.`);
  return domain[0] < domain[1] ? domain : widened(domain);
}

/** Round values in steps of 1, 2 or 5 times a power of ten, all within the range. */
export function linearTicks(from: number, to: number, count: number): number[] {
  const rough = (to - from) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999)!;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) =>
    Number(((first + i) * step).toPrecision(12)),
  );
}
