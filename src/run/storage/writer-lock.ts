/** The right to write a run, which one tab has at a time. */
export interface WriterLock {
  release(): void;
  /** Resolves when another tab has taken the right away; never else. */
  readonly lost: Promise<void>;
}

/**
 * Takes the right to write a run: `undefined` where another tab has it and `steal` does not say to take it from there. Where
 * the browser has no locks (pages without a secure address), everyone may write.
 */
export function takeWriterLock(run: string, steal = false): Promise<WriterLock | undefined> {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return Promise.resolve({ release: () => undefined, lost: new Promise(() => undefined) });
  return new Promise((resolve, reject) => {
    let release = () => {};
    let lose = () => {};
    const lost = new Promise<void>((done) => {
      lose = done;
    });
    let held = false;
    locks
      .request(`cellscape run ${run}`, steal ? { steal } : { ifAvailable: true }, (lock) => {
        if (!lock) {
          resolve(undefined);
          return;
        }
        held = true;
        return new Promise<void>((done) => {
          release = done;
          resolve({ release: () => release(), lost });
        });
      })
      // Rejected when stolen.
      .catch((error: unknown) => (held ? lose() : reject(error as Error)));
  });
}

/** Whether some tab has the right to write a run. */
export async function isWritten(run: string): Promise<boolean> {
  const locks = navigator.locks as LockManager | undefined;
  const { held = [] } = (await locks?.query()) ?? {};
  return held.some(({ name }) => name === `cellscape run ${run}`);
}

/** Resolves when no tab has the right to write a run (any more), however it lost it; never where the browser has no locks. */
export function whenFree(run: string): Promise<void> {
  const locks = navigator.locks as LockManager | undefined;
  if (!locks) return new Promise(() => undefined);
  return new Promise((resolve) => {
    // Waiting in the line of locks: the browser lets us in when the writer is gone, and we leave at once.
    void locks.request(`cellscape run ${run}`, () => resolve()).catch(() => undefined);
  });
}
