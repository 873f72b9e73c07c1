const [MINUTE, HOUR, DAY] = [60, 3600, 86_400];
/** Steps that people count time in, seconds. */
const STEPS = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].map((days) => days * DAY),
];

/** Ticks of an axis in seconds, at most about `count`: at round times. */
export function timeTicks(from: number, to: number, count: number): number[] {
  const rough = (to - from) / Math.max(1, count);
  const step = STEPS.find((size) => size >= rough * 0.999) ?? STEPS.at(-1)!;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => (first + i) * step);
}

/** A time since the start where space is short: 45 s, 3 min, 3:30, 2 h, 2:05 h, 3 d 12 h. */
export function timeText(seconds: number): string {
  const total = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  if (total < MINUTE) return `${total} s`;
  if (total < HOUR) {
    const minutes = Math.floor(total / MINUTE);
    return total % MINUTE === 0 ? `${minutes} min` : `${minutes}:${two(total % MINUTE)}`;
  }
  const hours = Math.floor((total % DAY) / HOUR);
  const minutes = Math.floor((total % HOUR) / MINUTE);
  const rest = total % MINUTE;
  if (total >= DAY) {
    const days = `${Math.floor(total / DAY)} d`;
    return hours === 0 && minutes === 0 ? days : `${days} ${hours}${minutes ? `:${two(minutes)}` : ''} h`;
  }
  if (rest !== 0) return `${hours}:${two(minutes)}:${two(rest)}`;
  return minutes === 0 ? `${hours} h` : `${hours}:${two(minutes)} h`;
}
