import { foldRun, type RunView } from '../../run/fold.ts';
import type { PageMessage, Role } from '../../run/page-message.ts';
import type { Safety } from '../../run/storage/keeper.ts';
import type { Damage } from '../../run/storage/run-store.ts';

/** What the page knows of the run that it shows. */
export interface ShownRun {
  /** Its id among the stored ones; `null` where none is shown. */
  readonly runId: string | null;
  readonly run: RunView | null;
  /** The run has begun, and its first event is on its way: until it comes, the run before is shown. */
  readonly awaited: boolean;
  readonly role: Role;
  readonly safety: Safety;
  /** Where its stored log could not be read on. */
  readonly damage: Damage | null;
}

export const NO_RUN: ShownRun = {
  runId: null,
  run: null,
  awaited: false,
  role: 'idle',
  safety: { kind: 'saved' },
  damage: null,
};

/** What the page knows after a message of the coordinator's. A run that was replaced meanwhile changes nothing. */
export function hear(before: ShownRun, message: PageMessage): Partial<ShownRun> {
  switch (message.kind) {
    case 'opened': {
      const { run: runId, view, role, damage } = message;
      const awaited = runId !== null && view === null;
      return { ...NO_RUN, ...{ runId, role, damage, awaited }, run: awaited ? before.run : view };
    }
    case 'news': {
      if (message.run !== before.runId) return {};
      const [first] = message.events;
      const run = foldRun(first?.type === 'runStarted' ? null : before.run, message.events);
      return { run, awaited: false };
    }
    case 'role':
      return message.run === before.runId ? { role: message.role } : {};
    case 'safety':
      return message.run === before.runId ? { safety: message.safety } : {};
    default:
      return {};
  }
}
