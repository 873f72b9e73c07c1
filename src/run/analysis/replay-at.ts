import { insert } from '../../search/archive.ts';
import { NONE } from '../candidate-table.ts';
import type { RunView } from '../fold.ts';
import { emptyFront, type Front, placeInBox } from '../front.ts';

/** A run as it was when so many of its candidates were over. */
export interface Moment {
  readonly over: number;
  /** Of these, those that were evaluated. */
  readonly evaluated: number;
  /** The candidate that was over last; `null` before the first. */
  readonly candidate: number | null;
  /** Candidates on the front, by parameters. */
  readonly front: readonly number[];
  /** The share of the box that the front dominates. */
  readonly hypervolume: number;
}

/** When a candidate came to the front and when it left it. */
interface Stay {
  readonly candidate: number;
  readonly size: number;
  readonly from: number;
  to: number;
}

/**
 * The front of a run at any time, as the events `frontChanged` told it. Made ready once, candidate by candidate (as
 * long as the run goes, only for those that are new); after that a moment takes time in the number of candidates that
 * have ever been on the front.
 */
export class FrontHistory {
  /** By position: the candidate, the evaluated ones until then, and the hypervolume. Position 0 is before the first. */
  #candidates: number[] = [NONE];
  #evaluated: number[] = [0];
  #hypervolume: number[] = [0];
  #stays: Stay[] = [];
  #current = new Map<number, Stay>();
  #front: Front = emptyFront();
  readonly #start: RunView['started'];

  constructor({ started }: Pick<RunView, 'started'>) {
    this.#start = started;
  }

  /** How many candidates are over: the last position. */
  get length(): number {
    return this.#candidates.length - 1;
  }

  /** Takes in what is over since the last call. The view must be of the same run. */
  extend({ candidates: table }: Pick<RunView, 'candidates'>): this {
    const done = this.length;
    const fresh: number[] = [];
    for (let n = 1; n <= table.count; n++) {
      const order = table.order[n]!;
      if (order > done) fresh[order - done - 1] = n;
    }
    for (let i = 0; i < fresh.length; i++) {
      const position = done + i + 1;
      // A damaged log may tell of one candidate twice, and so leave a place empty.
      const n = fresh[i] ?? NONE;
      const error = table.error[n] ?? Number.NaN;
      this.#candidates.push(n);
      this.#evaluated.push(this.#evaluated.at(-1)! + Number(!Number.isNaN(error)));
      if (!Number.isNaN(error)) this.#enter(position, n, error, table.parameters[n]!);
      this.#hypervolume.push(this.#front.hypervolume!);
    }
    return this;
  }

  /** The run when `over` candidates were over: at least 0, at most `length`; what is beyond is brought there. */
  at(over: number): Moment {
    const position = Math.max(0, Math.min(this.length, Math.floor(over)));
    const candidate = this.#candidates[position]!;
    return {
      over: position,
      evaluated: this.#evaluated[position]!,
      candidate: candidate === NONE ? null : candidate,
      front: this.#stays
        .filter(({ from, to }) => from <= position && position < to)
        .sort((a, b) => a.size - b.size)
        .map((stay) => stay.candidate),
      hypervolume: this.#hypervolume[position]!,
    };
  }

  #enter(position: number, candidate: number, error: number, parameters: number): void {
    const point = placeInBox({ error, parameters }, this.#start.box);
    const { archive, entered, removed } = insert(this.#front, point, candidate);
    if (!entered) return;
    this.#front = archive;
    for (const { item } of removed) {
      this.#current.get(item)!.to = position;
      this.#current.delete(item);
    }
    const stay = { candidate, size: point[0], from: position, to: Number.POSITIVE_INFINITY };
    this.#stays.push(stay);
    this.#current.set(candidate, stay);
  }
}
