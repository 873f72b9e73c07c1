/** Pooling over windows, NHWC. A window's pixels outside the image do not count. */

/** Loads up to four channels, zeros beyond. */
// @ts-expect-error: decorator
@inline
function some(at: usize, count: usize): v128 {
  if (count >= 4) return v128.load(at);
  let lanes = v128.load32_zero(at);
  if (count > 1) lanes = v128.load32_lane(at, lanes, 1, 4);
  if (count > 2) lanes = v128.load32_lane(at, lanes, 2, 8);
  return lanes;
}

// @ts-expect-error: decorator
@inline
function put(at: usize, lanes: v128, count: usize): void {
  if (count >= 4) {
    v128.store(at, lanes);
    return;
  }
  v128.store32_lane(at, lanes, 0);
  if (count > 1) v128.store32_lane(at, lanes, 1, 4);
  if (count > 2) v128.store32_lane(at, lanes, 2, 8);
}

/** Largest of each window. */
export function maxPool(
  input: usize,
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
  top: i32,
  left: i32,
): void {
  const row = <usize>(width * channels) << 2;
  const pixel = <usize>channels << 2;
  let to = output;
  for (let n = 0; n < images; n++) {
    const image = input + <usize>(n * height) * row;
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = max(0, oy * strideHeight - top);
      const y1 = min(height, oy * strideHeight - top + kernelHeight);
      for (let ox = 0; ox < outWidth; ox++) {
        const x0 = max(0, ox * strideWidth - left);
        const x1 = min(width, ox * strideWidth - left + kernelWidth);
        const from = image + <usize>y0 * row + <usize>x0 * pixel;
        const bottom = image + <usize>y1 * row;
        const columns = <usize>(x1 - x0) * pixel;
        for (let c: usize = 0; c < pixel; c += 16) {
          const count = (pixel - c) >> 2;
          let best = f32x4.splat(-Infinity);
          for (let line = from + c; line < bottom; line += row) {
            for (let at = line; at < line + columns; at += pixel) best = f32x4.pmax(best, some(at, count));
          }
          put(to + c, best, count);
        }
        to += pixel;
      }
    }
  }
}

/** The gradient of a maximum pool: each window's goes to the first of its largest values. */
export function maxPoolBack(
  gradient: usize,
  input: usize,
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
  top: i32,
  left: i32,
): void {
  const row = <usize>(width * channels) << 2;
  const pixel = <usize>channels << 2;
  const delta = output - input;
  // Windows that neither overlap nor leave anything out write every pixel once.
  const tiled =
    strideHeight == kernelHeight &&
    strideWidth == kernelWidth &&
    outHeight * kernelHeight >= height &&
    outWidth * kernelWidth >= width;
  if (!tiled) memory.fill(output, 0, <usize>(images * height) * row);
  const small = tiled && (channels & 3) == 0;
  let g = gradient;
  for (let n = 0; n < images; n++) {
    const image = input + <usize>(n * height) * row;
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = max(0, oy * strideHeight - top);
      const y1 = min(height, oy * strideHeight - top + kernelHeight);
      for (let ox = 0; ox < outWidth; ox++) {
        const x0 = max(0, ox * strideWidth - left);
        const x1 = min(width, ox * strideWidth - left + kernelWidth);
        const from = image + <usize>y0 * row + <usize>x0 * pixel;
        const bottom = image + <usize>y1 * row;
        const columns = <usize>(x1 - x0) * pixel;
        if (small && y1 - y0 == 2 && x1 - x0 == 2) {
          for (let c: usize = 0; c < pixel; c += 16) shareOut(from + c, pixel, row, delta, v128.load(g + c));
          g += pixel;
          continue;
        }
        for (let c: usize = 0; c < pixel; c += 16) {
          const count = (pixel - c) >> 2;
          let best = f32x4.splat(-Infinity);
          for (let line = from + c; line < bottom; line += row) {
            for (let at = line; at < line + columns; at += pixel) best = f32x4.pmax(best, some(at, count));
          }
          const share = some(g + c, count);
          let open = i32x4.splat(-1);
          for (let line = from + c; line < bottom; line += row) {
            for (let at = line; at < line + columns; at += pixel) {
              const hit = v128.and(f32x4.eq(some(at, count), best), open);
              open = v128.andnot(open, hit);
              const part = v128.and(share, hit);
              put(at + delta, tiled ? part : f32x4.add(some(at + delta, count), part), count);
            }
          }
        }
        g += pixel;
      }
    }
  }
}

