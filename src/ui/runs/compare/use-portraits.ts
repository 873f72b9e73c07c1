import { useEffect, useMemo, useRef, useState } from 'react';
import { messageOf } from '../../../run/message.ts';
import type { RunPortrait } from '../../../run/portraits/portrait.ts';
import type { RunHead } from '../../../run/storage/database.ts';
import { coordinator } from '../../store.ts';

/** A run that goes on is read again at most so often, milliseconds. */
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

const stateOf = ({ updated, events, name }: RunHead): string => `${updated} ${events} ${name}`;

/** Reads stored runs, and again when they have grown. */
export function usePortraits(runs: readonly RunHead[]): Portraits {
  const [read, setRead] = useState<ReadonlyMap<string, Read>>(new Map());
  const last = useRef(Number.NEGATIVE_INFINITY);
  const key = runs.map((run) => `${run.id} ${stateOf(run)}`).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is all of the runs that matters.
  useEffect(() => {
    const stale = runs.filter((run) => read.get(run.id)?.state !== stateOf(run));
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
  }, [key]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key is all of the runs that matters.
  return useMemo(() => {
    const known = runs.map((run) => ({ run, read: read.get(run.id) }));
    return {
      portraits: known.flatMap(({ read }) => read?.portrait ?? []),
      problems: known.flatMap(({ run, read }) =>
        read?.problem ? { name: run.name, problem: read.problem } : [],
      ),
      missing: known.filter(({ read }) => !read).length,
    };
  }, [read, key]);
}
