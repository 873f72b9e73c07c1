import type { ModelArtifacts } from '../evaluation/artifacts.ts';

/** Trained models of this run, within a limit of memory. */
export interface WeightBank {
  put(candidate: number, artifacts: ModelArtifacts): void;
  get(candidate: number): ModelArtifacts | undefined;
  /** Models of these candidates are never given up; all others may be. */
  protect(candidates: readonly number[]): void;
}

/** Keeps models until they take `limit` bytes, then forgets the oldest that are not protected. */
export function createWeightBank(limit = 256 * 2 ** 20): WeightBank {
  const kept = new Map<number, ModelArtifacts>();
  let guarded: ReadonlySet<number> = new Set();
  let bytes = 0;
  return {
    put(candidate, artifacts) {
      kept.set(candidate, artifacts);
      bytes += artifacts.weightData.byteLength;
      for (const [old, { weightData }] of kept) {
        if (bytes <= limit) break;
        // The newest may be on the front already; that is told a moment later.
        if (old === candidate || guarded.has(old)) continue;
        kept.delete(old);
        bytes -= weightData.byteLength;
      }
    },
    get: (candidate) => kept.get(candidate),
    protect: (candidates) => {
      guarded = new Set(candidates);
    },
  };
}
