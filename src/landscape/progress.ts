/** What long work tells now and then, so that whoever runs it can breathe, show it, or give up. */
export interface Progress {
  /** What is being done, in words. */
  readonly stage: string;
  /** How much of it is done, 0 to 1. */
  readonly share: number;
}
