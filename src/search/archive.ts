import { hypervolume } from './hypervolume.ts';
import { columnsOf, type Point } from './non-dominated-sort.ts';

export interface ArchiveMember<T> {
  readonly point: Point;
  readonly item: T;
}

/**
 * A set of points none of which dominates another, as plain data that is never changed. Of equal points it
 * holds the first.
 */
export interface Archive<T> {
  readonly objectives: number;
  /** Of two objectives: by the first, ascending, the second falling. Otherwise in the order of entry. */
  readonly members: readonly ArchiveMember<T>[];
  /** What bounds the hypervolume; finite. */
  readonly reference: Point | null;
  /** Of the members, in the product of the objectives' units; `null` without a reference. */
  readonly hypervolume: number | null;
}

/** What an insertion did. */
export interface Insertion<T> {
  /** The archive after it, the same object where the point did not enter. */
  readonly archive: Archive<T>;
  readonly entered: boolean;
  /** The members that the point dominated. */
  readonly removed: readonly ArchiveMember<T>[];
}

/**
 * An archive without members. With a reference it keeps the hypervolume up to date. Throws a `RangeError`
 * where `objectives` is not a whole number of at least 1 and where the reference has another length or is not
 * finite.
 */
export function createArchive<T>(objectives: number, reference?: Point): Archive<T> {
  if (!Number.isInteger(objectives) || objectives < 1)
    throw new RangeError(`An archive cannot have ${objectives} objectives.`);
  if (reference && (reference.length !== objectives || !reference.every(Number.isFinite)))
    throw new RangeError(`The reference point needs ${objectives} finite objectives.`);
  return { objectives, members: [], reference: reference ?? null, hypervolume: reference ? 0 : null };
}

/**
 * The archive with one more point, unless a member is nowhere worse. Of two objectives, the place is found in
 * `O(log n)`, and the hypervolume grows by the steps of the staircase that the point takes away; otherwise a
 * point is compared with every member, and what it adds to the hypervolume is its box less what the members
 * dominate of it. The hypervolume is a sum of what each entry added, so that it never falls. Throws a
 * `RangeError` where the point has another number of objectives or holds NaN.
 */
export function insert<T>(archive: Archive<T>, point: Point, item: T): Insertion<T> {
  columnsOf([point], archive.objectives, () => 'The point');
  return archive.objectives === 2 ? insertSorted(archive, point, item) : insertAny(archive, point, item);
}

function insertSorted<T>(archive: Archive<T>, point: Point, item: T): Insertion<T> {
  const { members, reference } = archive;
  const [x, y] = point as readonly [number, number];
  // The first member whose first objective is not better.
  let place = 0;
  let high = members.length;
  while (place < high) {
    const middle = (place + high) >> 1;
    if (members[middle]!.point[0]! < x) place = middle + 1;
    else high = middle;
  }
  const left = members[place - 1];
  const right = members[place];
  if (left && left.point[1]! <= y) return { archive, entered: false, removed: [] };
  if (right && right.point[0] === x && right.point[1]! <= y) return { archive, entered: false, removed: [] };
  let end = place;
  while (end < members.length && members[end]!.point[1]! >= y) end++;
  const added = reference ? addedArea(members, place, end, point, reference) : 0;
  return {
    archive: {
      ...archive,
      members: members.toSpliced(place, end - place, { point, item }),
      hypervolume: archive.hypervolume === null ? null : archive.hypervolume + added,
    },
    entered: true,
    removed: members.slice(place, end),
  };
}

/**
 * The area between a point and the staircase of the others, of which it dominates those in `place … end − 1`.
 */
function addedArea<T>(
  members: readonly ArchiveMember<T>[],
  place: number,
  end: number,
  [x, y]: Point,
  [right, top]: Point,
): number {
  if (x! >= right! || y! >= top!) return 0;
  let area = 0;
  let from = x!;
  let ceiling = Math.min(top!, members[place - 1]?.point[1] ?? top!);
  for (let k = place; k <= end; k++) {
    const to = Math.min(right!, members[k]?.point[0] ?? right!);
    // Between two points that are infinitely far out lies nothing, not NaN.
    if (to > from && ceiling > y!) area += (to - from) * (ceiling - y!);
    from = to;
    ceiling = Math.min(ceiling, members[k]?.point[1] ?? ceiling);
  }
  return area;
}

function insertAny<T>(archive: Archive<T>, point: Point, item: T): Insertion<T> {
  const { members, reference } = archive;
  if (members.some((member) => nowhereWorse(member.point, point)))
    return { archive, entered: false, removed: [] };
  const removed = members.filter((member) => nowhereWorse(point, member.point));
  const stay = removed.length > 0 ? members.filter((member) => !nowhereWorse(point, member.point)) : members;
  return {
    archive: {
      ...archive,
      members: [...stay, { point, item }],
      hypervolume: reference ? grown(archive.hypervolume!, members, point, reference) : null,
    },
    entered: true,
    removed,
  };
}

/** The members' hypervolume with one point more: its box less what they dominate of it. */
function grown<T>(
  volume: number,
  members: readonly ArchiveMember<T>[],
  point: Point,
  reference: Point,
): number {
  const box = hypervolume([point], reference);
  if (box === 0 || volume === Number.POSITIVE_INFINITY) return volume;
  const clipped = members.map((member) => member.point.map((value, m) => Math.max(value, point[m]!)));
  return volume + Math.max(0, box - hypervolume(clipped, reference));
}

/** Whether `a` dominates `b` or equals it. */
function nowhereWorse(a: Point, b: Point): boolean {
  for (let m = 0; m < a.length; m++) if (a[m]! > b[m]!) return false;
  return true;
}
