import type { CommonBox } from '../../../run/portraits/common-box.ts';

/** Why hypervolumes cannot be compared, and what can be. */
export const NO_BOX: Readonly<Record<Extract<CommonBox, { box: null }>['differ'], string>> = {
  images:
    'These runs measured their errors on different images: neither their hypervolumes nor their errors can be compared.',
  spaces:
    'These runs searched different spaces, and a hypervolume is a share of its own space’s box: they cannot be compared. Fronts and lowest errors can be.',
  caps: 'These runs had different parameter caps, and a hypervolume is a share of the box below its cap: they cannot be compared. Fronts and lowest errors can be.',
};

/** What is said where a run was measured anew. */
export const ANEW =
  'Runs of other versions were measured in other boxes: all are measured anew in the smallest box that holds them.';
