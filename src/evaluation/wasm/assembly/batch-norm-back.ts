import { addDoubles, blockOf, invert } from './batch-norm';
import { opens, room, take } from './scratch';
import { madd } from './vector';

/**
 * The gradients of batch normalisation with the batch's own statistics: dOffset = Σ dy, dScale = Σ dy · x̂, dx =
 * scale · inverse · (dy − dOffset / rows − x̂ · dScale / rows), with x̂ = (x − mean) · inverse. Where `relu`, dy
 * counts only where y, the result, is positive. Returns 0, or the scratch it needs.
 */
export function batchNormBack(
  dy: usize,
  x: usize,
  y: usize,
  scale: usize,
  moments: usize,
  dx: usize,
  dWeights: usize,
  rows: i32,
  channels: i32,
  epsilon: f32,
  relu: bool,
): usize {
  const bytes = (<usize>(channels + 4)) << 3;
  const need = room(bytes) * 3;
  if (!opens(need)) return need;
  const mean = moments;
  const inverse = take(bytes);
  invert(moments, inverse, channels, epsilon);
  const dScale = dWeights;
  const dOffset = dWeights + ((<usize>channels) << 2);
  const sums = take(bytes);
  const products = take(bytes);
  memory.fill(sums, 0, bytes);
  memory.fill(products, 0, bytes);
  const row = (<usize>channels) << 2;
  const block = blockOf(rows, channels);
  const whole = channels & ~3;
  const toX = x - dy;
  const toY = y - dy;
  const toDx = dx - dy;
  const zero = f32x4.splat(0);
  for (let r = 0; r < rows; r += block) {
    const from = dy + <usize>r * row;
    const end = from + <usize>min(block, rows - r) * row;
    let c = 0;
    for (; c + 8 <= channels; c += 8) {
      const at = (<usize>c) << 2;
      const m0 = v128.load(mean + at);
      const m1 = v128.load(mean + at, 16);
      let s0 = zero;
      let s1 = zero;
      let q0 = zero;
      let q1 = zero;
      for (let p = from + at; p < end; p += row) {
        let g0 = v128.load(p);
        let g1 = v128.load(p, 16);
        if (relu) {
          g0 = v128.and(g0, f32x4.gt(v128.load(p + toY), zero));
          g1 = v128.and(g1, f32x4.gt(v128.load(p + toY, 16), zero));
        }
        s0 = f32x4.add(s0, g0);
        s1 = f32x4.add(s1, g1);
        q0 = madd(f32x4.sub(v128.load(p + toX), m0), g0, q0);
        q1 = madd(f32x4.sub(v128.load(p + toX, 16), m1), g1, q1);
      }
      const to = (<usize>c) << 3;
      addDoubles(sums + to, s0, products + to, q0);
      addDoubles(sums + to + 32, s1, products + to + 32, q1);
    }
    for (; c < whole; c += 4) {
      const at = (<usize>c) << 2;
      const m0 = v128.load(mean + at);
      let s0 = zero;
      let q0 = zero;
      for (let p = from + at; p < end; p += row) {
        let g0 = v128.load(p);
        if (relu) g0 = v128.and(g0, f32x4.gt(v128.load(p + toY), zero));
        s0 = f32x4.add(s0, g0);
        q0 = madd(f32x4.sub(v128.load(p + toX), m0), g0, q0);
      }
      const to = (<usize>c) << 3;
      addDoubles(sums + to, s0, products + to, q0);
    }
    for (; c < channels; c++) {
      const at = (<usize>c) << 2;
      const m = load<f32>(mean + at);
      let s: f64 = 0;
      let q: f64 = 0;
      for (let p = from + at; p < end; p += row) {
        const g = relu && !(load<f32>(p + toY) > 0) ? <f32>0 : load<f32>(p);
        s += <f64>g;
        q += <f64>(load<f32>(p + toX) - m) * <f64>g;
      }
      const to = (<usize>c) << 3;
      store<f64>(sums + to, load<f64>(sums + to) + s);
      store<f64>(products + to, load<f64>(products + to) + q);
    }
  }
  for (let c = 0; c < channels; c++) {
    const at = (<usize>c) << 2;
    const i = <f64>load<f32>(inverse + at);
    store<f32>(dOffset + at, <f32>load<f64>(sums + ((<usize>c) << 3)));
    store<f32>(dScale + at, <f32>(load<f64>(products + ((<usize>c) << 3)) * i));
  }
  const share = f32x4.splat(1 / <f32>rows);
  for (let r = 0; r < rows; r += block) {
    const from = dy + <usize>r * row;
    const end = from + <usize>min(block, rows - r) * row;
    let c = 0;
    for (; c + 8 <= channels; c += 8) {
      const at = (<usize>c) << 2;
      const m0 = v128.load(mean + at);
      const m1 = v128.load(mean + at, 16);
      const i0 = v128.load(inverse + at);
      const i1 = v128.load(inverse + at, 16);
      // dx = a · dy + b · (x − mean) + d
      const a0 = f32x4.mul(v128.load(scale + at), i0);
      const a1 = f32x4.mul(v128.load(scale + at, 16), i1);
      const b0 = f32x4.neg(f32x4.mul(f32x4.mul(a0, i0), f32x4.mul(v128.load(dScale + at), share)));
      const b1 = f32x4.neg(f32x4.mul(f32x4.mul(a1, i1), f32x4.mul(v128.load(dScale + at, 16), share)));
      const d0 = f32x4.neg(f32x4.mul(a0, f32x4.mul(v128.load(dOffset + at), share)));
      const d1 = f32x4.neg(f32x4.mul(a1, f32x4.mul(v128.load(dOffset + at, 16), share)));
      for (let p = from + at; p < end; p += row) {
        let g0 = v128.load(p);
        let g1 = v128.load(p, 16);
        if (relu) {
          g0 = v128.and(g0, f32x4.gt(v128.load(p + toY), zero));
          g1 = v128.and(g1, f32x4.gt(v128.load(p + toY, 16), zero));
        }
        v128.store(p + toDx, madd(g0, a0, madd(f32x4.sub(v128.load(p + toX), m0), b0, d0)));
        v128.store(p + toDx, madd(g1, a1, madd(f32x4.sub(v128.load(p + toX, 16), m1), b1, d1)), 16);
      }
    }
    for (; c < whole; c += 4) {
      const at = (<usize>c) << 2;
      const m = v128.load(mean + at);
      const i = v128.load(inverse + at);
      const a = f32x4.mul(v128.load(scale + at), i);
      const b = f32x4.neg(f32x4.mul(f32x4.mul(a, i), f32x4.mul(v128.load(dScale + at), share)));
      const d = f32x4.neg(f32x4.mul(a, f32x4.mul(v128.load(dOffset + at), share)));
      for (let p = from + at; p < end; p += row) {
        let g = v128.load(p);
        if (relu) g = v128.and(g, f32x4.gt(v128.load(p + toY), zero));
        v128.store(p + toDx, madd(g, a, madd(f32x4.sub(v128.load(p + toX), m), b, d)));
      }
    }
    for (; c < channels; c++) {
      const at = (<usize>c) << 2;
      const i = load<f32>(inverse + at);
      const a = load<f32>(scale + at) * i;
      const b = (a * i * load<f32>(dScale + at)) / <f32>rows;
      const d = (a * load<f32>(dOffset + at)) / <f32>rows;
      const m = load<f32>(mean + at);
      for (let p = from + at; p < end; p += row) {
        const g = relu && !(load<f32>(p + toY) > 0) ? <f32>0 : load<f32>(p);
        store<f32>(p + toDx, a * g - b * (load<f32>(p + toX) - m) - d);
      }
    }
  }
  return 0;
}

