import { insert } from '../../search/archive.ts';
import type { HypervolumeBox } from '../events.ts';
import { emptyFront, placeInBox } from '../front.ts';
import { canonical } from './groups.ts';
import type { RunPortrait } from './portrait.ts';

/** A box in which the hypervolumes of several runs mean the same, or what stands against it. */
export type CommonBox =
  | {
      readonly box: HypervolumeBox;
      /** Whether one of the runs was measured in another one and is measured anew. */
      readonly anew: boolean;
    }
  | { readonly box: null; readonly differ: 'images' | 'spaces' | 'caps' };

/**
 * The smallest box that holds the boxes of all runs. There is none where they saw other images, where their spaces differ
 * (names aside), and where one might build larger networks than another. Throws a `RangeError` without runs.
 */
export function commonBox(runs: readonly RunPortrait[]): CommonBox {
  const [first] = runs;
  if (!first) throw new RangeError('There are no runs.');
  const differs = (of: (run: RunPortrait) => unknown) => {
    const text = canonical(of(first));
    return runs.some((run) => canonical(of(run)) !== text);
  };
  if (differs(imagesOf)) return { box: null, differ: 'images' };
  if (differs(spaceOf)) return { box: null, differ: 'spaces' };
  if (differs(({ started }) => started.space.constraints)) return { box: null, differ: 'caps' };
  const boxes = runs.map(({ started }) => started.box);
  const box = {
    error: Math.max(...boxes.map(({ error }) => error)),
    minParameters: Math.min(...boxes.map(({ minParameters }) => minParameters)),
    maxParameters: Math.max(...boxes.map(({ maxParameters }) => maxParameters)),
  };
  return { box, anew: boxes.some((each) => !sameBox(each, box)) };
}

/** The images that errors were measured on. How many a candidate was trained with is a setting. */
export const imagesOf = ({ started: { dataset } }: RunPortrait) => [dataset.fingerprint, dataset.validation];

const spaceOf = ({ started }: RunPortrait) => {
  const { name: _, constraints: __, ...space } = started.space;
  return space;
};

const sameBox = (a: HypervolumeBox, b: HypervolumeBox): boolean =>
  a.error === b.error && a.minParameters === b.minParameters && a.maxParameters === b.maxParameters;

/** A run's hypervolume after each change of its front, in a box: its own course where the box is its own. */
export function hypervolumesIn(run: RunPortrait, box: HypervolumeBox): Float64Array {
  const { course, entrants, started } = run;
  if (sameBox(started.box, box)) return course.hypervolume;
  let archive = emptyFront();
  let next = 0;
  return Float64Array.from({ length: course.count }, (_, row) => {
    for (; next < entrants.length && entrants[next]!.evaluated <= course.evaluated[row]!; next++)
      archive = insert(archive, placeInBox(entrants[next]!, box), entrants[next]!.candidate).archive;
    return archive.hypervolume!;
  });
}
