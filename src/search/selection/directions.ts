/**
 * Das and Dennis' evenly spread weights (1998): all vectors of `objectives` multiples of 1/p that sum to 1, for the largest
 * p that gives at most `most` of them. Throws a `RangeError` where not even the corners are allowed.
 */
export function spreadDirections(objectives: number, most: number): number[][] {
  if (!Number.isInteger(objectives) || objectives < 1 || most < objectives)
    throw new RangeError(
      `${most} directions cannot be spread over ${objectives} objectives: take at least one each.`,
    );
  if (objectives === 1) return [[1]];
  let parts = 1;
  while (countOf(objectives, parts + 1) <= most) parts++;
  const directions: number[][] = [];
  const fill = (begun: readonly number[], left: number): void => {
    if (begun.length === objectives - 1) {
      directions.push([...begun, left].map((part) => part / parts));
      return;
    }
    for (let part = 0; part <= left; part++) fill([...begun, part], left - part);
  };
  fill([], parts);
  return directions;
}

/** How many there are: (p + m − 1) over (m − 1). */
function countOf(objectives: number, parts: number): number {
  let count = 1;
  for (let k = 1; k < objectives; k++) count = (count * (parts + k)) / k;
  return Math.round(count);
}
