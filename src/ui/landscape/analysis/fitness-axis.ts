import type { AxisSpec } from '../../charts/PlotFrame.tsx';
import { logTicks, short } from '../../shared/format.ts';
import { type LabContext, ownValue } from '../lab-context.ts';
import { tickText } from './numbers.ts';

/** How a table shows the column's own values. */
export const ownText =
  (context: LabContext) =>
  (value: number): string =>
    context.valueText(ownValue(context, value));

/** An axis of counts, logarithmic, with some room beyond both ends; its ticks are whole. */
export function countAxis(label: string, least: number, most: number): AxisSpec {
  // Together they hold a step of 1–2–5, and so a tick.
  const domain = [least / 1.6, Math.max(least, most) * 1.6] as const;
  return {
    kind: 'log',
    domain,
    label: `${label} (log)`,
    ticks: logTicks(Math.max(1, domain[0]), Math.max(2, domain[1])).filter(Number.isInteger),
    format: short,
  };
}

/** The column's name, cut to so many letters, with its unit. */
export function columnLabel({ column, unit, minimise }: LabContext, letters: number): string {
  const name = column.length <= letters ? column : `${column.slice(0, letters - 1)}…`;
  return `${name}${unit ? `, ${unit}` : ''}${minimise ? ' (less is better)' : ''}`;
}

/** Letters of a name that an axis has room for in a small box. */
const LETTERS = { x: 30, y: 14 };

/**
 * An axis of fitness that says the column's own values. Better is to the right or above, so a column to be minimised
 * falls along it. Ends: fitness, the lesser first; a range without width is widened.
 */
export function fitnessAxis(
  context: LabContext,
  [low, high]: readonly [number, number],
  along: keyof typeof LETTERS,
): AxisSpec {
  const room = low < high ? (high - low) * 0.03 : Math.max(1e-6, Math.abs(low) * 0.05);
  return {
    kind: 'linear',
    domain: [low - room, high + room],
    label: columnLabel(context, LETTERS[along]),
    format: (value) => tickText(ownValue(context, value)),
  };
}
