import type { Course } from '../../../src/run/course.ts';
import { emptyFront, placeInBox } from '../../../src/run/front.ts';
import type { RunPortrait } from '../../../src/run/portraits/portrait.ts';
import { DEFAULT_SETTINGS, type RunSettings } from '../../../src/run/settings.ts';
import { insert } from '../../../src/search/archive.ts';
import { HIERARCHICAL_SMALL } from '../../../src/space/presets.ts';

export const BOX = { error: 0.9, minParameters: 100, maxParameters: 10_000 };

/** A candidate that was evaluated. */
export interface Made {
  readonly parameters: number;
  readonly error: number;
  readonly seconds?: number;
}

interface Wanted {
  readonly settings?: Partial<RunSettings>;
  readonly begun?: Partial<RunSettings>;
  readonly started?: Partial<RunPortrait['started']>;
  readonly summary?: Partial<RunPortrait['summary']>;
}

let made = 0;

/** A portrait of a run of these candidates, by the definition: each is put in an archive in its turn. */
export function portrait(candidates: readonly Made[], wanted: Wanted = {}): RunPortrait {
  const settings = { ...DEFAULT_SETTINGS, ...wanted.settings };
  const box = wanted.started?.box ?? BOX;
  const rows: { evaluated: number; hypervolume: number; compute: number }[] = [];
  const entrants: RunPortrait['entrants'][number][] = [];
  const best: RunPortrait['best'][number][] = [];
  let archive = emptyFront();
  let compute = 0;
  for (const [i, candidate] of candidates.entries()) {
    compute += candidate.seconds ?? 1;
    const evaluated = i + 1;
    const { archive: after, entered } = insert(archive, placeInBox(candidate, box), evaluated);
    archive = after;
    const { parameters, error } = candidate;
    if (entered) {
      rows.push({ evaluated, hypervolume: archive.hypervolume!, compute });
      entrants.push({ candidate: evaluated, evaluated, parameters, error });
    }
    if (best.every((each) => each.error > error)) best.push({ evaluated, error });
  }
  const id = `run-${++made}`;
  return {
    id,
    name: id,
    settings,
    started: {
      type: 'runStarted',
      version: 4,
      sequence: 0,
      time: 0,
      settings: { ...settings, ...wanted.begun },
      space: HIERARCHICAL_SMALL,
      dataset: { name: 'none', fingerprint: 'none', train: 10, validation: 10 },
      backend: 'wasm',
      workers: 2,
      versions: { cellscape: 'test', tfjs: 'test', kernels: 'SIMD' },
      box,
      ...wanted.started,
    },
    compute,
    front: archive.members.map(({ item }) => ({ candidate: item, ...candidates[item - 1]! })),
    entrants,
    best,
    course: columns(rows),
    summary: {
      space: 'none',
      strategy: settings.strategy,
      seed: settings.seed,
      backend: 'wasm',
      evaluations: settings.evaluations,
      evaluated: candidates.length,
      failed: 0,
      front: archive.members.length,
      bestError: best.at(-1)?.error ?? null,
      hypervolume: archive.hypervolume!,
      phase: 'finished',
      ending: 'budget',
      activeMs: 0,
      ...wanted.summary,
    },
  };
}

const columns = (
  rows: readonly { evaluated: number; hypervolume: number; compute: number }[],
): Pick<Course, 'count' | 'evaluated' | 'hypervolume' | 'compute'> => ({
  count: rows.length,
  evaluated: Int32Array.from(rows, ({ evaluated }) => evaluated),
  hypervolume: Float64Array.from(rows, ({ hypervolume }) => hypervolume),
  compute: Float64Array.from(rows, ({ compute }) => compute),
});
