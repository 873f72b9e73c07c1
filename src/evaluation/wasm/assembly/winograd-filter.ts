import { panelCount, panelStart, panelWidth } from './panels';
import { opens, room, take } from './scratch';
import { ROWS, sum4x4, sum4x8, sum5x4, sum5x8, sum6x4, sum6x8 } from './tiles';
import { filterPlaceBytes, TAPS_BYTES } from './winograd';
import { gatherTaps } from './winograd-gather';
import {
  firstSlot,
  lastSlot,
  lineBytes,
  placeBytes,
  plan,
  rowsAtOnce,
  sortTiles,
  spread,
  tileRows,
} from './winograd-plan';

/** How many runs of 4 to ROWS channels `channels` make; 0 where they make none. */
export function runsOf(channels: i32): i32 {
  const runs = (channels + ROWS - 1) / ROWS;
  return channels / runs < 4 ? 0 : runs;
}

/**
 * The gradient of a 3 × 3 convolution of stride 1 with regard to its filter, [3, 3, C, F], from images [N, H,
 * W, C] and the output's gradient [N, OH, OW, F], after Winograd: the transposed steps of `convolveWinograd`,
 * so that products of transformed tiles are summed over all tiles, and transformed to nine taps at the end. C
 * must make runs, F be 4 or more. Returns 0, or the scratch it needs.
 */
export function filterGradientWinograd(
  input: usize,
  gradient: usize,
  output: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  top: i32,
  left: i32,
): usize {
  plan(images, outHeight, outWidth, channels + filters, 1);
  const inPlace = placeBytes(channels, 0);
  const outPlace = placeBytes(filters, 0);
  const sumPlace = filterPlaceBytes(channels, filters);
  const linesSize = lineBytes(width, channels, 2);
  const outLinesSize = lineBytes(outWidth, filters, 0);
  const need =
    room(36 * inPlace) +
    room(36 * outPlace) +
    room(36 * sumPlace) +
    room(linesSize) +
    room(outLinesSize) +
    TAPS_BYTES;
  if (!opens(need)) return need;
  const values = take(36 * inPlace);
  const gradients = take(36 * outPlace);
  const sums = take(36 * sumPlace);
  const lines = take(linesSize);
  const outLines = take(outLinesSize);
  const taps = take(TAPS_BYTES);
  memory.fill(sums, 0, 36 * sumPlace);
  memory.fill(lines, 0, linesSize);
  memory.fill(outLines, 0, outLinesSize);
  const rows = images * tileRows;
  for (let r = 0; r < rows; r += rowsAtOnce) {
    const count = min(rowsAtOnce, rows - r);
    sortTiles(r, count);
    spread(input, height, width, channels, top, left, 2, lines, values, inPlace, r, count);
    spread(gradient, outHeight, outWidth, filters, 0, 0, 0, outLines, gradients, outPlace, r, count);
    sumPlaces(values, inPlace, gradients, outPlace, sums, sumPlace, channels, filters);
  }
  unpackSums(sums, sumPlace, output, channels, filters, taps);
  return 0;
}

/** sums[place] `[panel][channel][8 or 4]` += valuesᵀ[place] · gradients[place]. */
function sumPlaces(
  values: usize,
  inPlace: usize,
  gradients: usize,
  outPlace: usize,
  sums: usize,
  sumPlace: usize,
  channels: i32,
  filters: i32,
): void {
  const inStep = (<usize>channels) << 2;
  const outStep = (<usize>filters) << 2;
  const panels = panelCount(filters);
  const runs = runsOf(channels);
  const short = channels / runs;
  const long = channels % runs;
  for (let i = 0; i < 6; i++) {
    for (let j = 0; j < 6; j++) {
      const begin = firstSlot(i);
      const tiles = lastSlot(i, j) - begin;
      let sum = sums;
      for (let p = 0; p < panels; p++) {
        const g = gradients + <usize>begin * outStep + ((<usize>panelStart(p, filters)) << 2);
        const eight = panelWidth(p, filters) == 8;
        let from = values + <usize>begin * inStep;
        for (let run = 0; run < runs; run++) {
          const length = run < long ? short + 1 : short;
          if (eight) {
            if (length == 4) sum4x8(from, inStep, g, outStep, sum, tiles);
            else if (length == 5) sum5x8(from, inStep, g, outStep, sum, tiles);
            else sum6x8(from, inStep, g, outStep, sum, tiles);
            sum += (<usize>length) << 5;
          } else {
            if (length == 4) sum4x4(from, inStep, g, outStep, sum, tiles);
            else if (length == 5) sum5x4(from, inStep, g, outStep, sum, tiles);
            else sum6x4(from, inStep, g, outStep, sum, tiles);
            sum += (<usize>length) << 4;
          }
          from += (<usize>length) << 2;
        }
      }
      values += inPlace;
      gradients += outPlace;
      sums += sumPlace;
    }
  }
}

/** The taps' gradients from the summed products. */
function unpackSums(
  sums: usize,
  place: usize,
  output: usize,
  channels: i32,
  filters: i32,
  taps: usize,
): void {
  const panels = panelCount(filters);
  const tap = (<usize>(channels * filters)) << 2;
  let from = sums;
  for (let p = 0; p < panels; p++) {
    const width = panelWidth(p, filters);
    const first = panelStart(p, filters);
    for (let c = 0; c < channels; c++) {
      for (let v = 0; v < width; v += 4) {
        for (let j: usize = 0; j < 6; j++) gatherTaps(from + j * place, 6 * place, taps + (j << 4), 96);
        let to = output + ((<usize>(c * filters + first + v)) << 2);
        for (let y: usize = 0; y < 3; y++) {
          gatherTaps(taps + y * 96, 16, to, tap);
          to += 3 * tap;
        }
        from += 16;
      }
    }
  }
}
