import { insert } from '../../search/archive.ts';
import type { RunView } from '../fold.ts';
import { emptyFront, placeInBox } from '../front.ts';
import type { RunSettings } from '../settings.ts';
import type { RunSummary } from '../storage/database.ts';
import { summaryOf } from '../storage/summary.ts';

/** A candidate that entered the front when it was evaluated. */
export interface Entrant {
  readonly candidate: number;
  /** Evaluations that were over with it (failed ones left out). */
  readonly evaluated: number;
  readonly parameters: number;
  readonly error: number;
}

/** What a stored run is compared by. */
export interface RunPortrait {
  readonly id: string;
  readonly name: string;
  readonly started: RunView['started'];
  /** As they were in the end. */
  readonly settings: RunSettings;
  readonly summary: RunSummary;
  /** Training time of all its candidates, seconds. */
  readonly compute: number;
  /** The front's members, by parameters. */
  readonly front: readonly {
    readonly candidate: number;
    readonly parameters: number;
    readonly error: number;
  }[];
  /** After each change of the front. */
  readonly course: Pick<RunView['course'], 'count' | 'evaluated' | 'hypervolume' | 'compute'>;
  /** All that were ever on the front, in the order of their evaluation: what the course is in any other box. */
  readonly entrants: readonly Entrant[];
  /** The lowest error after each evaluation that lowered it. */
  readonly best: readonly { readonly evaluated: number; readonly error: number }[];
}

/** What a run is compared by. */
export function portraitOf(id: string, name: string, view: RunView): RunPortrait {
  const { started, settings, candidates: table, course, front, compute } = view;
  const { count } = course;
  return {
    ...{ id, name, started, settings, compute, summary: summaryOf(view) },
    front: front.map((n) => ({
      candidate: n,
      parameters: table.parameters[n]!,
      error: table.error[n]!,
    })),
    // Columns have room for more than they hold.
    course: {
      count,
      evaluated: course.evaluated.slice(0, count),
      hypervolume: course.hypervolume.slice(0, count),
      compute: course.compute.slice(0, count),
    },
    ...milestones(view),
  };
}

/** The evaluations that changed the front, and those that lowered the error. */
function milestones({ candidates: table, started }: RunView): Pick<RunPortrait, 'entrants' | 'best'> {
  const over: number[] = [];
  for (let n = 1; n <= table.count; n++)
    if (table.order[n]! > 0 && !Number.isNaN(table.error[n]!)) over.push(n);
  over.sort((a, b) => table.order[a]! - table.order[b]!);
  const entrants: Entrant[] = [];
  const best: { evaluated: number; error: number }[] = [];
  let archive = emptyFront();
  for (const [place, n] of over.entries()) {
    const [evaluated, error, parameters] = [place + 1, table.error[n]!, table.parameters[n]!];
    if (error < (best.at(-1)?.error ?? Number.POSITIVE_INFINITY)) best.push({ evaluated, error });
    const { archive: after, entered } = insert(archive, placeInBox({ error, parameters }, started.box), n);
    archive = after;
    if (entered) entrants.push({ candidate: n, evaluated, parameters, error });
  }
  return { entrants, best };
}
