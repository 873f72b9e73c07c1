import type { Progress } from '../../landscape/progress.ts';

/** News of progress at most so often, milliseconds. */
const CALM = 100;

/**
 * Works questions off in pieces, between which messages come in. Of one kind only the newest is answered: an older one,
 * or one that was cancelled, gives `null`.
 */
export function createDesk(breath: () => Promise<void>, now: () => number) {
  const asked = new Map<string, symbol>();
  return {
    async answer<T>(
      kind: string,
      work: Generator<Progress, T>,
      onStage: (stage: Progress) => void = () => undefined,
    ): Promise<T | null> {
      const question = Symbol(kind);
      asked.set(kind, question);
      let told = Number.NEGATIVE_INFINITY;
      let since = now();
      for (;;) {
        const { done, value } = work.next();
        if (done) return value;
        if (now() - told >= CALM) {
          told = now();
          onStage(value);
        }
        // Short pieces are joined: a breath costs a turn of the event loop.
        if (now() - since < 15) continue;
        await breath();
        since = now();
        if (asked.get(kind) !== question) return null;
      }
    },
    cancel(kind: string): void {
      asked.delete(kind);
    },
  };
}