/** What `maxPoolBack` does, for a window of 2 × 2 and four channels: nothing is written twice, and nothing looped over. */
// @ts-ignore: decorator
@inline
function shareOut(at: usize, pixel: usize, row: usize, delta: usize, share: v128): void {
  const a = v128.load(at);
  const b = v128.load(at + pixel);
  const c = v128.load(at + row);
  const d = v128.load(at + row + pixel);
  const none = f32x4.splat(-Infinity);
  const best = f32x4.pmax(f32x4.pmax(f32x4.pmax(f32x4.pmax(none, a), b), c), d);
  let hit = f32x4.eq(a, best);
  let open = v128.not(hit);
  v128.store(at + delta, v128.and(share, hit));
  hit = v128.and(f32x4.eq(b, best), open);
  open = v128.andnot(open, hit);
  v128.store(at + pixel + delta, v128.and(share, hit));
  hit = v128.and(f32x4.eq(c, best), open);
  open = v128.andnot(open, hit);
  v128.store(at + row + delta, v128.and(share, hit));
  v128.store(at + row + pixel + delta, v128.and(share, v128.and(f32x4.eq(d, best), open)));
}

/** Mean of each window. */
export function averagePool(
  input: usize,
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
  top: i32,
  left: i32,
): void {
  const row = <usize>(width * channels) << 2;
  const pixel = <usize>channels << 2;
  let to = output;
  for (let n = 0; n < images; n++) {
    const image = input + <usize>(n * height) * row;
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = max(0, oy * strideHeight - top);
      const y1 = min(height, oy * strideHeight - top + kernelHeight);
      for (let ox = 0; ox < outWidth; ox++) {
        const x0 = max(0, ox * strideWidth - left);
        const x1 = min(width, ox * strideWidth - left + kernelWidth);
        const from = image + <usize>y0 * row + <usize>x0 * pixel;
        const bottom = image + <usize>y1 * row;
        const columns = <usize>(x1 - x0) * pixel;
        const share = f32x4.splat(1 / <f32>((y1 - y0) * (x1 - x0)));
        for (let c: usize = 0; c < pixel; c += 16) {
          const count = (pixel - c) >> 2;
          let sum = f32x4.splat(0);
          for (let line = from + c; line < bottom; line += row) {
            for (let at = line; at < line + columns; at += pixel) sum = f32x4.add(sum, some(at, count));
          }
          put(to + c, f32x4.mul(sum, share), count);
        }
        to += pixel;
      }
    }
  }
}

/**
 * The gradient of an average pool. `counted`: a window's gradient is divided by its pixels inside the image, which is
 * right; otherwise by the kernel's size, as tfjs does on its other backends.
 */
