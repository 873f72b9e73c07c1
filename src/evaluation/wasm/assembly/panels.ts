/**
 * Output channels in panels of 8 and 4: the last one overlaps its predecessor, so that there is no code for tails.
 * Below 4 channels one panel of 4 reads or writes beyond the last.
 */

/** How many panels `channels` make. */
export function panelCount(channels: i32): i32 {
  const rest = channels & 7;
  const whole = channels >> 3;
  if (rest == 0) return whole;
  // 5 to 7 channels alone: two overlapping panels of 4.
  return whole + (rest > 4 && whole == 0 ? 2 : 1);
}

/** How many channels panel `panel` has: 8 or 4. */
export function panelWidth(panel: i32, channels: i32): i32 {
  const whole = channels >> 3;
  if (panel < whole) return 8;
  return (channels & 7) > 4 && whole > 0 ? 8 : 4;
}

/** The first channel of panel `panel`. */
export function panelStart(panel: i32, channels: i32): i32 {
  const whole = channels >> 3;
  if (panel < whole) return panel << 3;
  if (whole == 0 && (channels & 7) > 4) return panel == 0 ? 0 : channels - 4;
  return max(0, channels - panelWidth(panel, channels));
}
