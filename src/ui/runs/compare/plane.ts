import type { HypervolumeBox } from '../../../run/events.ts';
import type { RunPortrait } from '../../../run/portraits/portrait.ts';
import type { Point } from '../../../search/pareto.ts';
import type { AxisSpec } from '../../charts/PlotFrame.tsx';
import { MEASURE } from '../../run/measures.ts';

/** What holds all boxes of runs. */
export function hull(runs: readonly RunPortrait[]): HypervolumeBox {
  const boxes = runs.map(({ started }) => started.box);
  return {
    error: Math.max(...boxes.map(({ error }) => error)),
    minParameters: Math.min(...boxes.map(({ minParameters }) => minParameters)),
    maxParameters: Math.max(...boxes.map(({ maxParameters }) => maxParameters)),
  };
}

/** Whether all runs are measured against the same cap and the same guessing. */
export const oneBox = (runs: readonly RunPortrait[]): boolean =>
  new Set(runs.map(({ started: { box } }) => `${box.maxParameters} ${box.error}`)).size === 1;

/** The least factor between an axis' ends: differences smaller than this are not blown up. */
const LEAST_FACTOR = 1.5;

/** The axes of fronts: parameters up to the cap, and the errors that there are, both logarithmic. */
export function planeAxes(runs: readonly RunPortrait[]): { readonly x: AxisSpec; readonly y: AxisSpec } {
  const points = runs.flatMap(({ front }) => front);
  const range = (of: 'parameters' | 'error'): [number, number] => {
    const least = Math.max(MEASURE[of].floor, Math.min(...points.map((point) => point[of])));
    return [least, Math.max(least, ...points.map((point) => point[of]))];
  };
  const [smallest, largest] = range('parameters');
  const [lowest, highest] = range('error');
  const cap = hull(runs).maxParameters;
  const axis = (measure: 'parameters' | 'error', domain: readonly [number, number]): AxisSpec => ({
    kind: 'log',
    domain,
    label: MEASURE[measure].name,
    format: MEASURE[measure].brief,
  });
  const bottom = lowest / 1.12;
  return {
    x: axis('parameters', [smallest * 0.8, Math.max(cap, largest) * 1.15]),
    y: axis('error', [bottom, Math.max(Math.min(1, highest * 1.1), highest, bottom * LEAST_FACTOR)]),
  };
}

/** A run's front as corners. */
export const cornersOf = ({ front }: RunPortrait): Point[] =>
  front.map(({ parameters, error }) => [parameters, error]);
