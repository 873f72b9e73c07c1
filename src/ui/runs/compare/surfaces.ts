import { attainmentSurfaces, levelOf } from '../../../search/analysis/attainment.ts';
import type { Point } from '../../../search/pareto.ts';
import type { NamedGroup } from './named-groups.ts';
import { cornersOf } from './plane.ts';

/** An attainment surface of a group: what at least `level` of its runs attain. */
export interface Surface {
  /** "best", "median", "worst", or several of them where they are one. */
  readonly name: string;
  readonly level: number;
  readonly corners: readonly Point[];
}

/** The surfaces of a group of runs: those of the best, the median and the worst run at each place. */
export interface GroupSurfaces {
  readonly group: NamedGroup;
  readonly best: Surface;
  readonly median: Surface;
  readonly worst: Surface;
}

/** The attainment surfaces of a group; all three are the front where it is one run. */
export function surfacesOf(group: NamedGroup): GroupSurfaces {
  const n = group.seeds.length;
  const levels = [1, levelOf(0.5, n), n] as const;
  const [best, median, worst] = attainmentSurfaces(group.seeds.map(cornersOf), levels) as [
    Point[],
    Point[],
    Point[],
  ];
  const name = (level: number) =>
    (['best', 'median', 'worst'] as const).filter((_, i) => levels[i] === level).join(' and ');
  const surface = (i: 0 | 1 | 2, corners: readonly Point[]): Surface => ({
    name: name(levels[i]),
    level: levels[i],
    corners,
  });
  return { group, best: surface(0, best), median: surface(1, median), worst: surface(2, worst) };
}
