/**
 * Items in the order of their keys (`keys[i]` is that of `items[i]`; no NaN), equal ones in the order they had: a radix
 * sort on the bits of the keys, 16 at a time, from the last. Linear: 100,000 items take some milliseconds, where a sort
 * with a comparison takes some tens.
 */
export function sortedByKey(items: Int32Array, keys: Float64Array): Int32Array {
  const count = items.length;
  const words = new Uint32Array(2 * count);
  // Adding 0 makes −0 the same as 0.
  new Float64Array(words.buffer).set(keys.subarray(0, count).map((key) => key + 0));
  for (let i = 0; i < count; i++) {
    const high = words[2 * i + HIGH]!;
    // Bits of a negative number fall as it rises, and stand above those of the positive ones.
    const flip = high >>> 31 ? 0xffffffff : 0;
    words[2 * i + LOW] = words[2 * i + LOW]! ^ flip;
    words[2 * i + HIGH] = high ^ (flip | 0x80000000);
  }
  let order = Int32Array.from({ length: count }, (_, i) => i);
  let next = new Int32Array(count);
  const starts = new Int32Array(DIGITS + 1);
  for (const [word, shift] of PASSES) {
    starts.fill(0);
    for (let i = 0; i < count; i++) starts[((words[2 * i + word]! >>> shift) & MASK) + 1]!++;
    // All the same in these bits: nothing moves.
    if (count > 0 && starts[((words[word]! >>> shift) & MASK) + 1] === count) continue;
    for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1]! += starts[digit]!;
    for (let k = 0; k < count; k++) {
      const i = order[k]!;
      next[starts[(words[2 * i + word]! >>> shift) & MASK]!++] = i;
    }
    [order, next] = [next, order];
  }
  return order.map((i) => items[i]!);
}

const DIGITS = 65_536;
const MASK = DIGITS - 1;
/** Where the halves of a number's bits stand in memory. */
const LOW = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 0 : 1;
const HIGH = 1 - LOW;
const PASSES = [
  [LOW, 0],
  [LOW, 16],
  [HIGH, 0],
  [HIGH, 16],
] as const;
