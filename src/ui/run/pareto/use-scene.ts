import { useMemo } from 'react';
import type { RunView } from '../../../run/fold.ts';
import type { Measure } from '../view-store.ts';
import { Cloud } from './cloud.ts';

/** What the chart shows of a run, as it is or as it was. */
export interface ParetoScene {
  readonly cloud: Cloud;
  /** Candidates that are over, at most: all of them, or as many as the replay is at. */
  readonly over: number;
  /** The first so many points of the cloud are shown. */
  readonly prefix: number;
  /** The front of the two measures, by the first. */
  readonly front: readonly number[];
  /** Whether that is the run's own front. */
  readonly isOwn: boolean;
  /** The run's own front, by parameters. */
  readonly ownFront: readonly number[];
}

/** Keeps the points of two measures up to date with a run, at the cost of what is new. */
export function useScene(run: RunView, x: Measure, y: Measure, replay: number | null): ParetoScene {
  const { candidates: table, evaluated, failed } = run;
  const cloud = useMemo(() => new Cloud(table, x, y), [table, x, y]);
  const own = useMemo(() => new Cloud(table, 'parameters', 'error'), [table]);
  cloud.follow();
  const isOwn = (x === 'parameters' && y === 'error') || (x === 'error' && y === 'parameters');
  const total = evaluated + failed;
  const over = replay === null ? total : Math.min(replay, total);
  // The columns may be ahead of the view.
  const prefix = cloud.prefix(over);
  let ownFront = run.front;
  if (replay !== null) {
    own.follow();
    ownFront = own.front(own.prefix(over));
  }
  const turned = useMemo(() => [...ownFront].reverse(), [ownFront]);
  const front = !isOwn ? cloud.front(prefix) : x === 'parameters' ? ownFront : turned;
  return { cloud, over, prefix, front, isOwn, ownFront };
}
