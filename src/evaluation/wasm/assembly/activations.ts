import { erf, exp, sigmoid, tanh } from './functions';
import { madd } from './vector';

/**
 * Activation functions and their gradients, element by element. The numbers are those of `ACTIVATION_CODES` in
 * ../activations.ts.
 */

const RELU: i32 = 0;
const RELU6: i32 = 1;
const LEAKY: i32 = 2;
const ELU: i32 = 3;
const GELU: i32 = 4;
const SWISH: i32 = 5;
const TANH: i32 = 6;
const SIGMOID: i32 = 7;

// @ts-expect-error: decorator
@inline
function c(x: f32): v128 {
  return f32x4.splat(x);
}

function value(kind: i32, x: v128, slope: f32): v128 {
  switch (kind) {
    case RELU:
      return f32x4.pmax(x, c(0));
    case RELU6:
      return f32x4.pmin(f32x4.pmax(x, c(0)), c(6));
    case LEAKY:
      return v128.bitselect(f32x4.mul(x, c(slope)), x, f32x4.lt(x, c(0)));
    case ELU:
      return v128.bitselect(f32x4.sub(exp(x), c(1)), x, f32x4.lt(x, c(0)));
    case GELU:
      return f32x4.mul(f32x4.mul(c(0.5), x), f32x4.add(c(1), erf(f32x4.mul(x, c(0.7071067811865476)))));
    case SWISH:
      return f32x4.mul(x, sigmoid(x));
    case TANH:
      return tanh(x);
    default:
      return sigmoid(x);
  }
}

/** dy · f′(x), with y = f(x) at hand. */
function slopeTimes(kind: i32, dy: v128, x: v128, y: v128, slope: f32): v128 {
  switch (kind) {
    case RELU:
      return v128.and(dy, f32x4.gt(x, c(0)));
    case RELU6:
      return v128.and(dy, v128.and(f32x4.gt(x, c(0)), f32x4.lt(x, c(6))));
    case LEAKY:
      return v128.bitselect(dy, f32x4.mul(dy, c(slope)), f32x4.gt(x, c(0)));
    case ELU:
      return v128.bitselect(dy, f32x4.mul(dy, f32x4.add(y, c(1))), f32x4.ge(x, c(0)));
    case GELU: {
      // Φ(x) + x · φ(x)
      const below = f32x4.mul(c(0.5), f32x4.add(c(1), erf(f32x4.mul(x, c(0.7071067811865476)))));
      const density = f32x4.mul(c(0.3989422804014327), exp(f32x4.mul(c(-0.5), f32x4.mul(x, x))));
      return f32x4.mul(dy, madd(x, density, below));
    }
    case SWISH: {
      const s = sigmoid(x);
      return f32x4.mul(dy, f32x4.mul(s, madd(x, f32x4.sub(c(1), s), c(1))));
    }
    case TANH:
      return f32x4.mul(dy, f32x4.sub(c(1), f32x4.mul(y, y)));
    default:
      return f32x4.mul(dy, f32x4.mul(y, f32x4.sub(c(1), y)));
  }
}

/** output = f(input), `count` numbers; `slope` is that of a leaky ReLU. */
export function activate(kind: i32, input: usize, output: usize, count: i32, slope: f32): void {
  const bytes = <usize>count << 2;
  const whole = bytes & ~15;
  let i: usize = 0;
  if (kind == RELU) {
    for (; i < whole; i += 16) v128.store(output + i, f32x4.pmax(v128.load(input + i), c(0)));
  } else for (; i < whole; i += 16) v128.store(output + i, value(kind, v128.load(input + i), slope));
  for (; i < bytes; i += 4) v128.store32_lane(output + i, value(kind, v128.load32_zero(input + i), slope), 0);
}

/** dInput = gradient · f′(input), with output = f(input). */
export function activateBack(
  kind: i32,
  gradient: usize,
  input: usize,
  output: usize,
  dInput: usize,
  count: i32,
  slope: f32,
): void {
  const bytes = <usize>count << 2;
  const whole = bytes & ~15;
  let i: usize = 0;
  if (kind == RELU) {
    for (; i < whole; i += 16)
      v128.store(dInput + i, v128.and(v128.load(gradient + i), f32x4.gt(v128.load(input + i), c(0))));
  } else
    for (; i < whole; i += 16)
      v128.store(
        dInput + i,
        slopeTimes(kind, v128.load(gradient + i), v128.load(input + i), v128.load(output + i), slope),
      );
  for (; i < bytes; i += 4)
    v128.store32_lane(
      dInput + i,
      slopeTimes(
        kind,
        v128.load32_zero(gradient + i),
        v128.load32_zero(input + i),
        v128.load32_zero(output + i),
        slope,
      ),
      0,
    );
}
