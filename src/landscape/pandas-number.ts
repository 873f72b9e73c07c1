/** Digits that are gathered, zeros in front of a fraction counted. */
const DIGITS = 17;

/**
 * The double that pandas (1.2 to 2.x) makes by default of a number's shortest decimals (as Python writes them), which
 * is not always the nearest one: up to 17 digits are gathered in a double, which is then divided by a power of ten.
 * Published analyses of tables rest on it where they ask which values are *equal*: means over seeds are often one
 * rounding apart, and this reading makes some of them one. It moves a number by less than 10⁻¹⁶ or 10⁻¹⁵ of itself,
 * whichever is more; one of up to 15 digits and 13 decimals not at all. `value` is finite.
 */
export function asPandasReads(value: number): number {
  const size = Math.abs(value);
  const text = size < 1e-4 || size >= 1e16 ? size.toExponential() : String(size);
  const [decimals, power = '0'] = text.split('e') as [string, string?];
  const [whole, fraction = ''] = decimals.split('.') as [string, string?];
  const gathered = fraction.slice(0, DIGITS - whole.length);
  let number = 0;
  for (const digit of whole + gathered) number = number * 10 + Number(digit);
  const exponent = Number(power) - gathered.length;
  // Beyond a double's powers of ten pandas gives 0 or infinity; there the number stays what it is.
  if (Math.abs(exponent) > 308) return value;
  const read = exponent > 0 ? number * Number(`1e${exponent}`) : number / Number(`1e${-exponent}`);
  if (!Number.isFinite(read)) return value;
  return value < 0 ? -read : read;
}
