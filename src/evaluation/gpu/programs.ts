import type { ElementwiseActivation } from '../ops/activation-codes.ts';
import type { Program } from './program.ts';

/**
 * Sums are taken in two steps, of stretches of rows and of those: many short loops keep a GPU busy, one long one does
 * not.
 */

/**
 * Sums of each column of x, and of its squares, over stretches of rows: [stretches, 2 · columns], of the differences
 * to the first row.
 */
export const MOMENT_PARTS: Program = {
  name: 'moment parts',
  inputs: ['x'],
  uniforms: { height: 'int', channels: 'int', stretch: 'int' },
  body: `
    int c = column % channels;
    float first = getX(0, c);
    for (int i = 0; i < stretch; i++) {
      int r = row * stretch + i;
      if (r < height) {
        float d = getX(r, c) - first;
        if (column < channels) { value += d; } else { value += d * d; }
      }
    }`,
};

/** Mean and variance of each column, [2, columns], of such parts. */
export const MOMENTS: Program = {
  name: 'moments',
  inputs: ['x', 'parts'],
  uniforms: { height: 'int', channels: 'int', stretches: 'int' },
  body: `
    float sum = 0.0;
    float squares = 0.0;
    for (int i = 0; i < stretches; i++) {
      sum += getParts(i, column);
      squares += getParts(i, column + channels);
    }
    float mean = sum / float(height);
    if (row == 0) { value = getX(0, column) + mean; } else { value = max(0.0, squares / float(height) - mean * mean); }`,
};

/**
 * (x − mean) / √(variance + ε) · scale + offset; negative results 0 where relu is 1. Not by max, which may lose NaN.
 */
export const NORMALISE: Program = {
  name: 'normalise',
  inputs: ['x', 'moments', 'scale', 'offset'],
  uniforms: { epsilon: 'float', relu: 'int' },
  body: `
    float factor = getScale(0, column) * inversesqrt(getMoments(1, column) + epsilon);
    value = (getX(row, column) - getMoments(0, column)) * factor + getOffset(0, column);
    if (relu == 1 && value < 0.0) { value = 0.0; }`,
};

/** Σ dy · x̂ and Σ dy of each column over stretches of rows: [stretches, 2 · columns]. */
export const NORMALISE_BACK_PARTS: Program = {
  name: 'normalise back parts',
  inputs: ['dy', 'x', 'y', 'moments'],
  uniforms: { height: 'int', channels: 'int', stretch: 'int', epsilon: 'float', relu: 'int' },
  body: `
    int c = column % channels;
    float mean = getMoments(0, c);
    float inverse = inversesqrt(getMoments(1, c) + epsilon);
    for (int i = 0; i < stretch; i++) {
      int r = row * stretch + i;
      if (r < height) {
        float g = getDy(r, c);
        if (relu == 1 && getY(r, c) <= 0.0) { g = 0.0; }
        if (column < channels) { value += g * (getX(r, c) - mean) * inverse; } else { value += g; }
      }
    }`,
};

/** scale · inverse · (dy − Σ dy / n − x̂ · Σ dy x̂ / n). */
export const NORMALISE_BACK: Program = {
  name: 'normalise back',
  inputs: ['dy', 'x', 'y', 'moments', 'scale', 'sums'],
  uniforms: { height: 'int', channels: 'int', epsilon: 'float', relu: 'int' },
  body: `
    float g = getDy(row, column);
    if (relu == 1 && getY(row, column) <= 0.0) { g = 0.0; }
    float inverse = inversesqrt(getMoments(1, column) + epsilon);
    float normal = (getX(row, column) - getMoments(0, column)) * inverse;
    float even = (getSums(0, column + channels) + normal * getSums(0, column)) / float(height);
    value = getScale(0, column) * inverse * (g - even);`,
};

/** Sums of stretches of rows: [stretches, columns]; one stretch of all rows sums up what is left. */
export const SUM_ROWS: Program = {
  name: 'sum rows',
  inputs: ['x'],
  uniforms: { height: 'int', stretch: 'int', factor: 'float' },
  body: `
    for (int i = 0; i < stretch; i++) {
      int r = row * stretch + i;
      if (r < height) { value += getX(r, column); }
    }
    value = value * factor;`,
};

/** Each row of dy over again for all pixels of its image, times a factor. */
export const SPREAD_ROWS: Program = {
  name: 'spread rows',
  inputs: ['dy'],
  uniforms: { pixels: 'int', factor: 'float' },
  body: 'value = getDy(row / pixels, column) * factor;',
};

