import type { RunEvent, RunEventBody } from './events.ts';

/**
 * A log as it would be had the run not been interrupted: without the news of going on, without trainings that came to
 * nothing because the run ended under them, and without ends that were none. Numbers and times are left as they are; with
 * one worker what is left equals the log of a run that nobody interrupted, times and numbers aside.
 */
export function withoutInterruptions<E extends RunEventBody | RunEvent>(log: readonly E[]): E[] {
  const dropped = new Set<number>();
  /** Of trainings that are not over: the places of what they left. */
  const open = new Map<string, number[]>();
  for (const [place, event] of log.entries()) {
    switch (event.type) {
      case 'started': {
        open.set(keyOf(event), [...(open.get(keyOf(event)) ?? []), place]);
        break;
      }
      case 'measured':
        open.get(keyOf(event))?.push(place);
        break;
      case 'evaluated':
      case 'failed':
        open.delete(keyOf(event));
        break;
      case 'reopened': {
        dropped.add(place);
        for (const places of open.values()) for (const left of places) dropped.add(left);
        open.clear();
        const before = log.slice(0, place).findLastIndex((_, i) => !dropped.has(i));
        if (log[before]?.type === 'finished') dropped.add(before);
      }
    }
  }
  return log.filter((_, place) => !dropped.has(place));
}

const keyOf = ({ candidate, repetition = 0 }: { readonly candidate: number; readonly repetition?: number }) =>
  `${candidate} ${repetition}`;
