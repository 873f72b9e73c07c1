import { chunkInput, chunkOf, gatherPixels, layOut, packedBytes, spreadNarrow, writeTable } from './gather';
import { panelCount, panelStart, panelWidth } from './panels';
import { opens, room, take } from './scratch';
import { ROWS } from './tiles';
import { convolveWinograd } from './winograd';
import { worthWinograd } from './winograd-plan';

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

/**
 * output = bias + convolution of input with filter. NHWC, filter [KH, KW, C, F]; `bias` may be 0. Returns 0, or the
 * scratch it needs.
 */
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
  const framePixel = channels << 2;
  let frameHeight = (outHeight - 1) * strideHeight + (kernelHeight - 1) * dilationHeight + 1;
  let frameWidth = (outWidth - 1) * strideWidth + (kernelWidth - 1) * dilationWidth + 1;
  const direct = top == 0 && left == 0 && frameHeight <= height && frameWidth <= width;
  if (direct) {
    frameHeight = height;
    frameWidth = width;
  }
  const usedRows = min(height, frameHeight - top);
  const usedColumns = min(width, frameWidth - left);
  const frameBytes = frameHeight * frameWidth * framePixel;
  const pixels = outHeight * outWidth;
  const chunk = chunkOf(images, frameBytes, pixels);
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
  const frames = take(framesBytes);
  const narrow = take(narrowBytes);
  const start = take(biasBytes);
  const spare = take((<usize>ROWS) << 3);
  layOut(frameHeight, frameWidth, framePixel, chunk, frames, narrow, spare);
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
