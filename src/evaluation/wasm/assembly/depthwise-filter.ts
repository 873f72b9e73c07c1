import { copyIntoFrames } from './pad';
import { opens, room, take } from './scratch';
import { madd } from './vector';

/**
 * The gradient of a depthwise convolution with regard to its filter, [KH, KW, C]. Returns 0, or the scratch it needs.
 */
export function depthwiseFilterGradient(
  input: usize,
  gradient: usize,
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
  const taps = kernelHeight * kernelWidth;
  const sumsBytes = <usize>(taps * pixel);
  // A little more than a frame: the four lanes of the last of fewer than four channels.
  const need = room(frameBytes + 16) + room(sumsBytes + 16);
  if (!opens(need)) return need;
  const frame = take(frameBytes + 16);
  const sums = take(sumsBytes + 16);
  memory.fill(frame, 0, frameBytes + 16);
  memory.fill(sums, 0, sumsBytes + 16);
  const row = width * pixel;
  const outRow = outWidth * pixel;
  const stepPixel = <usize>(strideWidth * pixel);
  for (let n = 0; n < images; n++) {
    copyIntoFrames(
      input + <usize>n * <usize>(height * row),
      height * row,
      row,
      frame,
      1,
      min(height, frameHeight - top),
      min(width, frameWidth - left),
      pixel,
      top,
      left,
      frameHeight,
      frameWidth,
    );
    const gradients = gradient + <usize>n * <usize>(outHeight * outRow);
    for (let ky = 0; ky < kernelHeight; ky++) {
      const source = frame + <usize>(ky * dilationHeight * frameWidth * pixel);
      for (let c = 0; c < channels; c += 4) {
        // Below four channels the lanes beyond hold other pixels' values, and are not kept.
        const first = max(0, min(c, channels - 4));
        for (let kx = 0; kx < kernelWidth; kx += 3) {
          // Three taps share a pass over the gradient; those beyond the kernel repeat the last, and are not kept.
          const k1 = min(kx + 1, kernelWidth - 1);
          const k2 = min(kx + 2, kernelWidth - 1);
          const at = source + (<usize>first << 2);
          const far1 = <usize>((k1 - kx) * dilationWidth * pixel);
          const far2 = <usize>((k2 - kx) * dilationWidth * pixel);
          let a0 = f32x4.splat(0);
          let a1 = a0;
          let a2 = a0;
          let b0 = a0;
          let b1 = a0;
          let b2 = a0;
          for (let y = 0; y < outHeight; y++) {
            let p = at + <usize>(y * strideHeight * frameWidth * pixel + kx * dilationWidth * pixel);
            let g = gradients + <usize>(y * outRow) + (<usize>first << 2);
            let x = outWidth;
            for (; x >= 2; x -= 2) {
              const g0 = loadLanes(g, channels);
              a0 = madd(v128.load(p), g0, a0);
              a1 = madd(v128.load(p + far1), g0, a1);
              a2 = madd(v128.load(p + far2), g0, a2);
              p += stepPixel;
              g += pixel;
              const g1 = loadLanes(g, channels);
              b0 = madd(v128.load(p), g1, b0);
              b1 = madd(v128.load(p + far1), g1, b1);
              b2 = madd(v128.load(p + far2), g1, b2);
              p += stepPixel;
              g += pixel;
            }
            if (x > 0) {
              const g0 = loadLanes(g, channels);
              a0 = madd(v128.load(p), g0, a0);
              a1 = madd(v128.load(p + far1), g0, a1);
              a2 = madd(v128.load(p + far2), g0, a2);
            }
          }
          addLanes(sums, ky * kernelWidth + kx, first, c, channels, f32x4.add(a0, b0));
          if (kx + 1 < kernelWidth) addLanes(sums, ky * kernelWidth + k1, first, c, channels, f32x4.add(a1, b1));
          if (kx + 2 < kernelWidth) addLanes(sums, ky * kernelWidth + k2, first, c, channels, f32x4.add(a2, b2));
        }
      }
    }
  }
  memory.copy(output, sums, sumsBytes);
  return 0;
}

/** Four channels; below four, those there are and zeros, so that the last pixel reads nothing beyond the tensor. */
// @ts-expect-error: decorator
@inline
function loadLanes(at: usize, channels: i32): v128 {
  if (channels >= 4) return v128.load(at);
  let lanes = v128.load32_zero(at);
  if (channels > 1) lanes = v128.load32_lane(at, lanes, 1, 4);
  if (channels > 2) lanes = v128.load32_lane(at, lanes, 2, 8);
  return lanes;
}

/** Adds to the sums of a tap the channels from `wanted` on, which may be the upper lanes of an overlapping group. */
function addLanes(sums: usize, tap: i32, first: i32, wanted: i32, channels: i32, lanes: v128): void {
  const at = sums + (<usize>(tap * channels + first) << 2);
  const skip = wanted - first;
  if (skip == 0 && channels >= 4) {
    v128.store(at, f32x4.add(v128.load(at), lanes));
    return;
  }
  if (skip <= 0) store<f32>(at, load<f32>(at) + f32x4.extract_lane(lanes, 0));
  if (skip <= 1 && channels > 1) store<f32>(at, load<f32>(at, 4) + f32x4.extract_lane(lanes, 1), 4);
  if (skip <= 2 && channels > 2) store<f32>(at, load<f32>(at, 8) + f32x4.extract_lane(lanes, 2), 8);
  if (skip <= 3 && channels > 3) store<f32>(at, load<f32>(at, 12) + f32x4.extract_lane(lanes, 3), 12);
}
