import type { TrainedWeights } from '../evaluation/train.ts';

/** Weights of this run's candidates, within a limit of memory. */
export interface WeightBank {
  put(candidate: number, trained: TrainedWeights): void;
  get(candidate: number): TrainedWeights | undefined;
  /** Those of these candidates are never given up; all others may be. */
  protect(candidates: readonly number[]): void;
}

/** Keeps weights until they take `limit` bytes, then forgets the oldest that are not protected. */
export function createWeightBank(limit = 256 * 2 ** 20): WeightBank {
  const kept = new Map<number, TrainedWeights>();
  let guarded: ReadonlySet<number> = new Set();
  let bytes = 0;
  return {
    put(candidate, trained) {
      kept.set(candidate, trained);
      bytes += sizeOf(trained);
      for (const [old, other] of kept) {
        if (bytes <= limit) break;
        // The newest may be on the front already; that is told a moment later.
        if (old === candidate || guarded.has(old)) continue;
        kept.delete(old);
        bytes -= sizeOf(other);
      }
    },
    get: (candidate) => kept.get(candidate),
    protect: (candidates) => {
      guarded = new Set(candidates);
    },
  };
}

const sizeOf = ({ weights, statistics }: TrainedWeights): number =>
  weights.byteLength + statistics.byteLength;
