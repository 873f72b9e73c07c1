import { opens, room, take } from './scratch';
import { madd } from './vector';

/**
 * Batch normalisation over the last axis of [rows, channels] (Ioffe & Szegedy 2015). Rows are taken in blocks that
 * fit the first cache and, within a block, sixteen channels (a cache line) at a time; a block's sums are added up in
 * doubles.
 */

const BLOCK_BYTES: i32 = 8192;

/** How many rows make a block: few enough that single precision loses nothing within. */
export function blockOf(rows: i32, channels: i32): i32 {
  return max(1, min(min(rows, 256), BLOCK_BYTES / (channels << 2)));
}

/** Adds the lanes of `a` and `b` to doubles at `to` and `also`. */
export function addDoubles(to: usize, a: v128, also: usize, b: v128): void {
  v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(a)));
  v128.store(also, f64x2.add(v128.load(also), f64x2.promote_low_f32x4(b)));
  const high = v128.shuffle<i32>(a, a, 2, 3, 2, 3);
  const highest = v128.shuffle<i32>(b, b, 2, 3, 2, 3);
  v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(high)), 16);
  v128.store(also, f64x2.add(v128.load(also, 16), f64x2.promote_low_f32x4(highest)), 16);
}

/**
 * y = (x − mean) / √(variance + ε) · scale + offset with the batch's own mean and variance, which are written to
 * `moments` [2, channels]. Where `relu`, negative results become 0. The sums are of the differences to the first row,
 * so that a large mean cancels nothing. Returns 0, or the scratch it needs.
 */
export function batchNorm(
  x: usize,
  scale: usize,
  offset: usize,
  y: usize,
  moments: usize,
  rows: i32,
  channels: i32,
  epsilon: f32,
  relu: bool,
): usize {
  const need = room((<usize>(channels + 4)) << 3) * 2 + room((<usize>(channels + 4)) << 2);
  if (!opens(need)) return need;
  const mean = moments;
  const variance = moments + ((<usize>channels) << 2);
  const inverse = take((<usize>(channels + 4)) << 2);
  const sums = take((<usize>(channels + 4)) << 3);
  const squares = take((<usize>(channels + 4)) << 3);
  memory.fill(sums, 0, (<usize>(channels + 4)) << 3);
  memory.fill(squares, 0, (<usize>(channels + 4)) << 3);
  const row = (<usize>channels) << 2;
  const block = blockOf(rows, channels);
  const whole = channels & ~3;
  for (let r = 0; r < rows; r += block) {
    const from = x + <usize>r * row;
    const end = from + <usize>min(block, rows - r) * row;
    let c = 0;
    for (; c + 8 <= channels; c += 8) {
      const at = (<usize>c) << 2;
      const k0 = v128.load(x + at);
      const k1 = v128.load(x + at, 16);
      let s0 = f32x4.splat(0);
      let s1 = s0;
      let q0 = s0;
      let q1 = s0;
      for (let p = from + at; p < end; p += row) {
        const d0 = f32x4.sub(v128.load(p), k0);
        const d1 = f32x4.sub(v128.load(p, 16), k1);
        s0 = f32x4.add(s0, d0);
        s1 = f32x4.add(s1, d1);
        q0 = madd(d0, d0, q0);
        q1 = madd(d1, d1, q1);
      }
      const to = (<usize>c) << 3;
      addDoubles(sums + to, s0, squares + to, q0);
      addDoubles(sums + to + 32, s1, squares + to + 32, q1);
    }
    for (; c < whole; c += 4) {
      const at = (<usize>c) << 2;
      const k0 = v128.load(x + at);
      let s0 = f32x4.splat(0);
      let q0 = s0;
      for (let p = from + at; p < end; p += row) {
        const d0 = f32x4.sub(v128.load(p), k0);
        s0 = f32x4.add(s0, d0);
        q0 = madd(d0, d0, q0);
      }
      const to = (<usize>c) << 3;
      addDoubles(sums + to, s0, squares + to, q0);
    }
    for (; c < channels; c++) {
      const at = (<usize>c) << 2;
      const k = load<f32>(x + at);
      let s: f64 = 0;
      let q: f64 = 0;
      for (let p = from + at; p < end; p += row) {
        const d = <f64>(load<f32>(p) - k);
        s += d;
        q += d * d;
      }
      const to = (<usize>c) << 3;
      store<f64>(sums + to, load<f64>(sums + to) + s);
      store<f64>(squares + to, load<f64>(squares + to) + q);
    }
  }
  const share = 1 / <f64>rows;
  for (let c = 0; c < channels; c++) {
    const at = (<usize>c) << 2;
    const d = load<f64>(sums + ((<usize>c) << 3)) * share;
    const spread = max(<f64>0, load<f64>(squares + ((<usize>c) << 3)) * share - d * d);
    store<f32>(mean + at, <f32>(<f64>load<f32>(x + at) + d));
    store<f32>(variance + at, <f32>spread);
    store<f32>(inverse + at, <f32>(1 / Math.sqrt(spread + <f64>epsilon)));
  }
  normalise(x, mean, inverse, scale, offset, y, rows, channels, relu);
  return 0;
}

