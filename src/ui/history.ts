/** A document's versions: what undo goes back to, and what redo goes forward to. */
export interface History<T> {
  readonly past: readonly Step<T>[];
  readonly future: readonly Step<T>[];
}

/** A version of the document, and the edit that led away from it (in the past) or to it (in the future), in words. */
export interface Step<T> {
  readonly document: T;
  readonly label: string;
  /** When the edit was made, milliseconds. */
  readonly time: number;
}

export const EMPTY_HISTORY: History<never> = { past: [], future: [] };

/** Steps that are kept. */
const MOST = 200;
/** Edits of one kind in such quick succession, while a text is being typed, are one step. */
const ONE_GESTURE_MS = 800;

/** After an edit with that label, made while typing or not, led away from `before`. What could be redone is gone. */
export function recordEdit<T>(
  history: History<T>,
  before: T,
  label: string,
  time: number,
  typing: boolean,
): History<T> {
  const last = history.past.at(-1);
  const same =
    typing &&
    last !== undefined &&
    last.label === label &&
    time - last.time < ONE_GESTURE_MS &&
    history.future.length === 0;
  const past = same
    ? [...history.past.slice(0, -1), { ...last, time }]
    : [...history.past, { document: before, label, time }].slice(-MOST);
  return { past, future: [] };
}

/** One step back from `now`; nothing where there is none. */
export function undo<T>(
  { past, future }: History<T>,
  now: T,
): { document: T; history: History<T> } | undefined {
  const step = past.at(-1);
  if (!step) return undefined;
  return {
    document: step.document,
    // Time 0: the next edit is a step of its own, whatever its label.
    history: { past: past.slice(0, -1), future: [{ ...step, document: now, time: 0 }, ...future] },
  };
}

/** One step forward from `now`; nothing where there is none. */
export function redo<T>(
  { past, future }: History<T>,
  now: T,
): { document: T; history: History<T> } | undefined {
  const [step, ...rest] = future;
  if (!step) return undefined;
  return {
    document: step.document,
    history: { past: [...past, { ...step, document: now, time: 0 }], future: rest },
  };
}
