import { madd } from './vector';

/**
 * The one-dimensional transforms of Winograd's F(4, 3) and F(2, 3) (Lavin & Gray 2016, arXiv 1509.09308),
 * each on 4 channels at once. The paper's points 0, ±1, ±2 and ∞ are moved to 0, ±√½, ±√2 and ∞: about as
 * many operations, and a quarter of the rounding error. F(2, 3), for what four outputs do not divide, has the
 * points 0, ±√½ and ∞ with the same scales, so that places 0, 1, 2 and 5 of a transformed filter serve it
 * too.
 *
 * A step works on several streams of `bytes` bytes (16 or more; the last vector may overlap), vector by
 * vector, and on `lines` such sets of streams, `fromLine` and `toLine` bytes apart.
 */

/** √½ and √2. */
export const SMALL: f32 = Mathf.SQRT1_2;
export const LARGE: f32 = Mathf.SQRT2;

/** Bᵀ: six values of an image to six, `toStep` bytes apart. */
export function spreadImage(
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  p4: usize,
  p5: usize,
  to: usize,
  toStep: usize,
  bytes: usize,
  lines: i32,
  fromLine: usize,
  toLine: usize,
): void {
  const last = bytes - 16;
  const small = f32x4.splat(SMALL);
  const large = f32x4.splat(LARGE);
  const minusHalf = f32x4.splat(-0.5);
  const minusTwo = f32x4.splat(-2);
  const both = f32x4.splat(-2.5);
  for (; lines > 0; lines--) {
    let at: usize = 0;
    while (true) {
      const d0 = v128.load(p0 + at);
      const d1 = v128.load(p1 + at);
      const d2 = v128.load(p2 + at);
      const d3 = v128.load(p3 + at);
      const d4 = v128.load(p4 + at);
      const d5 = v128.load(p5 + at);
      let o = to + at;
      v128.store(o, madd(both, d2, f32x4.add(d0, d4)));
      o += toStep;
      const even = madd(minusTwo, d2, d4);
      const odd = f32x4.mul(small, madd(minusTwo, d1, d3));
      v128.store(o, f32x4.add(even, odd));
      o += toStep;
      v128.store(o, f32x4.sub(even, odd));
      o += toStep;
      const evenLarge = madd(minusHalf, d2, d4);
      const oddLarge = f32x4.mul(large, madd(minusHalf, d1, d3));
      v128.store(o, f32x4.add(evenLarge, oddLarge));
      o += toStep;
      v128.store(o, f32x4.sub(evenLarge, oddLarge));
      o += toStep;
      v128.store(o, madd(both, d3, f32x4.add(d1, d5)));
      if (at == last) break;
      at = min(at + 16, last);
    }
    p0 += fromLine;
    p1 += fromLine;
    p2 += fromLine;
    p3 += fromLine;
    p4 += fromLine;
    p5 += fromLine;
    to += toLine;
  }
}

/** Bᵀ of F(2, 3): four values of an image to the places 0, 1, 2 and 5. */
export function spreadImageEdge(
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  to: usize,
  toStep: usize,
  bytes: usize,
  lines: i32,
  fromLine: usize,
  toLine: usize,
): void {
  const last = bytes - 16;
  const minusHalf = f32x4.splat(-0.5);
  const minusTwo = f32x4.splat(-2);
  const scale = f32x4.splat(-1.5);
  const oddScale = f32x4.splat(-1.5 * SMALL);
  for (; lines > 0; lines--) {
    let at: usize = 0;
    while (true) {
      const d0 = v128.load(p0 + at);
      const d1 = v128.load(p1 + at);
      const d2 = v128.load(p2 + at);
      const d3 = v128.load(p3 + at);
      const o = to + at;
      const even = f32x4.mul(scale, d2);
      const odd = f32x4.mul(oddScale, d1);
      v128.store(o, madd(minusTwo, d2, d0));
      v128.store(o + toStep, f32x4.add(even, odd));
      v128.store(o + (toStep << 1), f32x4.sub(even, odd));
      v128.store(o + 5 * toStep, madd(minusHalf, d1, d3));
      if (at == last) break;
      at = min(at + 16, last);
    }
    p0 += fromLine;
    p1 += fromLine;
    p2 += fromLine;
    p3 += fromLine;
    to += toLine;
  }
}

/** A: four values of an output's gradient to six. */
export function spreadGradient(
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  to: usize,
  toStep: usize,
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
      const d0 = v128.load(p0 + at);
      const d1 = v128.load(p1 + at);
      const d2 = v128.load(p2 + at);
      const d3 = v128.load(p3 + at);
      let o = to + at;
      v128.store(o, d0);
      o += toStep;
      const even = madd(half, d2, d0);
      const odd = f32x4.mul(small, madd(half, d3, d1));
      v128.store(o, f32x4.add(even, odd));
      o += toStep;
      v128.store(o, f32x4.sub(even, odd));
      o += toStep;
      const evenLarge = madd(two, d2, d0);
      const oddLarge = f32x4.mul(large, madd(two, d3, d1));
      v128.store(o, f32x4.add(evenLarge, oddLarge));
      o += toStep;
      v128.store(o, f32x4.sub(evenLarge, oddLarge));
      o += toStep;
      v128.store(o, d3);
      if (at == last) break;
      at = min(at + 16, last);
    }
    p0 += fromLine;
    p1 += fromLine;
    p2 += fromLine;
    p3 += fromLine;
    to += toLine;
  }
}

/** A of F(2, 3): two values of an output's gradient to the places 0, 1, 2 and 5. */
export function spreadGradientEdge(
  p0: usize,
  p1: usize,
  to: usize,
  toStep: usize,
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
      const d0 = v128.load(p0 + at);
      const d1 = v128.load(p1 + at);
      const odd = f32x4.mul(small, d1);
      const o = to + at;
      v128.store(o, d0);
      v128.store(o + toStep, f32x4.add(d0, odd));
      v128.store(o + (toStep << 1), f32x4.sub(d0, odd));
      v128.store(o + 5 * toStep, d1);
      if (at == last) break;
      at = min(at + 16, last);
    }
    p0 += fromLine;
    p1 += fromLine;
    to += toLine;
  }
}
