import { madd } from './vector';

/**
 * Steps of optimisers on all weights at once, a flat vector, in place. `decay` has a weight's own factor of weight
 * decay: 1, or 0 where it has none.
 */

// @ts-expect-error: decorator
@inline
function at(address: usize, rest: usize): v128 {
  return rest >= 16 ? v128.load(address) : v128.load32_zero(address);
}

// @ts-expect-error: decorator
@inline
function put(address: usize, lanes: v128, rest: usize): void {
  if (rest >= 16) v128.store(address, lanes);
  else v128.store32_lane(address, lanes, 0);
}

/**
 * SGD with Nesterov momentum (Sutskever et al. 2013, as PyTorch has it): v ← momentum · v + g, w ← w − rate · (g +
 * momentum · v), with g = factor · gradient + weightDecay · decay · w.
 */
export function stepMomentum(
  weights: usize,
  gradient: usize,
  velocity: usize,
  decay: usize,
  count: i32,
  rate: f32,
  momentum: f32,
  weightDecay: f32,
  factor: f32,
): void {
  const bytes = <usize>count << 2;
  const m = f32x4.splat(momentum);
  const r = f32x4.splat(-rate);
  const k = f32x4.splat(factor);
  const d = f32x4.splat(weightDecay);
  for (let i: usize = 0; i < bytes; ) {
    const rest = bytes - i;
    const w = at(weights + i, rest);
    const g = madd(f32x4.mul(d, at(decay + i, rest)), w, f32x4.mul(k, at(gradient + i, rest)));
    const v = madd(m, at(velocity + i, rest), g);
    put(velocity + i, v, rest);
    put(weights + i, madd(r, madd(m, v, g), w), rest);
    i += rest >= 16 ? 16 : 4;
  }
}

/**
 * Adam (Kingma & Ba 2015) or AdamW (Loshchilov & Hutter 2019, where `decoupled`): first and second moments,
 * `correction1` = 1 / (1 − β₁ᵗ), `correction2` = 1 / (1 − β₂ᵗ).
 */
export function stepAdam(
  weights: usize,
  gradient: usize,
  first: usize,
  second: usize,
  decay: usize,
  count: i32,
  rate: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  correction1: f32,
  correction2: f32,
  weightDecay: f32,
  decoupled: bool,
  factor: f32,
): void {
  const bytes = <usize>count << 2;
  const b1 = f32x4.splat(beta1);
  const b2 = f32x4.splat(beta2);
  const n1 = f32x4.splat(1 - beta1);
  const n2 = f32x4.splat(1 - beta2);
  const e = f32x4.splat(epsilon);
  const k = f32x4.splat(factor);
  const c2 = f32x4.splat(correction2);
  const step = f32x4.splat(-rate * correction1);
  const coupled = f32x4.splat(decoupled ? 0 : weightDecay);
  const shrink = f32x4.splat(decoupled ? -rate * weightDecay : 0);
  for (let i: usize = 0; i < bytes; ) {
    const rest = bytes - i;
    const w = at(weights + i, rest);
    const d = at(decay + i, rest);
    const g = madd(f32x4.mul(coupled, d), w, f32x4.mul(k, at(gradient + i, rest)));
    const m = madd(b1, at(first + i, rest), f32x4.mul(n1, g));
    const v = madd(b2, at(second + i, rest), f32x4.mul(n2, f32x4.mul(g, g)));
    put(first + i, m, rest);
    put(second + i, v, rest);
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(v, c2)), e);
    const decayed = madd(f32x4.mul(shrink, d), w, w);
    put(weights + i, madd(step, f32x4.div(m, root), decayed), rest);
    i += rest >= 16 ? 16 : 4;
  }
}

/** average ← keep · average + (1 − keep) · x, in place. */
export function blend(average: usize, x: usize, count: i32, keep: f32): void {
  const bytes = <usize>count << 2;
  const a = f32x4.splat(keep);
  const b = f32x4.splat(1 - keep);
  for (let i: usize = 0; i < bytes; ) {
    const rest = bytes - i;
    put(average + i, madd(a, at(average + i, rest), f32x4.mul(b, at(x + i, rest))), rest);
    i += rest >= 16 ? 16 : 4;
  }
}

/** Σ x². */
export function sumOfSquares(x: usize, count: i32): f64 {
  let total: f64 = 0;
  let i: usize = 0;
  const bytes = <usize>count << 2;
  const whole = bytes & ~15;
  while (i < whole) {
    let sum = f32x4.splat(0);
    for (const end = min(whole, i + 4096); i < end; i += 16) {
      const v = v128.load(x + i);
      sum = madd(v, v, sum);
    }
    total += <f64>f32x4.extract_lane(sum, 0) + <f64>f32x4.extract_lane(sum, 1);
    total += <f64>f32x4.extract_lane(sum, 2) + <f64>f32x4.extract_lane(sum, 3);
  }
  for (; i < bytes; i += 4) total += <f64>load<f32>(x + i) * <f64>load<f32>(x + i);
  return total;
}
