/** Training went wrong in a way that is the candidate's own: it fails, the search goes on. */
export class TrainingFailure extends Error {
  override readonly name = 'TrainingFailure';
}

/** The candidate does not fit the memory there is: it fails, and whoever trained it starts afresh. */
export class OutOfMemory extends Error {
  override readonly name = 'OutOfMemory';

  constructor(what: string) {
    super(`Out of memory: ${what} Smaller batches or images may help.`);
  }
}

/** The GPU's device or context went away under the training: the attempt does not count. */
export class DeviceLost extends Error {
  override readonly name = 'DeviceLost';
}
