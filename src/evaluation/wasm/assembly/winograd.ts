import { panelCount, panelStart, panelWidth } from './panels';
import { opens, room, take } from './scratch';
import { multiply4, multiply8, ROWS } from './tiles';
import { gatherOutputs, gatherOutputsEdge, spreadTaps } from './winograd-gather';
import {
  edgeColumns,
  firstSlot,
  fullColumns,
  fullEnd,
  fullRows,
  fullStart,
  lastSlot,
  lineBytes,
  narrowEnd,
  placeBytes,
  plan,
  rowsAtOnce,
  sortTiles,
  spread,
  tileRows,
} from './winograd-plan';

/**
 * Convolution with a 3 × 3 kernel after Winograd (Lavin & Gray 2016, arXiv 1509.09308): 4 × 4 outputs take 36
 * multiplications for each pair of channels where the definition takes 144. A chunk of tiles is transformed,
 * multiplied place by place, and transformed back.
 */

/** Room for a vector of each of nine taps, and for what becomes of them in between. */
export const TAPS_BYTES: usize = 512;

/**
 * output [N, OH, OW, F] = bias + convolution of input [N, H, W, C] with filter [3, 3, C, F], stride 1, with
 * `top` and `left` zeros (0 to 2) before the images. With `back` the filter is [3, 3, F, C], and is turned
 * and transposed. C and F are 4 or more; `bias` may be 0. Returns 0, or the scratch it needs.
 */
export function convolveWinograd(
  input: usize,
  filter: usize,
  bias: usize,
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
  back: bool,
): usize {
  plan(images, outHeight, outWidth, channels + filters, ROWS);
  const inPlace = placeBytes(channels, ROWS);
  const outPlace = placeBytes(filters, ROWS);
  const filterPlace = filterPlaceBytes(channels, filters);
  const linesSize = lineBytes(width, channels, 2);
  const biasSize = (<usize>(filters + 4)) << 3;
  // A tile half way: 4 × 6 pixels, and 4 × 4 of which some lie outside.
  const middleSize = (<usize>filters * 40) << 2;
  const need =
    room(36 * inPlace) +
    room(36 * outPlace) +
    room(36 * filterPlace) +
    room(linesSize) +
    room(biasSize) +
    room(middleSize) +
    TAPS_BYTES;
  if (!opens(need)) return need;
  const values = take(36 * inPlace);
  const products = take(36 * outPlace);
  const packed = take(36 * filterPlace);
  const lines = take(linesSize);
  const zeros = take(biasSize);
  const middle = take(middleSize);
  const taps = take(TAPS_BYTES);

  memory.fill(lines, 0, linesSize);
  memory.fill(zeros, 0, biasSize);
  const biases = zeros + ((<usize>(filters + 4)) << 2);
  if (bias != 0) memory.copy(biases, bias, (<usize>filters) << 2);
  packFilter(filter, packed, filterPlace, channels, filters, back, taps);
  const rows = images * tileRows;
  for (let r = 0; r < rows; r += rowsAtOnce) {
    const count = min(rowsAtOnce, rows - r);
    sortTiles(r, count);
    spread(input, height, width, channels, top, left, 2, lines, values, inPlace, r, count);
    multiply(values, inPlace, packed, filterPlace, products, outPlace, channels, filters);
    gatherChunk(products, outPlace, output, outHeight, outWidth, filters, zeros, biases, middle, r, count);
  }
  return 0;
}

/** Bytes of a place of a transformed filter, in panels. */
export function filterPlaceBytes(channels: i32, filters: i32): usize {
  let width = 0;
  for (let p = 0; p < panelCount(filters); p++) width += panelWidth(p, filters);
  return ((((<usize>(channels * width)) << 2) + 63) & ~63) | 64;
}

/** The transformed filter: `[place][panel][channel][8 or 4]`. */
function packFilter(
  filter: usize,
  packed: usize,
  place: usize,
  channels: i32,
  filters: i32,
  back: bool,
  taps: usize,
): void {
  const squares = taps + 144;
  const panels = panelCount(filters);
  let to = packed;
  for (let p = 0; p < panels; p++) {
    const width = panelWidth(p, filters);
    const first = panelStart(p, filters);
    for (let c = 0; c < channels; c++) {
      for (let v = 0; v < width; v += 4) {
        const f = first + v;
        for (let tap = 0; tap < 9; tap++) {
          const at = taps + ((<usize>tap) << 4);
          if (!back) {
            v128.store(at, v128.load(filter + ((<usize>((tap * channels + c) * filters + f)) << 2)));
            continue;
          }
          const from = filter + ((<usize>(((8 - tap) * filters + f) * channels + c)) << 2);
          const step = (<usize>channels) << 2;
          store<f32>(at, load<f32>(from), 0);
          store<f32>(at, load<f32>(from + step), 4);
          store<f32>(at, load<f32>(from + (step << 1)), 8);
          store<f32>(at, load<f32>(from + 3 * step), 12);
        }
        for (let x: usize = 0; x < 3; x++) spreadTaps(taps + (x << 4), 48, squares + (x << 4), 48);
        for (let y: usize = 0; y < 6; y++) spreadTaps(squares + y * 48, 16, to + 6 * y * place, place);
        to += 16;
      }
    }
  }
}

