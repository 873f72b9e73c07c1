/**
 * Indices of at most `most` places along a line of places, ascending: both ends, and between them what is about equally far
 * apart along the line. Throws a `RangeError` where `most` is less than 2.
 */
export function thinned(x: readonly number[], y: readonly number[], most: number): number[] {
  if (!(most >= 2)) throw new RangeError(`A line has two ends at least, not ${most}.`);
  const count = x.length;
  const all = Array.from({ length: count }, (_, i) => i);
  if (count <= most) return all;
  let length = 0;
  const along = all.map((i) => {
    if (i > 0) length += Math.abs(x[i]! - x[i - 1]!) + Math.abs(y[i]! - y[i - 1]!);
    return length;
  });
  const kept = [0];
  for (let i = 1; i < count - 1; i++) {
    // As many as the length so far asks for, and never so many that none is left for the end.
    const due = length > 0 ? (along[i]! / length) * (most - 1) : (i / (count - 1)) * (most - 1);
    if (kept.length < Math.min(most - 1, Math.floor(due) + 1)) kept.push(i);
  }
  kept.push(count - 1);
  return kept;
}
