const locale = 'en';

// Made once: making one takes as long as writing twenty numbers.
const WHOLE = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
const HUNDREDTHS = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A whole number with thousands separated: 12,345. */
export const whole = (value: number): string => WHOLE.format(value);

/** A count in two or three significant digits: 850, 8.41k, 1.31M. */
export function short(value: number): string {
  const units = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const;
  for (const [size, unit] of units) {
    if (value >= size) return `${Number((value / size).toPrecision(3)).toLocaleString(locale)}${unit}`;
  }
  return Number(value.toPrecision(3)).toLocaleString(locale);
}

/** A share as per cent: 0.0092 → 0.92 %. Two decimals: one image in ten thousand. */
export const percent = (share: number): string => `${HUNDREDTHS.format(share * 100)} %`;

/** Seconds in words: 8 s, 3 min 20 s, 2 h 5 min. */
export function duration(seconds: number): string {
  const total = Math.round(seconds);
  if (total < 60) return `${total} s`;
  const minutes = Math.floor(total / 60);
  if (minutes < 60) return `${minutes} min ${total % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A very large whole number: all digits up to 15 of them, then as a power of ten: 2.80 × 10³⁴. */
export const huge = (digits: string): string =>
  digits.length <= 15 ? BigInt(digits || '0').toLocaleString(locale) : power(digits);

/** The same where there is little room: all digits up to 6 of them. */
export const brief = (digits: string): string => (digits.length <= 6 ? huge(digits) : power(digits));

function power(digits: string): string {
  const exponent = [...String(digits.length - 1)].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  return `${digits[0]}.${digits.slice(1, 3)} × 10${exponent}`;
}

/** Ticks 1–2–5 for a log axis from `min` to `max`, both ends outside or on the range. */
export function logTicks(min: number, max: number): number[] {
  const ticks: number[] = [];
  for (let decade = Math.floor(Math.log10(min)) - 1; decade <= Math.ceil(Math.log10(max)); decade++) {
    for (const step of [1, 2, 5]) ticks.push(Number((step * 10 ** decade).toPrecision(1)));
  }
  const first = Math.max(
    0,
    ticks.findLastIndex((tick) => tick <= min),
  );
  const last = ticks.findIndex((tick) => tick >= max);
  return ticks.slice(first, last < 0 ? undefined : last + 1);
}
