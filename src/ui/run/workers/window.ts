/** How much of the run is shown: all of it, or so much up to its end. */
export const ZOOMS = ['all', 'ten', 'two'] as const;
export type Zoom = (typeof ZOOMS)[number];

const LENGTH: Readonly<Record<Zoom, number>> = { all: Number.POSITIVE_INFINITY, ten: 600_000, two: 120_000 };

/** No stretch is shorter: a run's first seconds would fly past. Milliseconds. */
const LEAST = 10_000;

/** A stretch of time, milliseconds since the run's start. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * The stretch that is shown of a run that has come to `now`. `end`: where the user moved its end to, kept within the run;
 * `null`: it follows the run.
 */
export function stretchOf(zoom: Zoom, end: number | null, now: number): Stretch {
  const length = Math.max(LEAST, Math.min(LENGTH[zoom], now));
  const to = Math.max(length, Math.min(end ?? now, now));
  return { from: to - length, to };
}

/** The end of the stretch moved by a share of its length; `null` where that is the run's own end. */
export function moved({ from, to }: Stretch, share: number, now: number): number | null {
  return ended(to + share * (to - from), { from, to }, now);
}

/** The end of the stretch moved so that a training is in it; as it was where it is already. */
export function around(
  stretch: Stretch,
  from: number,
  to: number,
  end: number | null,
  now: number,
): number | null {
  const length = stretch.to - stretch.from;
  if (from >= stretch.from && to <= stretch.to) return end;
  return ended((from + Math.min(to, from + length) + length) / 2, stretch, now);
}

function ended(end: number, { from, to }: Stretch, now: number): number | null {
  return end >= now ? null : Math.max(to - from, end);
}