/** The sum over the rows of [rows, channels]: the gradient of a bias. Returns 0, or the scratch it needs. */
export function columnSums(x: usize, output: usize, rows: i32, channels: i32): usize {
  const bytes = (<usize>(channels + 4)) << 3;
  const need = room(bytes);
  if (!opens(need)) return need;
  const sums = take(bytes);
  memory.fill(sums, 0, bytes);
  const row = (<usize>channels) << 2;
  const block = blockOf(rows, channels);
  const whole = channels & ~3;
  for (let r = 0; r < rows; r += block) {
    const from = x + <usize>r * row;
    const end = from + <usize>min(block, rows - r) * row;
    let c = 0;
    for (; c < whole; c += 4) {
      let s = f32x4.splat(0);
      for (let p = from + ((<usize>c) << 2); p < end; p += row) s = f32x4.add(s, v128.load(p));
      const to = sums + ((<usize>c) << 3);
      v128.store(to, f64x2.add(v128.load(to), f64x2.promote_low_f32x4(s)));
      const high = v128.shuffle<i32>(s, s, 2, 3, 2, 3);
      v128.store(to, f64x2.add(v128.load(to, 16), f64x2.promote_low_f32x4(high)), 16);
    }
    for (; c < channels; c++) {
      const to = sums + ((<usize>c) << 3);
      let s: f64 = 0;
      for (let p = from + ((<usize>c) << 2); p < end; p += row) s += <f64>load<f32>(p);
      store<f64>(to, load<f64>(to) + s);
    }
  }
  for (let c = 0; c < channels; c++)
    store<f32>(output + ((<usize>c) << 2), <f32>load<f64>(sums + ((<usize>c) << 3)));
  return 0;
}
