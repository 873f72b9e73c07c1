import { huge } from '../shared/format.ts';

const MINUTES = { hour: 60n, day: 1440n, year: 525_960n } as const;

/** How long `size` candidates take at `perMinute`, in words that fit: minutes, hours, days, years, powers of ten of them. */
export function searchTime(size: bigint, perMinute: number): string {
  const minutes = (size + BigInt(perMinute) - 1n) / BigInt(perMinute);
  if (minutes < 120n) return plural(minutes, 'minute');
  if (minutes < 48n * MINUTES.hour) return plural(minutes / MINUTES.hour, 'hour');
  if (minutes < 2n * MINUTES.year) return plural(minutes / MINUTES.day, 'day');
  const years = minutes / MINUTES.year;
  for (const [unit, word] of [
    [10n ** 9n, 'billion'],
    [10n ** 6n, 'million'],
  ] as const) {
    if (years >= unit && years < unit * 1000n) return `${years / unit} ${word} years`;
  }
  return years < 10n ** 12n ? plural(years, 'year') : `${huge(years.toString())} years`;
}

const plural = (count: bigint, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1n ? '' : 's'}`;
