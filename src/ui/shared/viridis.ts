/** Nine stops of the viridis colour map (Smith & van der Walt 2015), dark to light. */
export const viridisStops = [
  '#440154',
  '#472d7b',
  '#3b528b',
  '#2c728e',
  '#21918c',
  '#28ae80',
  '#5ec962',
  '#addc30',
  '#fde725',
];

/** The colour of a share 0 … 1, in steps of the stops: generations keep telling apart. */
export const viridis = (share: number): string =>
  viridisStops[
    Math.min(viridisStops.length - 1, Math.max(0, Math.round(share * (viridisStops.length - 1))))
  ]!;
