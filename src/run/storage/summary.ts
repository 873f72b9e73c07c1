import { STATE } from '../candidate-table.ts';
import type { RunView } from '../fold.ts';
import type { RunSummary } from './database.ts';

/** What the list of runs shows of a run. */
export function summaryOf(view: RunView): RunSummary {
  const { candidates, front, settings } = view;
  let best = Number.POSITIVE_INFINITY;
  for (const n of front)
    if (candidates.state[n] === STATE.evaluated) best = Math.min(best, candidates.error[n]!);
  return {
    space: view.started.space.name,
    strategy: settings.strategy,
    seed: settings.seed,
    backend: view.backend,
    evaluations: settings.evaluations,
    evaluated: view.evaluated,
    failed: view.failed,
    front: front.length,
    bestError: Number.isFinite(best) ? best : null,
    hypervolume: view.hypervolume,
    phase: view.phase,
    ending: view.finished?.reason ?? null,
    activeMs: view.activeMs,
  };
}
