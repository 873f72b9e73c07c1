/** Somebody who is asked and may die before answering. */
export interface Mortal {
  /** The call's outcome, or a rejection as soon as death is known; at once where it is known already. */
  race<T>(call: Promise<T>): Promise<T>;
  /** Makes death known; the first reason stays. */
  die(why: string): void;
}

/**
 * Races calls against a death. Not `Promise.race` with one long promise: that promise would keep every answer ever
 * raced with it, trained models among them, for as long as it lives.
 */
export function createMortal(asError: (why: string) => Error): Mortal {
  const pending = new Set<(error: Error) => void>();
  let death: Error | undefined;
  return {
    race(call) {
      return new Promise((resolve, reject) => {
        if (death) {
          call.catch(() => undefined);
          reject(death);
          return;
        }
        pending.add(reject);
        call.then(resolve, reject).finally(() => pending.delete(reject));
      });
    },
    die(why) {
      if (death) return;
      death = asError(why);
      for (const reject of pending) reject(death);
      pending.clear();
    },
  };
}
