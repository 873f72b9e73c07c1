import type { ComparisonEvent } from './comparison.ts';
import type { RunNews } from './events.ts';
import type { RunView } from './fold.ts';
import type { Safety } from './storage/keeper.ts';
import type { Damage } from './storage/run-store.ts';

/**
 * Who writes the run that is shown: this tab (`writer`), another (`reader`: it is read along), nobody (`idle`: it is over
 * or was interrupted).
 */
export type Role = 'writer' | 'reader' | 'idle';

/** What the coordinator tells the page without being asked. */
export type PageMessage =
  /** Another run is shown, or none; its events follow. */
  | {
      readonly kind: 'opened';
      readonly run: string | null;
      /** Of a stored run; `null` where the first event is yet to come. */
      readonly view: RunView | null;
      readonly damage: Damage | null;
      readonly role: Role;
    }
  | { readonly kind: 'news'; readonly run: string; readonly events: readonly RunNews[] }
  | { readonly kind: 'role'; readonly run: string; readonly role: Role }
  | { readonly kind: 'safety'; readonly run: string; readonly safety: Safety }
  | { readonly kind: 'comparison'; readonly events: readonly ComparisonEvent[] }
  /** The list of stored runs is another one. */
  | { readonly kind: 'runs' };
