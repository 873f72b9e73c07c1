import { compileSpace, type Space } from '../../space/hierarchy.ts';
import { validate } from '../../space/validate.ts';
import type { RunEvent } from '../events.ts';
import { createOrderCheck } from './check-order.ts';
import { createMigration, LEFT_OUT } from './migrate.ts';
import { EVENT_LIMITS, parseEvent } from './parse-event.ts';
import { mustBePlain, refuse } from './plain.ts';
import { type GenotypeReader, genotypeReader } from './read-genotype.ts';

/** Reads one log, event by event. */
export interface LogReader {
  /**
   * The log's next event, of whatever version, as one of the newest: made anew, with a genotype of the log's space, and in
   * its place. `undefined` where an old log tells what no event of today can; the sequence closes over it. Throws an `Error`
   * in words where the event is refused; after that the reader is of no more use.
   */
  push(value: unknown): RunEvent | undefined;
  /** The log's space, once it has begun. */
  readonly space: Space | undefined;
  /** Candidates of an old log that were left out. */
  readonly leftOut: number;
}

/** A reader for a log from its first event on. */
export function createLogReader(): LogReader {
  const migrate = createMigration();
  const order = createOrderCheck();
  let space: Space | undefined;
  let read: GenotypeReader | undefined;
  let leftOut = 0;

  const readGenotype = (value: unknown, path: string) => {
    const genotype = read?.(value);
    if (genotype !== undefined) return genotype;
    if (!space) refuse('type', 'must be "runStarted" in a log’s first event');
    mustBePlain(value, path, { depth: EVENT_LIMITS.genotypeDepth, values: EVENT_LIMITS.genotypeValues });
    const [problem] = validate(space.tree, value, path);
    return refuse(problem?.path ?? path, problem?.message ?? 'is no genotype of the space');
  };

  return {
    push(value) {
      const migrated = migrate(value);
      if (migrated === LEFT_OUT) {
        mustBePlain(value, 'the event', { depth: 8, values: 1000 });
        leftOut++;
        return undefined;
      }
      const event = parseEvent(migrated, readGenotype);
      order.take(event);
      if (event.type !== 'runStarted') return event;
      space = compileSpace(event.space);
      read = genotypeReader(space.tree);
      return event.first === undefined
        ? event
        : { ...event, first: readGenotype(event.first, 'runStarted.first') };
    },
    get space() {
      return space;
    },
    get leftOut() {
      return leftOut;
    },
  };
}