/** Cross-entropy of each row. */
export const ROW_LOSSES: Program = {
  name: 'row losses',
  inputs: ['logits', 'targets'],
  uniforms: { classes: 'int' },
  body: `
    float largest = getLogits(row, 0);
    for (int i = 1; i < classes; i++) { largest = max(largest, getLogits(row, i)); }
    float sum = 0.0;
    float hit = 0.0;
    for (int i = 0; i < classes; i++) {
      float z = getLogits(row, i) - largest;
      sum += exp(z);
      hit += getTargets(row, i) * z;
    }
    value = log(sum) - hit;`,
};

/** (softmax − target) · factor. */
export const LOSS_BACK: Program = {
  name: 'loss back',
  inputs: ['logits', 'targets'],
  uniforms: { classes: 'int', factor: 'float' },
  body: `
    float largest = getLogits(row, 0);
    for (int i = 1; i < classes; i++) { largest = max(largest, getLogits(row, i)); }
    float sum = 0.0;
    for (int i = 0; i < classes; i++) { sum += exp(getLogits(row, i) - largest); }
    value = (exp(getLogits(row, column) - largest) / sum - getTargets(row, column)) * factor;`,
};

/** keep · average + share · x. */
export const BLEND: Program = {
  name: 'blend',
  inputs: ['average', 'x'],
  uniforms: { keep: 'float', share: 'float' },
  body: 'value = keep * getAverage(row, column) + share * getX(row, column);',
};

/** A gradient with the weight decay that passes through the moments. */
const DECAYED =
  'float g = getGradient(row, column) + coupled * getDecay(row, column) * getWeights(row, column);';

/** μ · v + g. */
export const VELOCITY: Program = {
  name: 'velocity',
  inputs: ['weights', 'gradient', 'velocity', 'decay'],
  uniforms: { momentum: 'float', coupled: 'float' },
  body: `${DECAYED} value = momentum * getVelocity(row, column) + g;`,
};

/** w − rate · (g + μ · v). */
export const MOMENTUM_STEP: Program = {
  name: 'momentum step',
  inputs: ['weights', 'gradient', 'velocity', 'decay'],
  uniforms: { rate: 'float', momentum: 'float', coupled: 'float' },
  body: `${DECAYED} value = getWeights(row, column) - rate * (g + momentum * getVelocity(row, column));`,
};

/** β · moment + (1 − β) · g or g², where squared is 1. */
export const ADAM_MOMENT: Program = {
  name: 'adam moment',
  inputs: ['weights', 'gradient', 'moment', 'decay'],
  uniforms: { beta: 'float', coupled: 'float', squared: 'int' },
  body: `${DECAYED}
    if (squared == 1) { g = g * g; }
    value = beta * getMoment(row, column) + (1.0 - beta) * g;`,
};

/** w · (1 − shrink · decay) − step · m / (√(v · correction) + ε). */
export const ADAM_STEP: Program = {
  name: 'adam step',
  inputs: ['weights', 'first', 'second', 'decay'],
  uniforms: { stepSize: 'float', correction: 'float', epsilon: 'float', shrink: 'float' },
  body: `
    float w = getWeights(row, column);
    float root = sqrt(getSecond(row, column) * correction) + epsilon;
    value = w - shrink * getDecay(row, column) * w - stepSize * getFirst(row, column) / root;`,
};

/** Φ(x) by Abramowitz and Stegun 7.1.26, as tfjs's erf. */
const BELOW = `
    float size = abs(x) * 0.7071067811865476;
    float t = 1.0 / (1.0 + 0.3275911 * size);
    float p = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
    float erf = 1.0 - p * exp(-size * size);
    if (x < 0.0) { erf = -erf; }
    float below = 0.5 * (1.0 + erf);`;

/** Activations that take tfjs several programs. */
export const ACTIVATE: Partial<Record<ElementwiseActivation, string>> = {
  gelu: `${BELOW} value = x * below;`,
  swish: 'value = x / (1.0 + exp(-x));',
};

/** dy · f′(x), with x, y and dy at hand. */
export const ACTIVATE_BACK: Readonly<Record<ElementwiseActivation, string>> = {
  relu: 'if (x > 0.0) { value = dy; }',
  relu6: 'if (x > 0.0 && x < 6.0) { value = dy; }',
  leakyRelu: 'if (x > 0.0) { value = dy; } else { value = dy * slope; }',
  elu: 'if (x >= 0.0) { value = dy; } else { value = dy * (y + 1.0); }',
  gelu: `${BELOW} value = dy * (below + x * 0.3989422804014327 * exp(-0.5 * x * x));`,
  swish: 'float s = 1.0 / (1.0 + exp(-x)); value = dy * s * (1.0 + x * (1.0 - s));',
  tanh: 'value = dy * (1.0 - y * y);',
  sigmoid: 'value = dy * y * (1.0 - y);',
};
