/** Milliseconds until the next beat: those of one interval are a whole number of intervals apart, moved by the phase. */
export function untilNext(now: number, interval: number, phase: number): number {
  const beat = phase * interval;
  return interval - ((((now - beat) % interval) + interval) % interval);
}
