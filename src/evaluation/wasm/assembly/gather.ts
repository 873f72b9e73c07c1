import { copyIntoFrames } from './pad';
import { panelCount, panelStart, panelWidth } from './panels';
import { opens, room, take } from './scratch';
import { gather4, gather8, ROWS } from './tiles';
import { convolveWinograd } from './winograd';
import { worthWinograd } from './winograd-plan';

/**
 * Convolution as a matrix product whose left side is gathered from the images while it is multiplied: no copy of patches. In
 * NHWC the pixels under one row of an undilated kernel are contiguous, a *segment*; every output pixel is an address in the images and one in the
 * output, listed in a table. The images are copied into zero-padded frames first, so that borders need no code.
 *
 * The gradient with regard to the images is the same thing on the output's gradient with the flipped kernel; a stride makes it
 * stride² interleaved convolutions (*phases*) with the kernel's taps dealt out among them.
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

/** How many images make a chunk: their frames fit the first cache, and the table of their pixels stays short. */
function chunkOf(images: i32, imageBytes: i32, pixels: i32): i32 {
  const bySize = CHUNK_BYTES / max(1, imageBytes);
  const byPixels = CHUNK_PIXELS / max(1, pixels);
  return max(1, min(images, min(bySize, byPixels)));
}

/** Fills the table of a phase: for each of its pixels in a chunk the offsets of input and output, in bytes. */
function writeTable(
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
function gatherPixels(
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
  // A tile computes ROWS pixels; where there are fewer the first is computed again. Not those that follow in the table: they are another chunk's.
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

/** The forward filter in panels: \`[panel][k][8 or 4]\`, k over kernel rows, columns and input channels. */
function packForward(filter: usize, packed: usize, depth: i32, channels: i32): void {
  const panels = panelCount(channels);
  let to = packed;
  for (let p = 0; p < panels; p++) {
    const width = panelWidth(p, channels);
    const real = min(width, channels);
    let from = filter + ((<usize>panelStart(p, channels)) << 2);
    for (let k = 0; k < depth; k++) {
      if (real == 8) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      } else if (real == 4) v128.store(to, v128.load(from));
      else {
        v128.store(to, f32x4.splat(0));
        for (let c = 0; c < real; c++)
          store<f32>(to + ((<usize>c) << 2), load<f32>(from + ((<usize>c) << 2)));
      }
      to += (<usize>width) << 2;
      from += (<usize>channels) << 2;
    }
  }
}

/** Bytes of a packed filter. */
function packedBytes(depth: i32, channels: i32): usize {
  return (<usize>depth * (<usize>(channels + 8) & ~3)) << 2;
}

/** Copies a chunk's images into the frames, or finds them where they are. */
function chunkInput(
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
function spreadNarrow(
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

/** output = bias + convolution of input with filter. NHWC, filter [KH, KW, C, F]; `bias` may be 0. Returns 0, or the scratch it needs. */
export function convolve(
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
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32,
): usize {
  if (
    worthWinograd(
      images,
      outHeight,
      outWidth,
      channels,
      filters,
      kernelHeight,
      kernelWidth,
      strideHeight,
      strideWidth,
      dilationHeight,
      dilationWidth,
      top,
      left,
    )
  ) {
    return convolveWinograd(
      input,
      filter,
      bias,
      output,
      images,
      height,
      width,
      channels,
      outHeight,
      outWidth,
      filters,
      top,
      left,
      false,
    );
  }
  framePixel = channels << 2;
  frameHeight = (outHeight - 1) * strideHeight + (kernelHeight - 1) * dilationHeight + 1;
  frameWidth = (outWidth - 1) * strideWidth + (kernelWidth - 1) * dilationWidth + 1;
  const direct = top == 0 && left == 0 && frameHeight <= height && frameWidth <= width;
  if (direct) {
    frameHeight = height;
    frameWidth = width;
  }
  const usedRows = min(height, frameHeight - top);
  const usedColumns = min(width, frameWidth - left);
  const frameBytes = frameHeight * frameWidth * framePixel;
  const pixels = outHeight * outWidth;
  chunk = chunkOf(images, frameBytes, pixels);
  const depth = kernelHeight * kernelWidth * channels;
  const contiguous = dilationWidth == 1;
  const segmentCount = contiguous ? kernelHeight : kernelHeight * kernelWidth;
  const segmentLength = contiguous ? kernelWidth * channels : channels;
  const tableBytes = (<usize>(chunk * pixels)) << 3;
  const framesBytes: usize = direct ? 0 : <usize>chunk * <usize>frameBytes;
  const narrowBytes: usize = filters < 4 ? (<usize>(chunk * pixels)) << 4 : 0;
  const biasBytes = (<usize>(filters + 8)) << 2;
  const need =
    room(packedBytes(depth, filters)) +
    room(tableBytes) +
    room(framesBytes) +
    room(narrowBytes) +
    room(biasBytes) +
    room((<usize>ROWS) << 3) +
    room((<usize>segmentCount) << 2);
  if (!opens(need)) return need;
  const packed = take(packedBytes(depth, filters));
  const table = take(tableBytes);
  frames = take(framesBytes);
  narrow = take(narrowBytes);
  const start = take(biasBytes);
  spare = take((<usize>ROWS) << 3);
  const segments = take((<usize>segmentCount) << 2);

  packForward(filter, packed, depth, filters);
  memory.fill(start, 0, biasBytes);
  if (bias != 0) memory.copy(start, bias, (<usize>filters) << 2);
  if (!direct) memory.fill(frames, 0, framesBytes);
  for (let s = 0; s < segmentCount; s++) {
    const ky = contiguous ? s : s / kernelWidth;
    const kx = contiguous ? 0 : s % kernelWidth;
    store<u32>(
      segments + ((<usize>s) << 2),
      (ky * dilationHeight * frameWidth + kx * dilationWidth) * framePixel,
    );
  }
  const outPixel = filters << 2;
  const outRow = outWidth * outPixel;
  const outImage = outHeight * outRow;
  const tableRow = filters < 4 ? outWidth << 4 : outRow;
  writeTable(
    table,
    outHeight,
    outWidth,
    frameBytes,
    strideHeight * frameWidth * framePixel,
    strideWidth * framePixel,
    outHeight * tableRow,
    tableRow,
    filters < 4 ? 16 : outPixel,
    0,
  );
  for (let n = 0; n < images; n += chunk) {
    const now = min(chunk, images - n);
    const from = chunkInput(input, n, now, height, width, top, left, usedRows, usedColumns, direct);
    const to = output + <usize>n * <usize>outImage;
    gatherPixels(
      table,
      now * pixels,
      from,
      filters < 4 ? narrow : to,
      packed,
      start,
      depth,
      filters,
      segments,
      segmentCount,
      segmentLength,
    );
    if (filters < 4) spreadNarrow(to, now, outHeight, outWidth, filters, outImage, outRow, outPixel);
  }
  return 0;
}

/** The first tap of a kernel that a phase of the strided gradient uses, and the number of such taps: those with (phase + padding − tap · dilation) divisible by the stride. */
function firstTap(phase: i32, padding: i32, kernel: i32, stride: i32, dilation: i32): i32 {
  for (let k = 0; k < kernel; k++) if ((phase + padding - k * dilation) % stride == 0) return k;
  return -1;
}

function tapStep(stride: i32, dilation: i32): i32 {
  let step = 1;
  while ((step * dilation) % stride != 0) step++;
  return step;
}

/** The gradient of a convolution with regard to its images: `gradient` [N, OH, OW, F], `output` [N, H, W, C]. Returns 0, or the scratch it needs. */
export function convolveBack(
  gradient: usize,
  filter: usize,
  output: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32,
): usize {
  if (
    worthWinograd(
      images,
      height,
      width,
      channels,
      filters,
      kernelHeight,
      kernelWidth,
      strideHeight,
      strideWidth,
      dilationHeight,
      dilationWidth,
      top,
      left,
    )
  ) {
    // The same convolution of the output's gradient, with the filter turned and transposed.
    return convolveWinograd(
      gradient,
      filter,
      0,
      output,
      images,
      outHeight,
      outWidth,
      filters,
      height,
      width,
      channels,
      2 - top,
      2 - left,
      true,
    );
  }
  // Pixel s·j + r of a side reads the gradient at j + (r + padding − k · dilation) / s: from `low` before to `high` behind j.
  const lowRow = floorDivide(top - (kernelHeight - 1) * dilationHeight, strideHeight);
  const highRow = (strideHeight - 1 + top) / strideHeight;
  const lowColumn = floorDivide(left - (kernelWidth - 1) * dilationWidth, strideWidth);
  const highColumn = (strideWidth - 1 + left) / strideWidth;
  const rows = (height + strideHeight - 1) / strideHeight;
  const columns = (width + strideWidth - 1) / strideWidth;
  const frameTop = max(0, -lowRow);
  const frameLeft = max(0, -lowColumn);
  framePixel = filters << 2;
  frameHeight = max(outHeight, rows + highRow) + frameTop;
  frameWidth = max(outWidth, columns + highColumn) + frameLeft;
  const direct = frameHeight == outHeight && frameWidth == outWidth;
  const frameBytes = frameHeight * frameWidth * framePixel;
  const pixels = rows * columns;
  const phases = strideHeight * strideWidth;
  chunk = chunkOf(images, frameBytes, height * width);
  const stepRow = tapStep(strideHeight, dilationHeight);
  const stepColumn = tapStep(strideWidth, dilationWidth);
  // Neighbouring taps of a phase are neighbouring pixels of the gradient where this is one.
  const contiguous = stepColumn * dilationWidth == strideWidth;
  const mostTaps = ((kernelHeight + stepRow - 1) / stepRow) * ((kernelWidth + stepColumn - 1) / stepColumn);
  const packedSize = room(packedBytes(mostTaps * filters, channels));
  const tableSize = room((<usize>(chunk * pixels)) << 3);
  const segmentsSize = room((<usize>mostTaps) << 2);
  const framesBytes: usize = direct ? 0 : <usize>chunk * <usize>frameBytes;
  const narrowBytes: usize = channels < 4 ? (<usize>(chunk * pixels)) << 4 : 0;
  const biasBytes = (<usize>(channels + 8)) << 2;
  const need =
    <usize>phases * (packedSize + tableSize + segmentsSize + 64) +
    room(framesBytes) +
    room(narrowBytes) +
    room(biasBytes) +
    room((<usize>ROWS) << 3);
  if (!opens(need)) return need;
  frames = take(framesBytes);
  narrow = take(narrowBytes);
  const zeros = take(biasBytes);
  spare = take((<usize>ROWS) << 3);
  memory.fill(zeros, 0, biasBytes);
  if (!direct) memory.fill(frames, 0, framesBytes);
  const packed = take(<usize>phases * packedSize);
  const tables = take(<usize>phases * tableSize);
  const allSegments = take(<usize>phases * segmentsSize);
  const descriptions = take((<usize>phases) << 4);

  const outPixel = channels << 2;
  const outRow = width * outPixel;
  const outImage = height * outRow;
  for (let phase = 0; phase < phases; phase++) {
    const phaseRow = phase / strideWidth;
    const phaseColumn = phase % strideWidth;
    const phaseRows = (height - phaseRow + strideHeight - 1) / strideHeight;
    const phaseColumns = (width - phaseColumn + strideWidth - 1) / strideWidth;
    const firstRow = firstTap(phaseRow, top, kernelHeight, strideHeight, dilationHeight);
    const firstColumn = firstTap(phaseColumn, left, kernelWidth, strideWidth, dilationWidth);
    const tapRows = firstRow < 0 ? 0 : (kernelHeight - 1 - firstRow) / stepRow + 1;
    const tapColumns = firstColumn < 0 ? 0 : (kernelWidth - 1 - firstColumn) / stepColumn + 1;
    const taps = tapRows * tapColumns;
    const segments = allSegments + <usize>phase * segmentsSize;
    // Taps from the last to the first: their pixels of the gradient come in ascending order.
    let at = segments;
    for (let i = tapRows - 1; i >= 0; i--) {
      const row = (phaseRow + top - (firstRow + i * stepRow) * dilationHeight) / strideHeight + frameTop;
      for (let j = tapColumns - 1; j >= 0; j--) {
        const column =
          (phaseColumn + left - (firstColumn + j * stepColumn) * dilationWidth) / strideWidth + frameLeft;
        store<u32>(at, (row * frameWidth + column) * framePixel);
        at += 4;
        if (contiguous) break;
      }
    }
    const description = descriptions + ((<usize>phase) << 4);
    store<i32>(description, taps * filters, 0);
    store<i32>(description, taps == 0 ? 0 : contiguous ? tapRows : taps, 4);
    store<i32>(description, contiguous ? tapColumns * filters : filters, 8);
    packBack(
      filter,
      packed + <usize>phase * packedSize,
      channels,
      filters,
      kernelWidth,
      firstRow,
      tapRows,
      stepRow,
      firstColumn,
      tapColumns,
      stepColumn,
    );
    const narrowRow = phaseColumns << 4;
    writeTable(
      tables + <usize>phase * tableSize,
      phaseRows,
      phaseColumns,
      frameBytes,
      frameWidth * framePixel,
      framePixel,
      channels < 4 ? phaseRows * narrowRow : outImage,
      channels < 4 ? narrowRow : strideHeight * outRow,
      channels < 4 ? 16 : strideWidth * outPixel,
      channels < 4 ? 0 : phaseRow * outRow + phaseColumn * outPixel,
    );
  }
  for (let n = 0; n < images; n += chunk) {
    const now = min(chunk, images - n);
    const from = chunkInput(
      gradient,
      n,
      now,
      outHeight,
      outWidth,
      frameTop,
      frameLeft,
      outHeight,
      outWidth,
      direct,
    );
    const to = output + <usize>n * <usize>outImage;
    for (let phase = 0; phase < phases; phase++) {
      const phaseRow = phase / strideWidth;
      const phaseColumn = phase % strideWidth;
      const phaseRows = (height - phaseRow + strideHeight - 1) / strideHeight;
      const phaseColumns = (width - phaseColumn + strideWidth - 1) / strideWidth;
      if (phaseRows <= 0 || phaseColumns <= 0) continue;
      const description = descriptions + ((<usize>phase) << 4);
      gatherPixels(
        tables + <usize>phase * tableSize,
        now * phaseRows * phaseColumns,
        from,
        channels < 4 ? narrow : to,
        packed + <usize>phase * packedSize,
        zeros,
        load<i32>(description, 0),
        channels,
        allSegments + <usize>phase * segmentsSize,
        load<i32>(description, 4),
        load<i32>(description, 8),
      );
      if (channels < 4) {
        spreadNarrow(
          to + <usize>(phaseRow * outRow + phaseColumn * outPixel),
          now,
          phaseRows,
          phaseColumns,
          channels,
          outImage,
          strideHeight * outRow,
          strideWidth * outPixel,
        );
      }
    }
  }
  return 0;
}

/** ⌊a / b⌋ for positive b. */
function floorDivide(a: i32, b: i32): i32 {
  return a >= 0 ? a / b : -((b - 1 - a) / b);
}

/** The taps of one phase, last first, transposed into panels of input channels: [panel][tap][filter][8 or 4]. */
function packBack(
  filter: usize,
  packed: usize,
  channels: i32,
  filters: i32,
  kernelWidth: i32,
  firstRow: i32,
  tapRows: i32,
  stepRow: i32,
  firstColumn: i32,
  tapColumns: i32,
  stepColumn: i32,
): void {
  const panels = panelCount(channels);
  let to = packed;
  for (let p = 0; p < panels; p++) {
    const width = panelWidth(p, channels);
    const real = min(width, channels);
    const first = panelStart(p, channels);
    for (let i = tapRows - 1; i >= 0; i--) {
      for (let j = tapColumns - 1; j >= 0; j--) {
        const tap = (firstRow + i * stepRow) * kernelWidth + firstColumn + j * stepColumn;
        const from = filter + ((<usize>((tap * channels + first) * filters)) << 2);
        for (let c = 0; c < width; c++) {
          const source = from + ((<usize>(c * filters)) << 2);
          let target = to + ((<usize>c) << 2);
          for (let f = 0; f < filters; f++) {
            store<f32>(target, c < real ? load<f32>(source + ((<usize>f) << 2)) : 0);
            target += (<usize>width) << 2;
          }
        }
        to += (<usize>(filters * width)) << 2;
      }
    }
  }
}
