import { copyIntoFrames } from './pad';
import { panelCount, panelStart, panelWidth } from './panels';
import { opens, room, take } from './scratch';
import { madd } from './vector';

/**
 * Depthwise convolution, one filter a channel: out[pixel, c] = Σ over taps of in[pixel + tap, c] · filter[tap, c].
 * Taps are a list of offsets, so that strides, dilations and the phases of the gradient are all the same loop.
 */

const CHUNK_BYTES: i32 = 65536;

/** The loop, for `pixels` pixels of a table of (input, output) offsets. */
function gatherTaps(
  table: usize,
  pixels: i32,
  input: usize,
  output: usize,
  weights: usize,
  taps: usize,
  tapCount: i32,
  channels: i32,
): void {
  const step = <usize>channels << 2;
  const lastTap = taps + (<usize>tapCount << 2);
  const panels = channels < 4 ? 0 : panelCount(channels);
  for (let i = 0; i < pixels; i += 4) {
    const at = table + (<usize>max(0, min(i, pixels - 4)) << 3);
    const count = min(4, pixels);
    const i0 = input + load<u32>(at, 0);
    const i1 = count > 1 ? input + load<u32>(at, 8) : i0;
    const i2 = count > 2 ? input + load<u32>(at, 16) : i0;
    const i3 = count > 3 ? input + load<u32>(at, 24) : i0;
    const o0 = output + load<u32>(at, 4);
    const o1 = count > 1 ? output + load<u32>(at, 12) : o0;
    const o2 = count > 2 ? output + load<u32>(at, 20) : o0;
    const o3 = count > 3 ? output + load<u32>(at, 28) : o0;
    for (let p = 0; p < panels; p++) {
      const c = <usize>panelStart(p, channels) << 2;
      let w = weights + c;
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let a2 = a0;
      let a3 = a0;
      if (panelWidth(p, channels) == 8) {
        let b0 = a0;
        let b1 = a0;
        let b2 = a0;
        let b3 = a0;
        for (let tap = taps; tap < lastTap; tap += 4) {
          const from = <usize>load<u32>(tap) + c;
          const w0 = v128.load(w);
          const w1 = v128.load(w, 16);
          w += step;
          a0 = madd(v128.load(i0 + from), w0, a0);
          b0 = madd(v128.load(i0 + from, 16), w1, b0);
          a1 = madd(v128.load(i1 + from), w0, a1);
          b1 = madd(v128.load(i1 + from, 16), w1, b1);
          a2 = madd(v128.load(i2 + from), w0, a2);
          b2 = madd(v128.load(i2 + from, 16), w1, b2);
          a3 = madd(v128.load(i3 + from), w0, a3);
          b3 = madd(v128.load(i3 + from, 16), w1, b3);
        }
        v128.store(o0 + c, b0, 16);
        v128.store(o1 + c, b1, 16);
        v128.store(o2 + c, b2, 16);
        v128.store(o3 + c, b3, 16);
      } else {
        for (let tap = taps; tap < lastTap; tap += 4) {
          const from = <usize>load<u32>(tap) + c;
          const w0 = v128.load(w);
          w += step;
          a0 = madd(v128.load(i0 + from), w0, a0);
          a1 = madd(v128.load(i1 + from), w0, a1);
          a2 = madd(v128.load(i2 + from), w0, a2);
          a3 = madd(v128.load(i3 + from), w0, a3);
        }
      }
      v128.store(o0 + c, a0);
      v128.store(o1 + c, a1);
      v128.store(o2 + c, a2);
      v128.store(o3 + c, a3);
    }
    if (panels == 0) {
      for (let n = 0; n < count; n++) {
        const from = input + load<u32>(at + (<usize>n << 3));
        const to = output + load<u32>(at + (<usize>n << 3), 4);
        for (let c: usize = 0; c < step; c += 4) {
          let sum: f32 = 0;
          let w = weights + c;
          for (let tap = taps; tap < lastTap; tap += 4) {
            sum += load<f32>(from + load<u32>(tap) + c) * load<f32>(w);
            w += step;
          }
          store<f32>(to + c, sum);
        }
      }
    }
  }
}

