import { madd } from './vector';
import { LARGE, SMALL } from './winograd-spread';

/**
 * The steps back from Winograd's places, of the kind described in winograd-spread.ts, and the filter's steps
 * there and back.
 */

/**
 * Aᵀ: six products, `fromStep` bytes apart, to four outputs, `toStep` bytes apart, each with `bias` (a
 * stream) added.
 */
export function gatherOutputs(
  from: usize,
  fromStep: usize,
  to: usize,
  toStep: usize,
  bias: usize,
  bytes: usize,
  lines: i32,
  fromLine: usize,
  toLine: usize,
): void {
  const last = bytes - 16;
  const small = f32x4.splat(SMALL);
  const large = f32x4.splat(LARGE);
  const half = f32x4.splat(0.5);
  const two = f32x4.splat(2);
  for (; lines > 0; lines--) {
    let at: usize = 0;
    while (true) {
      const b = v128.load(bias + at);
      let p = from + at;
      const m0 = v128.load(p);
      p += fromStep;
      const m1 = v128.load(p);
      p += fromStep;
      const m2 = v128.load(p);
      p += fromStep;
      const m3 = v128.load(p);
      p += fromStep;
      const m4 = v128.load(p);
      p += fromStep;
      const m5 = v128.load(p);
      const sum = f32x4.add(m1, m2);
      const difference = f32x4.mul(small, f32x4.sub(m1, m2));
      const sumLarge = f32x4.add(m3, m4);
      const differenceLarge = f32x4.mul(large, f32x4.sub(m3, m4));
      let o = to + at;
      v128.store(o, f32x4.add(f32x4.add(f32x4.add(m0, sum), sumLarge), b));
      o += toStep;
      v128.store(o, f32x4.add(f32x4.add(difference, differenceLarge), b));
      o += toStep;
      v128.store(o, madd(two, sumLarge, madd(half, sum, b)));
      o += toStep;
      v128.store(o, madd(two, differenceLarge, madd(half, difference, f32x4.add(m5, b))));
      if (at == last) break;
      at = min(at + 16, last);
    }
    from += fromLine;
    to += toLine;
  }
}

/** Aᵀ of F(2, 3): the places 0, 1, 2 and 5 to two outputs. */
export function gatherOutputsEdge(
  from: usize,
  fromStep: usize,
  to: usize,
  toStep: usize,
  bias: usize,
  bytes: usize,
  lines: i32,
  fromLine: usize,
  toLine: usize,
): void {
  const last = bytes - 16;
  const small = f32x4.splat(SMALL);
  for (; lines > 0; lines--) {
    let at: usize = 0;
    while (true) {
      const b = v128.load(bias + at);
      const p = from + at;
      const m0 = v128.load(p);
      const m1 = v128.load(p + fromStep);
      const m2 = v128.load(p + (fromStep << 1));
      const m5 = v128.load(p + 5 * fromStep);
      const o = to + at;
      v128.store(o, f32x4.add(f32x4.add(m0, f32x4.add(m1, m2)), b));
      v128.store(o + toStep, madd(small, f32x4.sub(m1, m2), f32x4.add(m5, b)));
      if (at == last) break;
      at = min(at + 16, last);
    }
    from += fromLine;
    to += toLine;
  }
}

/** G: three taps of a filter to six values, a vector of each. */
export function spreadTaps(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const g0 = v128.load(from);
  const g1 = v128.load(from + fromStep);
  const g2 = v128.load(from + (fromStep << 1));
  const third = f32x4.splat(1.0 / 3.0);
  const even = f32x4.mul(third, madd(f32x4.splat(-2), g0, f32x4.neg(g2)));
  const odd = f32x4.mul(f32x4.splat((-2.0 / 3.0) * SMALL), g1);
  const evenLarge = f32x4.mul(third, madd(f32x4.splat(0.5), g0, g2));
  const oddLarge = f32x4.mul(f32x4.splat(LARGE / 6.0), g1);
  v128.store(to, g0);
  v128.store(to + toStep, f32x4.add(even, odd));
  v128.store(to + (toStep << 1), f32x4.sub(even, odd));
  v128.store(to + 3 * toStep, f32x4.add(evenLarge, oddLarge));
  v128.store(to + (toStep << 2), f32x4.sub(evenLarge, oddLarge));
  v128.store(to + 5 * toStep, g2);
}

/** Gᵀ: six values to the gradients of three taps, a vector of each. */
export function gatherTaps(from: usize, fromStep: usize, to: usize, toStep: usize): void {
  const m0 = v128.load(from);
  const m1 = v128.load(from + fromStep);
  const m2 = v128.load(from + (fromStep << 1));
  const m3 = v128.load(from + 3 * fromStep);
  const m4 = v128.load(from + (fromStep << 2));
  const m5 = v128.load(from + 5 * fromStep);
  const third = f32x4.splat(1.0 / 3.0);
  const sum = f32x4.mul(third, f32x4.add(m1, m2));
  const sumLarge = f32x4.mul(third, f32x4.add(m3, m4));
  const difference = f32x4.mul(f32x4.splat((-2.0 / 3.0) * SMALL), f32x4.sub(m1, m2));
  v128.store(to, madd(f32x4.splat(-2), sum, madd(f32x4.splat(0.5), sumLarge, m0)));
  v128.store(to + toStep, madd(f32x4.splat(LARGE / 6.0), f32x4.sub(m3, m4), difference));
  v128.store(to + (toStep << 1), f32x4.add(f32x4.sub(sumLarge, sum), m5));
}