/** y = (x − mean) · inverse · scale + offset, negative results made 0 where `relu`. */
function normalise(
  x: usize,
  mean: usize,
  inverse: usize,
  scale: usize,
  offset: usize,
  y: usize,
  rows: i32,
  channels: i32,
  relu: bool,
): void {
  const row = (<usize>channels) << 2;
  const block = blockOf(rows, channels);
  const whole = channels & ~3;
  const delta = y - x;
  const floor = f32x4.splat(relu ? 0 : -Infinity);
  const least: f32 = relu ? 0 : -Infinity;
  for (let r = 0; r < rows; r += block) {
    const from = x + <usize>r * row;
    const end = from + <usize>min(block, rows - r) * row;
    let c = 0;
    for (; c + 8 <= channels; c += 8) {
      const at = (<usize>c) << 2;
      const m0 = v128.load(mean + at);
      const m1 = v128.load(mean + at, 16);
      const a0 = f32x4.mul(v128.load(scale + at), v128.load(inverse + at));
      const a1 = f32x4.mul(v128.load(scale + at, 16), v128.load(inverse + at, 16));
      const b0 = v128.load(offset + at);
      const b1 = v128.load(offset + at, 16);
      for (let p = from + at; p < end; p += row) {
        v128.store(p + delta, f32x4.pmax(madd(f32x4.sub(v128.load(p), m0), a0, b0), floor));
        v128.store(p + delta, f32x4.pmax(madd(f32x4.sub(v128.load(p, 16), m1), a1, b1), floor), 16);
      }
    }
    for (; c < whole; c += 4) {
      const at = (<usize>c) << 2;
      const m0 = v128.load(mean + at);
      const a0 = f32x4.mul(v128.load(scale + at), v128.load(inverse + at));
      const b0 = v128.load(offset + at);
      for (let p = from + at; p < end; p += row)
        v128.store(p + delta, f32x4.pmax(madd(f32x4.sub(v128.load(p), m0), a0, b0), floor));
    }
    for (; c < channels; c++) {
      const at = (<usize>c) << 2;
      const m = load<f32>(mean + at);
      const a = load<f32>(scale + at) * load<f32>(inverse + at);
      const b = load<f32>(offset + at);
      for (let p = from + at; p < end; p += row) {
        const z = (load<f32>(p) - m) * a + b;
        // NaN stays NaN.
        store<f32>(p + delta, z < least ? least : z);
      }
    }
  }
}

/** 1 / √(variance + ε) of moments [2, channels]. */
export function invert(moments: usize, inverse: usize, channels: i32, epsilon: f32): void {
  const variance = moments + ((<usize>channels) << 2);
  for (let c = 0; c < channels; c++) {
    const at = (<usize>c) << 2;
    store<f32>(inverse + at, <f32>(1 / Math.sqrt(<f64>load<f32>(variance + at) + <f64>epsilon)));
  }
}

/** Batch normalisation with given moments, as a trained network applies it. Returns 0, or the scratch it needs. */
export function batchNormGiven(
  x: usize,
  moments: usize,
  scale: usize,
  offset: usize,
  y: usize,
  rows: i32,
  channels: i32,
  epsilon: f32,
  relu: bool,
): usize {
  const need = room((<usize>(channels + 4)) << 2);
  if (!opens(need)) return need;
  const inverse = take((<usize>(channels + 4)) << 2);
  invert(moments, inverse, channels, epsilon);
  normalise(x, moments, inverse, scale, offset, y, rows, channels, relu);
  return 0;
}
