import { createRng, shuffle } from '../space/random.ts';
import { type Dataset, takeRows } from './dataset.ts';

/**
 * Row indices of a stratified sample of `size` rows, and of the rest: every class keeps its share to within one row
 * (largest remainders first). Seeded; both lists are shuffled. Throws a `RangeError` where `size` is out of range.
 */
export function stratify(
  labels: Uint8Array,
  size: number,
  seed: number,
): { sample: number[]; rest: number[] } {
  if (!Number.isInteger(size) || size < 0 || size > labels.length) {
    throw new RangeError(`Cannot take ${size} of ${labels.length} rows.`);
  }
  const rng = createRng(seed);
  const byClass = new Map<number, number[]>();
  for (const [row, label] of labels.entries()) {
    const rows = byClass.get(label);
    if (rows) rows.push(row);
    else byClass.set(label, [row]);
  }
  const groups = [...byClass.entries()].sort(([a], [b]) => a - b).map(([, rows]) => shuffle(rows, rng));
  const exact = groups.map((rows) => (rows.length * size) / labels.length);
  const quotas = exact.map(Math.floor);
  const missing = size - quotas.reduce((sum, quota) => sum + quota, 0);
  const byRemainder = exact.map((share, i) => ({ i, remainder: share - Math.floor(share) }));
  byRemainder.sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (const { i } of byRemainder.slice(0, missing)) quotas[i]!++;
  return {
    sample: shuffle(
      groups.flatMap((rows, i) => rows.slice(0, quotas[i])),
      rng,
    ),
    rest: shuffle(
      groups.flatMap((rows, i) => rows.slice(quotas[i])),
      rng,
    ),
  };
}

/** A stratified share (0 < share ≤ 1, at least one row) of a data set. */
export function takeShare(dataset: Dataset, share: number, seed: number): Dataset {
  const size = Math.max(1, Math.round(dataset.labels.length * share));
  return takeRows(dataset, stratify(dataset.labels, size, seed).sample);
}
