import { madd } from './vector';

/** output = a + b. */
export function add(a: usize, b: usize, output: usize, count: i32): void {
  const bytes = (<usize>count) << 2;
  const whole = bytes & ~15;
  let i: usize = 0;
  for (; i < whole; i += 16) v128.store(output + i, f32x4.add(v128.load(a + i), v128.load(b + i)));
  for (; i < bytes; i += 4) store<f32>(output + i, load<f32>(a + i) + load<f32>(b + i));
}

/**
 * Copies `rows` rows of `bytes` bytes (a multiple of 4) between arrays whose rows are `fromRow` and `toRow` bytes
 * apart.
 */
export function copyRows(
  from: usize,
  fromRow: usize,
  to: usize,
  toRow: usize,
  bytes: usize,
  rows: i32,
): void {
  if (fromRow == bytes && toRow == bytes) {
    memory.copy(to, from, bytes * <usize>rows);
    return;
  }
  const whole = bytes & ~15;
  for (let r = rows; r > 0; r--) {
    let i: usize = 0;
    for (; i < whole; i += 16) v128.store(to + i, v128.load(from + i));
    for (; i < bytes; i += 4) store<u32>(to + i, load<u32>(from + i));
    from += fromRow;
    to += toRow;
  }
}

/**
 * output = each row of a [rows, channels] plus (or times, where `times`) its image's row of b [images, channels];
 * `perImage` rows an image.
 */
export function rowwise(
  a: usize,
  b: usize,
  output: usize,
  images: i32,
  perImage: i32,
  channels: i32,
  times: bool,
): void {
  const row = (<usize>channels) << 2;
  const whole = row & ~15;
  for (let n = 0; n < images; n++) {
    const line = b + <usize>n * row;
    for (let r = perImage; r > 0; r--) {
      let i: usize = 0;
      if (times)
        for (; i < whole; i += 16) v128.store(output + i, f32x4.mul(v128.load(a + i), v128.load(line + i)));
      else
        for (; i < whole; i += 16) v128.store(output + i, f32x4.add(v128.load(a + i), v128.load(line + i)));
      for (; i < row; i += 4) {
        const x = load<f32>(a + i);
        const z = load<f32>(line + i);
        store<f32>(output + i, times ? x * z : x + z);
      }
      a += row;
      output += row;
    }
  }
}

/** output [images, channels] = Σ over an image's rows of a · b: the gradient of the weights of an image's channels. */
export function rowwiseProducts(
  a: usize,
  b: usize,
  output: usize,
  images: i32,
  perImage: i32,
  channels: i32,
): void {
  const row = (<usize>channels) << 2;
  const whole = row & ~15;
  for (let n = 0; n < images; n++) {
    const first = <usize>n * <usize>perImage * row;
    const end = first + <usize>perImage * row;
    const to = output + <usize>n * row;
    let i: usize = 0;
    for (; i < whole; i += 16) {
      let sum = f32x4.splat(0);
      for (let p = first + i; p < end; p += row) sum = madd(v128.load(a + p), v128.load(b + p), sum);
      v128.store(to + i, sum);
    }
    for (; i < row; i += 4) {
      let sum: f32 = 0;
      for (let p = first + i; p < end; p += row) sum += load<f32>(a + p) * load<f32>(b + p);
      store<f32>(to + i, sum);
    }
  }
}

/**
 * output[segment of row r] += row r, for [rows, width]; output [segments, width] starts as zeros. Rows of a segment
 * out of range are left out.
 */
export function segmentSum(
  x: usize,
  segmentOfRow: usize,
  output: usize,
  rows: i32,
  width: i32,
  segments: i32,
): void {
  const row = (<usize>width) << 2;
  memory.fill(output, 0, <usize>segments * row);
  const whole = row & ~15;
  for (let r = 0; r < rows; r++) {
    const segment = load<i32>(segmentOfRow + ((<usize>r) << 2));
    if (segment >= 0 && segment < segments) {
      const to = output + <usize>segment * row;
      let i: usize = 0;
      for (; i < whole; i += 16) v128.store(to + i, f32x4.add(v128.load(to + i), v128.load(x + i)));
      for (; i < row; i += 4) store<f32>(to + i, load<f32>(to + i) + load<f32>(x + i));
    }
    x += row;
  }
}