/** output = depthwise convolution; filter [KH, KW, C]. Returns 0, or the scratch it needs. */
export function depthwise(
  input: usize,
  filter: usize,
  output: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32,
): usize {
  const pixel = channels << 2;
  const frameHeight = (outHeight - 1) * strideHeight + (kernelHeight - 1) * dilationHeight + 1;
  const frameWidth = (outWidth - 1) * strideWidth + (kernelWidth - 1) * dilationWidth + 1;
  const frameBytes = frameHeight * frameWidth * pixel;
  const chunk = max(1, min(images, CHUNK_BYTES / max(1, frameBytes)));
  const pixels = outHeight * outWidth;
  const framesBytes = <usize>chunk * <usize>frameBytes;
  const tableBytes = <usize>(chunk * pixels) << 3;
  const taps = kernelHeight * kernelWidth;
  const need = room(framesBytes) + room(tableBytes) + room(<usize>taps << 2);
  if (!opens(need)) return need;
  const frames = take(framesBytes);
  const table = take(tableBytes);
  const offsets = take(<usize>taps << 2);
  memory.fill(frames, 0, framesBytes);
  for (let t = 0; t < taps; t++) {
    const row = (t / kernelWidth) * dilationHeight;
    const column = (t % kernelWidth) * dilationWidth;
    store<u32>(offsets + (<usize>t << 2), (row * frameWidth + column) * pixel);
  }
  const outImage = pixels * pixel;
  let at = table;
  for (let n = 0; n < chunk; n++) {
    for (let y = 0; y < outHeight; y++) {
      for (let x = 0; x < outWidth; x++) {
        store<u32>(at, n * frameBytes + (y * strideHeight * frameWidth + x * strideWidth) * pixel, 0);
        store<u32>(at, n * outImage + (y * outWidth + x) * pixel, 4);
        at += 8;
      }
    }
  }
  const row = width * pixel;
  for (let n = 0; n < images; n += chunk) {
    const now = min(chunk, images - n);
    copyIntoFrames(
      input + <usize>n * <usize>(height * row),
      height * row,
      row,
      frames,
      now,
      min(height, frameHeight - top),
      min(width, frameWidth - left),
      pixel,
      top,
      left,
      frameHeight,
      frameWidth,
    );
    gatherTaps(table, now * pixels, frames, output + <usize>n * <usize>outImage, filter, offsets, taps, channels);
  }
  return 0;
}

/** The gradient of a depthwise convolution with regard to its images. Returns 0, or the scratch it needs. */
export function depthwiseBack(
  gradient: usize,
  filter: usize,
  output: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32,
): usize {
  const pixel = channels << 2;
  // A pixel reads the gradient at most a kernel away; the frame has that much border on every side.
  const borderRows = ((kernelHeight - 1) * dilationHeight) / strideHeight + 1;
  const borderColumns = ((kernelWidth - 1) * dilationWidth) / strideWidth + 1;
  const rows = (height + strideHeight - 1) / strideHeight;
  const columns = (width + strideWidth - 1) / strideWidth;
  const frameHeight = max(outHeight, rows) + 2 * borderRows;
  const frameWidth = max(outWidth, columns) + 2 * borderColumns;
  const frameBytes = frameHeight * frameWidth * pixel;
  const chunk = max(1, min(images, CHUNK_BYTES / max(1, frameBytes)));
  const framesBytes = <usize>chunk * <usize>frameBytes;
  const tableBytes = <usize>(chunk * rows * columns) << 3;
  const mostTaps = kernelHeight * kernelWidth;
  const weightBytes = <usize>(mostTaps * pixel);
  const need = room(framesBytes) + room(tableBytes) + room(weightBytes) + room(<usize>mostTaps << 2);
  if (!opens(need)) return need;
  const frames = take(framesBytes);
  const table = take(tableBytes);
  const weights = take(weightBytes);
  const offsets = take(<usize>mostTaps << 2);
  memory.fill(frames, 0, framesBytes);
  const outRow = outWidth * pixel;
  const image = height * width * pixel;
  for (let n = 0; n < images; n += chunk) {
    const now = min(chunk, images - n);
    copyIntoFrames(
      gradient + <usize>n * <usize>(outHeight * outRow),
      outHeight * outRow,
      outRow,
      frames,
      now,
      outHeight,
      outWidth,
      pixel,
      borderRows,
      borderColumns,
      frameHeight,
      frameWidth,
    );
    for (let phaseRow = 0; phaseRow < strideHeight; phaseRow++) {
      for (let phaseColumn = 0; phaseColumn < strideWidth; phaseColumn++) {
        let taps = 0;
        for (let ky = 0; ky < kernelHeight; ky++) {
          const y = phaseRow + top - ky * dilationHeight;
          if (y % strideHeight != 0) continue;
          for (let kx = 0; kx < kernelWidth; kx++) {
            const x = phaseColumn + left - kx * dilationWidth;
            if (x % strideWidth != 0) continue;
            const from = (y / strideHeight + borderRows) * frameWidth + x / strideWidth + borderColumns;
            store<u32>(offsets + (<usize>taps << 2), from * pixel);
            memory.copy(
              weights + <usize>(taps * pixel),
              filter + <usize>((ky * kernelWidth + kx) * pixel),
              pixel,
            );
            taps++;
          }
        }
        let at = table;
        for (let i = 0; i < now; i++) {
          for (let y = phaseRow; y < height; y += strideHeight) {
            for (let x = phaseColumn; x < width; x += strideWidth) {
              store<u32>(at, i * frameBytes + ((y / strideHeight) * frameWidth + x / strideWidth) * pixel, 0);
              store<u32>(at, i * image + (y * width + x) * pixel, 4);
              at += 8;
            }
          }
        }
        const pixels = <i32>((at - table) >> 3);
        gatherTaps(table, pixels, frames, output + <usize>n * <usize>image, weights, offsets, taps, channels);
      }
    }
  }
  return 0;
}
