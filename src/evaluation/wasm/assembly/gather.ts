import { copyIntoFrames } from './pad';
import { panelCount, panelStart, panelWidth } from './panels';
import { gather4, gather8, ROWS } from './tiles';

/**
 * Convolution as a matrix product whose left side is gathered from the images while it is multiplied: no copy of
 * patches. In NHWC the pixels under one row of an undilated kernel are contiguous, a *segment*; every output pixel is
 * an address in the images and one in the output, listed in a table. The images are copied into zero-padded frames
 * first, so that borders need no code.
 *
 * The gradient with regard to the images is the same thing on the output's gradient with the flipped kernel; a stride
 * makes it stride² interleaved convolutions (*phases*) with the kernel's taps dealt out among them.
 */

/** Frames of one chunk are about as large as a core's first cache. */
const CHUNK_BYTES: i32 = 32768;
const CHUNK_PIXELS: i32 = 1024;

// What a call works on; phases are worked off one after the other on the same frames.
let frames: usize = 0;
let frameHeight: i32 = 0;
let frameWidth: i32 = 0;
let framePixel: i32 = 0;
let chunk: i32 = 0;
let narrow: usize = 0;
/** Room for the table of a tile that has fewer than ROWS pixels left. */
let spare: usize = 0;

/**
 * Says what the next calls work on: frames of so many pixels (a pixel in bytes) for a chunk of images, and where
 * there is room.
 */
export function layOut(
  height: i32,
  width: i32,
  pixel: i32,
  images: i32,
  framesAt: usize,
  narrowAt: usize,
  spareAt: usize,
): void {
  frameHeight = height;
  frameWidth = width;
  framePixel = pixel;
  chunk = images;
  frames = framesAt;
  narrow = narrowAt;
  spare = spareAt;
}

/** How many images make a chunk: their frames fit the first cache, and the table of their pixels stays short. */
export function chunkOf(images: i32, imageBytes: i32, pixels: i32): i32 {
  const bySize = CHUNK_BYTES / max(1, imageBytes);
  const byPixels = CHUNK_PIXELS / max(1, pixels);
  return max(1, min(images, min(bySize, byPixels)));
}

/** Fills the table of a phase: for each of its pixels in a chunk the offsets of input and output, in bytes. */
export function writeTable(
  table: usize,
  rows: i32,
  columns: i32,
  inImage: i32,
  inRow: i32,
  inColumn: i32,
  outImage: i32,
  outRow: i32,
  outColumn: i32,
  outFirst: i32,
): void {
  let at = table;
  for (let n = 0; n < chunk; n++) {
    for (let y = 0; y < rows; y++) {
      let from = n * inImage + y * inRow;
      let to = n * outImage + y * outRow + outFirst;
      for (let x = 0; x < columns; x++) {
        store<u32>(at, from, 0);
        store<u32>(at, to, 4);
        at += 8;
        from += inColumn;
        to += outColumn;
      }
    }
  }
}

/** All output channels of `pixels` pixels of a table. */
export function gatherPixels(
  table: usize,
  pixels: i32,
  input: usize,
  output: usize,
  packed: usize,
  bias: usize,
  depth: i32,
  channels: i32,
  segments: usize,
  segmentCount: i32,
  segmentLength: i32,
): void {
  const panels = panelCount(channels);
  // A tile computes ROWS pixels; where there are fewer the first is computed again. Not those that follow in the
  // table: they are another chunk's.
  if (pixels < ROWS) {
    for (let i = 0; i < ROWS; i++) {
      const from = table + ((<usize>(i < pixels ? i : 0)) << 3);
      store<u64>(spare + ((<usize>i) << 3), load<u64>(from));
    }
    table = spare;
  }
  const last = max(0, pixels - ROWS);
  let weights = packed;
  for (let p = 0; p < panels; p++) {
    const width = panelWidth(p, channels);
    const first = (<usize>panelStart(p, channels)) << 2;
    for (let i = 0; i < pixels; i += ROWS) {
      const at = table + ((<usize>min(i, last)) << 3);
      if (width == 8)
        gather8(at, input, output + first, weights, bias + first, segments, segmentCount, segmentLength);
      else gather4(at, input, output + first, weights, bias + first, segments, segmentCount, segmentLength);
    }
    weights += (<usize>(depth * width)) << 2;
  }
}

/** Bytes of a packed filter. */
export function packedBytes(depth: i32, channels: i32): usize {
  return (<usize>depth * (<usize>(channels + 8) & ~3)) << 2;
}

/** Copies a chunk's images into the frames, or finds them where they are. */
export function chunkInput(
  input: usize,
  n: i32,
  images: i32,
  height: i32,
  width: i32,
  top: i32,
  left: i32,
  usedRows: i32,
  usedColumns: i32,
  direct: bool,
): usize {
  const row = width * framePixel;
  const image = height * row;
  const from = input + <usize>n * <usize>image;
  if (direct) return from;
  copyIntoFrames(
    from,
    image,
    row,
    frames,
    images,
    usedRows,
    usedColumns,
    framePixel,
    top,
    left,
    frameHeight,
    frameWidth,
  );
  return frames;
}

/** Copies the first `channels` (below 4) of each pixel of the narrow buffer to the output. */
export function spreadNarrow(
  output: usize,
  images: i32,
  rows: i32,
  columns: i32,
  channels: i32,
  outImage: i32,
  outRow: i32,
  outColumn: i32,
): void {
  let from = narrow;
  for (let n = 0; n < images; n++) {
    for (let y = 0; y < rows; y++) {
      let to = output + <usize>(n * outImage + y * outRow);
      for (let x = 0; x < columns; x++) {
        for (let c = 0; c < channels; c++)
          store<f32>(to + ((<usize>c) << 2), load<f32>(from + ((<usize>c) << 2)));
        from += 16;
        to += outColumn;
      }
    }
  }
}
