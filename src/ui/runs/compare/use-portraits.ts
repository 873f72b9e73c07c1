import { useEffect, useMemo, useRef, useState } from 'react';
import type { RunView } from '../../../run/fold.ts';
import { messageOf } from '../../../run/message.ts';
import { portraitOf, type RunPortrait } from '../../../run/portraits/portrait.ts';
import type { RunHead } from '../../../run/storage/database.ts';
import { coordinator, useApp } from '../../store.ts';

/** A run that goes on is looked at again at most so often, milliseconds. */
const CALM = 2000;

/** What was read of a run when its head was as `state` says. */
interface Read {
  readonly state: string;
  readonly portrait: RunPortrait | null;
  readonly problem: string | null;
}

/** What is known of the chosen runs. */
export interface Portraits {
  /** Those that could be read, in the order of the runs. */
  readonly portraits: readonly RunPortrait[];
  /** Those that could not. */
  readonly problems: readonly { readonly name: string; readonly problem: string }[];
  /** Runs that are not read yet. */
  readonly missing: number;
}

const stateOf = ({ updated, events }: RunHead): string => `${updated} ${events}`;

/**
 * Whether a view is of a run of this head: while a run starts the page still shows the one before. Of copies and imported
 * runs, which are younger than their logs, it is not said.
 */
const isOf = (run: RunView | null, { created }: RunHead): run is RunView =>
  run !== null && run.started.time >= created;

/** The run that the page shows as it goes on, if it is one of these: no log has to be read for it. */
function useShown(runs: readonly RunHead[], key: string): RunPortrait | null {
  const [portrait, setPortrait] = useState<RunPortrait | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is all of the runs that matters.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = Number.NEGATIVE_INFINITY;
    let seen: RunView | null = null;
    const look = () => {
      timer = undefined;
      const { runId, run } = useApp.getState();
      const head = runs.find(({ id }) => id === runId);
      const view = head && isOf(run, head) ? run : null;
      if (view === seen) return;
      seen = view;
      last = performance.now();
      setPortrait(head && view ? portraitOf(head.id, head.name, view) : null);
    };
    setPortrait(null);
    look();
    const leave = useApp.subscribe(({ run, runId }, before) => {
      if (run === before.run && runId === before.runId) return;
      const other = runId !== before.runId;
      if (timer !== undefined && !other) return;
      clearTimeout(timer);
      timer = setTimeout(look, other ? 0 : Math.max(0, last + CALM - performance.now()));
    });
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [key]);
  return portrait;
}

/** Reads stored runs, and again when they have grown. */
export function usePortraits(runs: readonly RunHead[]): Portraits {
  const [read, setRead] = useState<ReadonlyMap<string, Read>>(new Map());
  const last = useRef(Number.NEGATIVE_INFINITY);
  const shown = useShown(runs, runs.map(({ id }) => id).join());
  const key = runs.map((run) => `${run.id} ${stateOf(run)} ${run.name}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is all of the runs that matters.
  useEffect(() => {
    const stale = runs.filter((run) => run.id !== shown?.id && read.get(run.id)?.state !== stateOf(run));
    if (stale.length === 0) return;
    const isNew = stale.some(({ id }) => !read.has(id));
    let left = false;
    const work = async () => {
      // One after the other: each is a whole log, and one that cannot be read does not keep the others.
      for (const run of stale) {
        if (left) return;
        last.current = performance.now();
        const result = await coordinator.portraits([run.id]).then(
          ([portrait]) => ({ portrait: portrait!, problem: null }),
          (error: unknown) => ({ portrait: null, problem: messageOf(error) }),
        );
        setRead((before) => new Map(before).set(run.id, { state: stateOf(run), ...result }));
      }
    };
    const timer = setTimeout(
      () => void work(),
      isNew ? 0 : Math.max(0, last.current + CALM - performance.now()),
    );
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [key, shown?.id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is all of the runs that matters.
  return useMemo(() => {
    const known = runs.map((run) => ({
      run,
      read: run.id === shown?.id ? { portrait: shown, problem: null } : read.get(run.id),
    }));
    return {
      portraits: known.flatMap(({ run, read }) =>
        read?.portrait ? { ...read.portrait, name: run.name } : [],
      ),
      problems: known.flatMap(({ run, read }) =>
        read?.problem ? { name: run.name, problem: read.problem } : [],
      ),
      missing: known.filter(({ read }) => !read).length,
    };
  }, [read, shown, key]);
}
