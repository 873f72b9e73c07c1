import type { Stored } from '../../run/landscape/lab.ts';
import { whole } from '../shared/format.ts';

/** What came of an import, in words. */
export function noticeOf({ warnings: { total, byKind }, problem }: Stored): string {
  const { gap = 0, rare = 0 } = byKind;
  // All others are faults, which somebody has decided to leave out.
  const faults = total - gap - rare;
  return [
    problem ?? 'The table is kept on this device.',
    faults > 0 &&
      `Rows with faults are left out (${faults === 1 ? 'one fault' : `${whole(faults)} faults`}).`,
    gap > 0 &&
      `${gap === 1 ? 'One value is' : `${whole(gap)} values are`} missing: rows without one are left out of that ` +
        "column's landscape.",
    rare > 0 &&
      `${rare === 1 ? 'One row has' : `${whole(rare)} rows have`} an option that next to no other row has.`,
  ]
    .filter(Boolean)
    .join(' ');
}
