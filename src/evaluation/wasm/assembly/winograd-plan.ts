import { spreadGradient, spreadGradientEdge, spreadImage, spreadImageEdge } from './winograd-spread';

/**
 * How outputs are cut into tiles, and where a chunk's transformed tiles lie: `[place][tile][channels]`, 6 × 6
 * places. A tile is four outputs high and wide; where one or two are left over, the last row or column of
 * tiles is two (3 left over are a whole tile, clipped). A tile of two does not use the places 3 and 4 of that
 * direction. A chunk is a number of rows of tiles, of one image or many, sorted so that the tiles of every
 * place are one run: low ones, whole ones, narrow ones, low and narrow ones.
 */
export let fullRows: i32 = 0;
export let fullColumns: i32 = 0;
export let edgeColumns: i32 = 0;
/** Rows of tiles in an image, and tiles in a row. */
export let tileRows: i32 = 0;
export let tilesAcross: i32 = 0;
/** A chunk's rows of tiles, and the slots at which its kinds of tiles end. */
export let rowsAtOnce: i32 = 0;
export let fullStart: i32 = 0;
export let fullEnd: i32 = 0;
export let narrowEnd: i32 = 0;
export let slots: i32 = 0;

/** What a chunk's transformed tiles may take: a part of a core's second cache. */
const CHUNK_BYTES: i32 = 262144;

/** Cuts outputs of `height` × `width`. */
function cut(height: i32, width: i32): void {
  fullRows = (height >> 2) + ((height & 3) == 3 ? 1 : 0);
  fullColumns = (width >> 2) + ((width & 3) == 3 ? 1 : 0);
  edgeColumns = fullColumns << 2 < width ? 1 : 0;
  tileRows = fullRows + (fullRows << 2 < height ? 1 : 0);
  tilesAcross = fullColumns + edgeColumns;
}

/**
 * Plans for outputs of `height` × `width`; `channels` are those of all that is kept transformed, `block` is
 * how many tiles are multiplied at once: the chunk is one of those with few tiles multiplied in vain.
 */
export function plan(images: i32, height: i32, width: i32, channels: i32, block: i32): void {
  cut(height, width);
  const most = max(1, min(images * tileRows, CHUNK_BYTES / (144 * channels * tilesAcross)));
  let least: f32 = Infinity;
  for (let rows = most; rows > (block == 1 ? most - 1 : most >> 1); rows--) {
    sortTiles(0, rows);
    const work =
      16 * whole(slots, block) +
      8 * whole(fullEnd, block) +
      8 * whole(narrowEnd - fullStart, block) +
      4 * whole(fullEnd - fullStart, block);
    const cost = <f32>work / <f32>rows;
    if (cost < least) {
      least = cost;
      rowsAtOnce = rows;
    }
  }
}

/** Tiles that are multiplied for `tiles`: `block` at once. */
function whole(tiles: i32, block: i32): i32 {
  return ((tiles + block - 1) / block) * block;
}

/** Sorts the tiles of rows `first` to `first` + `count`, counted over all images. */
export function sortTiles(first: i32, count: i32): void {
  const low = fullRows == tileRows ? 0 : (first + count) / tileRows - first / tileRows;
  fullStart = low * fullColumns;
  fullEnd = count * fullColumns;
  narrowEnd = fullEnd + (count - low) * edgeColumns;
  slots = count * tilesAcross;
}

/** The first slot in use of the places `i`, any. */
export function firstSlot(i: i32): i32 {
  return i == 3 || i == 4 ? fullStart : 0;
}

/** The end of the slots in use of place `i`, `j`. */
export function lastSlot(i: i32, j: i32): i32 {
  return j == 3 || j == 4 ? fullEnd : i == 3 || i == 4 ? narrowEnd : slots;
}

/**
 * Bytes of a place for `channels`: an odd number of cache lines, since 36 places at a power of two would
 * share the same few lines of the cache.
 */
export function placeBytes(channels: i32, spare: i32): usize {
  return ((((<usize>((rowsAtOnce * tilesAcross + spare) * channels)) << 2) + 63) & ~63) | 64;
}

/** Width of a line of transformed rows, in pixels: all tiles, and what a filter reaches beyond the last. */
function lineWidth(reach: i32): i32 {
  return (fullColumns << 2) + (edgeColumns << 1) + reach;
}

/** Bytes `spread` needs for lines and a row of zeros. */
export function lineBytes(width: i32, channels: i32, reach: i32): usize {
  return (<usize>((6 * lineWidth(reach) + width) * channels)) << 2;
}

/**
 * Transforms a chunk of images [N, height, width, channels], `top` and `left` zeros before them, to `values`;
 * with `reach` 2 as images (6 × 6 to 6 × 6), with `reach` 0 as gradients of outputs (4 × 4 to 6 × 6). `lines`
 * are `lineBytes` of zeros, or what the call before left there.
 */