export function averagePoolBack(
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
  top: i32,
  left: i32,
  counted: bool,
): void {
  const row = <usize>(width * channels) << 2;
  const pixel = <usize>channels << 2;
  memory.fill(output, 0, <usize>(images * height) * row);
  let g = gradient;
  for (let n = 0; n < images; n++) {
    const image = output + <usize>(n * height) * row;
    for (let oy = 0; oy < outHeight; oy++) {
      const y0 = max(0, oy * strideHeight - top);
      const y1 = min(height, oy * strideHeight - top + kernelHeight);
      for (let ox = 0; ox < outWidth; ox++) {
        const x0 = max(0, ox * strideWidth - left);
        const x1 = min(width, ox * strideWidth - left + kernelWidth);
        const from = image + <usize>y0 * row + <usize>x0 * pixel;
        const bottom = image + <usize>y1 * row;
        const columns = <usize>(x1 - x0) * pixel;
        const pixels = counted ? (y1 - y0) * (x1 - x0) : kernelHeight * kernelWidth;
        const divisor = f32x4.splat(1 / <f32>pixels);
        for (let c: usize = 0; c < pixel; c += 16) {
          const count = (pixel - c) >> 2;
          const share = f32x4.mul(some(g + c, count), divisor);
          for (let line = from + c; line < bottom; line += row) {
            for (let at = line; at < line + columns; at += pixel) put(at, f32x4.add(some(at, count), share), count);
          }
        }
        g += pixel;
      }
    }
  }
}

/** The mean over all `pixels` of an image. */
export function globalAverage(input: usize, output: usize, images: i32, pixels: i32, channels: i32): void {
  const pixel = <usize>channels << 2;
  const share = f32x4.splat(1 / <f32>pixels);
  for (let n = 0; n < images; n++) {
    const from = input + <usize>(n * pixels) * pixel;
    const end = from + <usize>pixels * pixel;
    for (let c: usize = 0; c < pixel; c += 16) {
      const count = (pixel - c) >> 2;
      let sum = f32x4.splat(0);
      for (let at = from + c; at < end; at += pixel) sum = f32x4.add(sum, some(at, count));
      put(output + <usize>n * pixel + c, f32x4.mul(sum, share), count);
    }
  }
}

/** The gradient of the mean over all pixels. */
export function globalAverageBack(gradient: usize, output: usize, images: i32, pixels: i32, channels: i32): void {
  const pixel = <usize>channels << 2;
  const share = f32x4.splat(1 / <f32>pixels);
  for (let n = 0; n < images; n++) {
    const to = output + <usize>(n * pixels) * pixel;
    const end = to + <usize>pixels * pixel;
    for (let c: usize = 0; c < pixel; c += 16) {
      const count = (pixel - c) >> 2;
      const part = f32x4.mul(some(gradient + <usize>n * pixel + c, count), share);
      for (let at = to + c; at < end; at += pixel) put(at, part, count);
    }
  }
}

/** Every pixel four times: doubles height and width. `rows` are those of all images together. */
export function double(input: usize, output: usize, rows: i32, width: i32, channels: i32): void {
  const pixel = <usize>channels << 2;
  const outRow = <usize>width * pixel * 2;
  let from = input;
  for (let y = 0; y < rows; y++) {
    const line = output + <usize>y * outRow * 2;
    let to = line;
    for (let x = 0; x < width; x++) {
      memory.copy(to, from, pixel);
      memory.copy(to + pixel, from, pixel);
      from += pixel;
      to += pixel * 2;
    }
    memory.copy(line + outRow, line, outRow);
  }
}

/** The gradient of doubling: each pixel gets the sum of its four. */
export function doubleBack(gradient: usize, output: usize, rows: i32, width: i32, channels: i32): void {
  const pixel = <usize>channels << 2;
  const outRow = <usize>width * pixel * 2;
  let to = output;
  for (let y = 0; y < rows; y++) {
    let from = gradient + <usize>y * outRow * 2;
    for (let x = 0; x < width; x++) {
      for (let c: usize = 0; c < pixel; c += 16) {
        const count = (pixel - c) >> 2;
        const at = from + c;
        const upper = f32x4.add(some(at, count), some(at + pixel, count));
        const lower = f32x4.add(some(at + outRow, count), some(at + outRow + pixel, count));
        put(to + c, f32x4.add(upper, lower), count);
      }
      from += pixel * 2;
      to += pixel;
    }
  }
}
