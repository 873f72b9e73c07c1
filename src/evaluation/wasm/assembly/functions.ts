import { madd } from './vector';

/** Elementary functions on four lanes, by polynomials: the module may have no tables in memory. */

// @ts-expect-error: decorator
@inline
function c(x: f32): v128 {
  return f32x4.splat(x);
}

/** eˣ to about 1e-7 relative; about 1e-38 below −87.3, the largest there is above 88.7. Cephes' expf. */
export function exp(x: v128): v128 {
  const clipped = f32x4.pmin(f32x4.pmax(x, c(-87.33)), c(88.72));
  const n = f32x4.nearest(f32x4.mul(clipped, c(1.44269504088896341)));
  let r = madd(n, c(-0.693359375), clipped);
  r = madd(n, c(2.12194440e-4), r);
  let p = c(1.9875691500e-4);
  p = madd(p, r, c(1.3981999507e-3));
  p = madd(p, r, c(8.3334519073e-3));
  p = madd(p, r, c(4.1665795894e-2));
  p = madd(p, r, c(1.6666665459e-1));
  p = madd(p, r, c(5.0000001201e-1));
  p = f32x4.add(madd(f32x4.mul(p, r), r, r), c(1));
  // 2ⁿ in two halves: n may be 128, which one exponent does not hold.
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  const one = i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23);
  const other = i32x4.shl(i32x4.add(i32x4.sub(whole, half), i32x4.splat(127)), 23);
  const value = f32x4.mul(f32x4.mul(p, one), other);
  // NaN in, NaN out.
  return v128.bitselect(value, x, f32x4.eq(x, x));
}

/** 1 / (1 + e⁻ˣ). */
export function sigmoid(x: v128): v128 {
  return f32x4.div(c(1), f32x4.add(c(1), exp(f32x4.neg(x))));
}

/** tanh x: a polynomial where it is small, for the sake of relative error (Cephes' tanhf), else by eˣ. */
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const z = f32x4.mul(x, x);
  let p = c(-5.70498872745e-3);
  p = madd(p, z, c(2.06390887954e-2));
  p = madd(p, z, c(-5.37397155531e-2));
  p = madd(p, z, c(1.33314422036e-1));
  p = madd(p, z, c(-3.33332819422e-1));
  const small = madd(f32x4.mul(p, z), x, x);
  const e = exp(f32x4.add(size, size));
  const far = f32x4.sub(c(1), f32x4.div(c(2), f32x4.add(e, c(1))));
  const sign = v128.and(x, c(-0.0));
  return v128.bitselect(small, v128.or(far, sign), f32x4.lt(size, c(0.625)));
}

/** erf x to 1.5e-7: Abramowitz and Stegun 7.1.26, which tfjs uses, too. */
export function erf(x: v128): v128 {
  const size = f32x4.abs(x);
  const t = f32x4.div(c(1), madd(c(0.3275911), size, c(1)));
  let p = c(1.061405429);
  p = madd(p, t, c(-1.453152027));
  p = madd(p, t, c(1.421413741));
  p = madd(p, t, c(-0.284496736));
  p = madd(p, t, c(0.254829592));
  const value = f32x4.sub(c(1), f32x4.mul(f32x4.mul(p, t), exp(f32x4.neg(f32x4.mul(size, size)))));
  return v128.or(value, v128.and(x, c(-0.0)));
}

/** ln x for x > 0, in double precision: the exponent, and the series of artanh for what is left. */
export function log(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  let exponent = <i64>((bits >> 52) & 0x7ff) - 1023;
  let m = reinterpret<f64>((bits & 0xfffffffffffff) | 0x3ff0000000000000);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    exponent++;
  }
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let sum: f64 = 1.0 / 19;
  sum = sum * z + 1.0 / 17;
  sum = sum * z + 1.0 / 15;
  sum = sum * z + 1.0 / 13;
  sum = sum * z + 1.0 / 11;
  sum = sum * z + 1.0 / 9;
  sum = sum * z + 1.0 / 7;
  sum = sum * z + 1.0 / 5;
  sum = sum * z + 1.0 / 3;
  sum = sum * z + 1;
  return 2 * s * sum + <f64>exponent * 0.6931471805599453;
}