/** products[place] = values[place] · packed[place], for the tiles that use the place. */
function multiply(
  values: usize,
  inPlace: usize,
  packed: usize,
  filterPlace: usize,
  products: usize,
  outPlace: usize,
  channels: i32,
  filters: i32,
): void {
  const panels = panelCount(filters);
  const inStep = (<usize>channels) << 2;
  const outStep = (<usize>filters) << 2;
  for (let i = 0; i < 6; i++) {
    for (let j = 0; j < 6; j++) {
      const begin = firstSlot(i);
      const tiles = lastSlot(i, j) - begin;
      const from = values + <usize>begin * inStep;
      const to = products + <usize>begin * outStep;
      let weights = packed;
      for (let p = 0; p < panels; p++) {
        const first = (<usize>panelStart(p, filters)) << 2;
        if (panelWidth(p, filters) == 8) {
          multiply8(from, inStep, weights, to + first, outStep, tiles, channels);
          weights += inStep << 3;
        } else {
          multiply4(from, inStep, weights, to + first, outStep, tiles, channels);
          weights += inStep << 2;
        }
      }
      values += inPlace;
      packed += filterPlace;
      products += outPlace;
    }
  }
}

/** Transforms a chunk's products back, and writes what lies within the outputs. */
function gatherChunk(
  products: usize,
  place: usize,
  output: usize,
  height: i32,
  width: i32,
  filters: i32,
  zeros: usize,
  biases: usize,
  middle: usize,
  first: i32,
  count: i32,
): void {
  const pixel = (<usize>filters) << 2;
  const row = <usize>width * pixel;
  let seenLow = 0;
  let seenFull = 0;
  for (let r = first; r < first + count; r++) {
    const tileRow = r % tileRows;
    const low = tileRow >= fullRows;
    const y = tileRow << 2;
    let to = output + (<usize>(r / tileRows) * <usize>height + <usize>y) * row;
    const rows = min(height - y, low ? 2 : 4);
    let from = products + <usize>(low ? seenLow * fullColumns : fullStart + seenFull * fullColumns) * pixel;
    for (let x = 0; x < fullColumns; x++) {
      if (low) gatherOutputsEdge(from, 6 * place, middle, 6 * pixel, zeros, pixel, 6, place, pixel);
      else gatherOutputs(from, 6 * place, middle, 6 * pixel, zeros, pixel, 6, place, pixel);
      const columns = width - (x << 2);
      if (columns >= 4) gatherOutputs(middle, pixel, to, pixel, biases, pixel, rows, 6 * pixel, row);
      else {
        const clipped = middle + 24 * pixel;
        gatherOutputs(middle, pixel, clipped, pixel, biases, pixel, rows, 6 * pixel, pixel << 2);
        copyRows(clipped, pixel << 2, to, row, <usize>columns * pixel, rows);
      }
      from += pixel;
      to += pixel << 2;
    }
    if (edgeColumns != 0) {
      from = products + <usize>(low ? narrowEnd + seenLow : fullEnd + seenFull) * pixel;
      if (low) {
        gatherOutputsEdge(from, 6 * place, middle, 6 * pixel, zeros, pixel, 3, place, pixel);
        gatherOutputsEdge(from + 5 * place, 6 * place, middle + 5 * pixel, 6 * pixel, zeros, pixel, 1, 0, 0);
      } else {
        gatherOutputs(from, 6 * place, middle, 6 * pixel, zeros, pixel, 3, place, pixel);
        gatherOutputs(from + 5 * place, 6 * place, middle + 5 * pixel, 6 * pixel, zeros, pixel, 1, 0, 0);
      }
      if (width - (fullColumns << 2) == 2)
        gatherOutputsEdge(middle, pixel, to, pixel, biases, pixel, rows, 6 * pixel, row);
      else {
        const clipped = middle + 24 * pixel;
        gatherOutputsEdge(middle, pixel, clipped, pixel, biases, pixel, rows, 6 * pixel, pixel << 1);
        copyRows(clipped, pixel << 1, to, row, pixel, rows);
      }
    }
    if (low) seenLow++;
    else seenFull++;
  }
}

/** Copies `rows` rows of `bytes` bytes, 16 or more. */
function copyRows(from: usize, fromRow: usize, to: usize, toRow: usize, bytes: usize, rows: i32): void {
  const last = bytes - 16;
  for (; rows > 0; rows--) {
    let at: usize = 0;
    while (true) {
      v128.store(to + at, v128.load(from + at));
      if (at == last) break;
      at = min(at + 16, last);
    }
    from += fromRow;
    to += toRow;
  }
}