export function spread(
  source: usize,
  height: i32,
  width: i32,
  channels: i32,
  top: i32,
  left: i32,
  reach: i32,
  lines: usize,
  values: usize,
  place: usize,
  first: i32,
  count: i32,
): void {
  const pixel = (<usize>channels) << 2;
  const row = <usize>width * pixel;
  const line = <usize>lineWidth(reach) * pixel;
  const zeros = lines + 6 * line;
  const used = <usize>min(width, lineWidth(reach) - left) * pixel;
  const inset = lines + <usize>left * pixel;
  let seenLow = 0;
  let seenFull = 0;
  for (let r = first; r < first + count; r++) {
    const image = source + <usize>(r / tileRows) * <usize>height * row;
    const tileRow = r % tileRows;
    const low = tileRow >= fullRows;
    const y = (tileRow << 2) - top;
    const p0 = rowAt(image, y, height, row, zeros);
    const p1 = rowAt(image, y + 1, height, row, zeros);
    const p2 = rowAt(image, y + 2, height, row, zeros);
    const p3 = rowAt(image, y + 3, height, row, zeros);
    if (reach == 0) {
      if (low) spreadGradientEdge(p0, p1, inset, line, used, 1, 0, 0);
      else spreadGradient(p0, p1, p2, p3, inset, line, used, 1, 0, 0);
    } else if (low) spreadImageEdge(p0, p1, p2, p3, inset, line, used, 1, 0, 0);
    else {
      const p4 = rowAt(image, y + 4, height, row, zeros);
      const p5 = rowAt(image, y + 5, height, row, zeros);
      spreadImage(p0, p1, p2, p3, p4, p5, inset, line, used, 1, 0, 0);
    }
    const slot = low ? seenLow * fullColumns : fullStart + seenFull * fullColumns;
    let from = lines;
    let to = values + <usize>slot * pixel;
    for (let x = 0; x < fullColumns; x++) {
      if (low) {
        across(from, pixel, line, reach, to, place, 3);
        across(from + 5 * line, pixel, line, reach, to + 30 * place, place, 1);
      } else across(from, pixel, line, reach, to, place, 6);
      from += pixel << 2;
      to += pixel;
    }
    if (edgeColumns != 0) {
      to = values + <usize>(low ? narrowEnd + seenLow : fullEnd + seenFull) * pixel;
      if (low) {
        acrossEdge(from, pixel, line, reach, to, place, 3);
        acrossEdge(from + 5 * line, pixel, line, reach, to + 30 * place, place, 1);
      } else acrossEdge(from, pixel, line, reach, to, place, 6);
    }
    if (low) seenLow++;
    else seenFull++;
  }
}

/** Row `y` of an image, or zeros where it has none. */
function rowAt(image: usize, y: i32, height: i32, row: usize, zeros: usize): usize {
  return y < 0 || y >= height ? zeros : image + <usize>y * row;
}

/** The second direction of a whole tile: `count` of its lines. */
function across(
  from: usize,
  pixel: usize,
  line: usize,
  reach: i32,
  to: usize,
  place: usize,
  count: i32,
): void {
  const p1 = from + pixel;
  const p2 = p1 + pixel;
  const p3 = p2 + pixel;
  if (reach == 0) spreadGradient(from, p1, p2, p3, to, place, pixel, count, line, 6 * place);
  else spreadImage(from, p1, p2, p3, p3 + pixel, p3 + (pixel << 1), to, place, pixel, count, line, 6 * place);
}

/** The same for a tile two wide. */
function acrossEdge(
  from: usize,
  pixel: usize,
  line: usize,
  reach: i32,
  to: usize,
  place: usize,
  count: i32,
): void {
  const p1 = from + pixel;
  const p2 = p1 + pixel;
  if (reach == 0) spreadGradientEdge(from, p1, to, place, pixel, count, line, 6 * place);
  else spreadImageEdge(from, p1, p2, p2 + pixel, to, place, pixel, count, line, 6 * place);
}

/**
 * Whether a convolution can go Winograd's way, and is faster so, for outputs of `height` × `width`: measured,
 * the definition takes 9 steps for each output, Winograd's way one for each place of a tile, five more for
 * each place and channel it transforms (spread over the channels of the other side), and some 384 for the
 * filter. It pays from about 8 channels on, and hardly for images below 6 × 6.
 */
export function worthWinograd(
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  filters: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32,
): bool {
  if (kernelHeight != 3 || kernelWidth != 3 || strideHeight != 1 || strideWidth != 1) return false;
  if (dilationHeight != 1 || dilationWidth != 1 || top < 0 || top > 2 || left < 0 || left > 2) return false;
  if (channels < 4 || filters < 4) return false;
  cut(height, width);
  const places = ((fullRows << 1) + (tileRows << 2)) * ((fullColumns << 1) + (tilesAcross << 2));
  const transforms: f32 = 1 + 5 / <f32>channels + 5 / <f32>filters;
  const direct = 9 * height * width;
  return <f32>direct > <f32>places * transforms + 384 / <f32>images;
}
