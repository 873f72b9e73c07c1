import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import type { Rng } from '../../../src/space/random.ts';
import { agrees, withWasm } from './agreement.ts';
import { uniform, whole } from './values.ts';

withWasm();

/** A side of a matrix: a few, many, or one. */
const side = (rng: Rng): number =>
  rng.chance(0.3) ? rng.pick([1, 2, 3, 5, 7]) : 1 + rng.int(rng.chance(0.1) ? 200 : 24);

const drawProduct = (rng: Rng) => ({
  rows: side(rng),
  inner: side(rng),
  columns: side(rng),
  middle: rng.pick([0, 0, 1]),
});

agrees('matrix product', {
  draw: drawProduct,
  inputs: ({ rows, inner, columns, middle }, rng) => ({
    a: uniform(rng, [rows, inner], middle),
    b: uniform(rng, [inner, columns]),
  }),
  compute: ({ a, b }) => [tf.matMul(a, b)],
});

agrees('matrix product, the left transposed', {
  draw: drawProduct,
  inputs: ({ rows, inner, columns, middle }, rng) => ({
    a: uniform(rng, [inner, rows], middle),
    b: uniform(rng, [inner, columns]),
  }),
  compute: ({ a, b }) => [tf.matMul(a, b, true, false)],
});

agrees('matrix product, the right transposed', {
  draw: drawProduct,
  inputs: ({ rows, inner, columns, middle }, rng) => ({
    a: uniform(rng, [rows, inner], middle),
    b: uniform(rng, [columns, inner]),
  }),
  compute: ({ a, b }) => [tf.matMul(a, b, false, true)],
});

// Those that ours leave to tfjs's.
agrees('matrix product, of batches or both transposed', {
  draw: (rng) => ({ ...drawProduct(rng), batch: 1 + rng.int(3) }),
  inputs: ({ rows, inner, columns, batch }, rng) => ({
    a: uniform(rng, [batch, rows, inner]),
    b: uniform(rng, [batch, inner, columns]),
    c: uniform(rng, [inner, rows]),
    d: uniform(rng, [columns, inner]),
  }),
  compute: ({ a, b, c, d }) => [tf.matMul(a, b), tf.matMul(c, d, true, true)],
});

const drawShape = (rng: Rng) => {
  const shape = Array.from({ length: 1 + rng.int(4) }, () => 1 + rng.int(7));
  return { shape, axis: rng.int(shape.length) };
};

agrees('concatenation along any axis', {
  draw: (rng) => ({ ...drawShape(rng), sides: Array.from({ length: 1 + rng.int(4) }, () => 1 + rng.int(6)) }),
  inputs: ({ shape, axis, sides }, rng) =>
    Object.fromEntries(
      sides.map((length, part) => [String(part), uniform(rng, shape.with(axis, length), part)]),
    ),
  compute: (parts, { axis }) => [tf.concat(Object.values(parts), axis)],
});

agrees('slice of one axis, and of all', {
  draw: (rng) => {
    const { shape, axis } = drawShape(rng);
    const begins = shape.map((length) => rng.int(length));
    return { shape, axis, begins, sizes: shape.map((length, i) => 1 + rng.int(length - begins[i]!)) };
  },
  inputs: ({ shape }, rng) => ({ x: uniform(rng, shape), whole: whole(rng, shape, 100) }),
  compute: ({ x, whole }, { shape, axis, begins, sizes }) => {
    const begin = shape.map((_, i) => (i === axis ? begins[i]! : 0));
    const size = shape.map((length, i) => (i === axis ? sizes[i]! : length));
    return [tf.slice(x, begin, size), tf.slice(whole, begin, size), tf.slice(x, begins, sizes)];
  },
});

agrees("gather's gradient", {
  draw: (rng) => ({ shape: [1 + rng.int(12), ...drawShape(rng).shape.slice(1)], picked: 1 + rng.int(30) }),
  inputs: ({ shape, picked }, rng) => ({
    x: uniform(rng, shape),
    rows: whole(rng, [picked], shape[0]!),
    dy: uniform(rng, [picked, ...shape.slice(1)]),
  }),
  compute: ({ x, rows, dy }) => [tf.grad((values) => tf.gather(values, rows as tf.Tensor1D))(x, dy)],
});

// Segments that no row belongs to are zeros, rows of no segment are left out.
agrees('sums of segments', {
  draw: (rng) => ({ rows: 1 + rng.int(30), width: 1 + rng.int(20), segments: 1 + rng.int(10) }),
  inputs: ({ rows, width, segments }, rng) => {
    const ids = whole(rng, [rows], segments + 1);
    return { x: uniform(rng, [rows, width], 1), ids: { ...ids, numbers: ids.numbers.map((id) => id - 1) } };
  },
  compute: ({ x, ids }, { segments }) => [tf.unsortedSegmentSum(x, ids, segments)],
});

agrees('the same numbers under another name', {
  draw: drawShape,
  inputs: ({ shape }, rng) => ({ x: uniform(rng, shape, 3), whole: whole(rng, shape, 100) }),
  compute: ({ x, whole }) => [
    ...[tf.clone(x), tf.cast(x, 'float32'), tf.cast(x, 'int32'), tf.cast(whole, 'float32')],
    // What shares its numbers outlives what they came from.
    tf.tidy(() => tf.clone(tf.mul(x, 2))),
  ],
});
