import type { PlotArea } from '../../charts/PlotFrame.tsx';

/** A corner of a staircase: parameters and error. */
export type Corner = readonly number[];

const fixed = (value: number): string => value.toFixed(1);

/**
 * A staircase of corners by parameters, as a path from the top of the plot to its right side: what lies right of it and above
 * is attained. Empty without corners.
 */
export function stairsPath(corners: readonly Corner[], { x, y, left, top, width }: PlotArea): string {
  const [first, ...rest] = corners;
  if (!first) return '';
  const from = fixed(x(first[0]!));
  const steps = rest.map(([across, up]) => `H${fixed(x(across!))}V${fixed(y(up!))}`).join('');
  return `M${from} ${fixed(Math.min(top, y(first[1]!)))}V${fixed(y(first[1]!))}${steps}H${fixed(left + width)}`;
}

/** The area between two staircases of which the first lies nowhere above the second, as a path. */
export function betweenPath(lower: readonly Corner[], upper: readonly Corner[], area: PlotArea): string {
  const there = stairsPath(lower, area);
  if (there === '') return '';
  const { x, y, top } = area;
  const back = upper
    .toReversed()
    .map(([across, up]) => `V${fixed(y(up!))}H${fixed(x(across!))}`)
    .join('');
  return `${there}${back}V${fixed(top)}Z`;
}
