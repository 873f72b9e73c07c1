/** What long work tells now and then, so that whoever runs it can breathe, show it, or give up. */
export interface Progress {
  /** What is being done, in words. */
  readonly stage: string;
  /** How much of it is done, 0 to 1. */
  readonly share: number;
}

/** Runs a part of larger work, whose share of the whole goes from one number to another. */
export function* asPart<Result>(
  part: Generator<Progress, Result>,
  from: number,
  to: number,
): Generator<Progress, Result> {
  for (;;) {
    const { done, value } = part.next();
    if (done) return value;
    yield { stage: value.stage, share: from + (to - from) * value.share };
  }
}
