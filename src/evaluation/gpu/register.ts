import * as tf from '@tensorflow/tfjs-core';
import type { ElementwiseActivation } from '../ops/activation-codes.ts';
import { NATIVE } from '../ops/native.ts';
import { type Matrix, type Program, type RunProgram, runnerOf } from './program.ts';
import * as programs from './programs.ts';

type Info = tf.TensorInfo;
type Named<Keys extends string> = Readonly<Record<Keys, Info>>;
// biome-ignore lint/suspicious/noExplicitAny: tfjs types kernels by name alone
type Table = Record<string, (inputs: any, attrs: any) => Info | Info[]>;

const sizeOf = (shape: readonly number[]): number => tf.util.sizeFromShape(shape as number[]);

/** A tensor by its last axis: one column a channel. */
function byChannel(tensor: Info): Matrix {
  const columns = tensor.shape.at(-1)!;
  return { tensor, rows: sizeOf(tensor.shape) / columns, columns };
}

const asRow = (tensor: Info): Matrix => ({ tensor, rows: 1, columns: sizeOf(tensor.shape) });

/** Long vectors as matrices: a texture's side and a loop's length are limited. */
function folded(tensor: Info): Matrix {
  const size = sizeOf(tensor.shape);
  return size % 4 === 0 ? { tensor, rows: size / 4, columns: 4 } : { tensor, rows: size, columns: 1 };
}

/**
 * Registers the kernels of our own operations for a GPU backend: fewer programs than tfjs's operations make of them.
 * Once a backend.
 */
export function registerGpuKernels(backendName: 'webgl' | 'webgpu'): void {
  if (tf.getKernel(NATIVE.batchNorm, backendName)) return;
  for (const [kernelName, kernel] of Object.entries(gpuKernels(runnerOf(backendName)))) {
    const kernelFunc = ({ inputs, attrs }: { inputs: object; attrs?: object }) => kernel(inputs, attrs ?? {});
    tf.registerKernel({ kernelName, backendName, kernelFunc: kernelFunc as unknown as tf.KernelFunc });
  }
}

/** tfjs's kernels of the activations that are one program there. */
const SINGLE: Partial<Record<ElementwiseActivation, string>> = {
  relu: tf.Relu,
  relu6: tf.Relu6,
  leakyRelu: tf.LeakyRelu,
  elu: tf.Elu,
  tanh: tf.Tanh,
  sigmoid: tf.Sigmoid,
};

/** Frees what a kernel needed on the way. */
const free = (...tensors: Info[]): void => {
  for (const { dataId } of tensors) tf.backend().disposeData(dataId);
};

/** How many rows a loop takes: about the root, so that both steps of a sum are short. */
const stretchOf = (rows: number): number => Math.max(1, Math.ceil(Math.sqrt(rows)));

function gpuKernels(run: RunProgram): Table {
  /** Column sums of a matrix, times a factor: [1, columns]. */
  function sumRows(x: Matrix, factor: number, shape: readonly number[]): Info {
    const stretch = stretchOf(x.rows);
    const stretches = Math.ceil(x.rows / stretch);
    if (stretches === 1)
      return run(programs.SUM_ROWS, [x], { height: x.rows, stretch, factor }, 1, x.columns, shape);
    const parts = run(programs.SUM_ROWS, [x], { height: x.rows, stretch, factor: 1 }, stretches, x.columns);
    const sums = run(
      programs.SUM_ROWS,
      [{ tensor: parts, rows: stretches, columns: x.columns }],
      { height: stretches, stretch: stretches, factor },
      1,
      x.columns,
      shape,
    );
    free(parts);
    return sums;
  }

  /** A program on matrices of one form, element by element. */
  const elementwise = (
    program: Program,
    inputs: readonly Info[],
    uniforms: Readonly<Record<string, number>>,
  ): Info => {
    const matrices = inputs.map(folded);
    return run(program, matrices, uniforms, matrices[0]!.rows, matrices[0]!.columns, inputs[0]!.shape);
  };

  return {
    [NATIVE.activate]: ({ x }: Named<'x'>, { fn, slope }: { fn: ElementwiseActivation; slope: number }) => {
      const body = programs.ACTIVATE[fn];
      if (!body)
        return tf.engine().runKernel(SINGLE[fn]!, { x: x as tf.Tensor }, { alpha: slope }) as tf.Tensor;
      const whole = `float x = getXs(row, column); ${body}`;
      return elementwise({ name: fn, inputs: ['xs'], uniforms: {}, body: whole }, [x], {});
    },
    [NATIVE.activateBack]: (
      { dy, x, y }: Named<'dy' | 'x' | 'y'>,
      { fn, slope }: { fn: ElementwiseActivation; slope: number },
    ) => {
      const program: Program = {
        name: `${fn} back`,
        inputs: ['dys', 'xs', 'ys'],
        uniforms: { slope: 'float' },
        body: `float dy = getDys(row, column); float x = getXs(row, column); float y = getYs(row, column); ${programs.ACTIVATE_BACK[fn]}`,
      };
      return elementwise(program, [dy, x, y], { slope });
    },

    [NATIVE.batchNorm]: (
      { x, scale, offset }: Named<'x' | 'scale' | 'offset'>,
      { epsilon, relu }: { epsilon: number; relu: boolean },
    ) => {
      const matrix = byChannel(x);
      const { rows: height, columns: channels } = matrix;
      const stretch = stretchOf(height);
      const stretches = Math.ceil(height / stretch);
      const sizes = { height, channels };
      const parts = run(programs.MOMENT_PARTS, [matrix], { ...sizes, stretch }, stretches, 2 * channels);
      const summed: Matrix = { tensor: parts, rows: stretches, columns: 2 * channels };
      const moments = run(programs.MOMENTS, [matrix, summed], { ...sizes, stretches }, 2, channels);
      free(parts);
      const inputs = [matrix, byChannel(moments), asRow(scale), asRow(offset)];
      const y = run(programs.NORMALISE, inputs, { epsilon, relu: Number(relu) }, height, channels, x.shape);
      return [y, moments];
    },
    [NATIVE.batchNormGiven]: (
      { x, moments, scale, offset }: Named<'x' | 'moments' | 'scale' | 'offset'>,
      { epsilon, relu }: { epsilon: number; relu: boolean },
    ) => {
      const matrix = byChannel(x);
      const inputs = [matrix, byChannel(moments), asRow(scale), asRow(offset)];
      const attrs = { epsilon, relu: Number(relu) };
      return run(programs.NORMALISE, inputs, attrs, matrix.rows, matrix.columns, x.shape);
    },
    [NATIVE.batchNormBack]: (
      { dy, x, y, scale, moments }: Named<'dy' | 'x' | 'y' | 'scale' | 'moments'>,
      { epsilon, relu }: { epsilon: number; relu: boolean },
    ) => {
      const matrix = byChannel(x);
      const { rows: height, columns: channels } = matrix;
      const stretch = stretchOf(height);
      const stretches = Math.ceil(height / stretch);
      const attrs = { height, channels, epsilon, relu: Number(relu) };
      const inputs = [byChannel(dy), matrix, byChannel(y), byChannel(moments)];
      const parts = run(
        programs.NORMALISE_BACK_PARTS,
        inputs,
        { ...attrs, stretch },
        stretches,
        2 * channels,
      );
      const all: Matrix = { tensor: parts, rows: stretches, columns: 2 * channels };
      const sums = run(
        programs.SUM_ROWS,
        [all],
        { height: stretches, stretch: stretches, factor: 1 },
        1,
        2 * channels,
        [2, channels],
      );
      free(parts);
      const dx = run(
        programs.NORMALISE_BACK,
        [...inputs, asRow(scale), asRow(sums)],
        attrs,
        height,
        channels,
        x.shape,
      );
      return [dx, sums];
    },

    [NATIVE.columnSums]: ({ x }: Named<'x'>) => sumRows(byChannel(x), 1, [x.shape.at(-1)!]),

    [NATIVE.crossEntropy]: ({ logits, targets }: Named<'logits' | 'targets'>) => {
      const matrix = byChannel(logits);
      const { rows, columns: classes } = matrix;
      const inputs = [matrix, byChannel(targets)];
      const each = run(programs.ROW_LOSSES, inputs, { classes }, rows, 1);
      const loss = sumRows({ tensor: each, rows, columns: 1 }, 1 / rows, []);
      free(each);
      const attrs = { classes, factor: 1 / rows };
      return [loss, run(programs.LOSS_BACK, inputs, attrs, rows, classes, logits.shape)];
    },

    [NATIVE.blended]: ({ average, x }: Named<'average' | 'x'>, { keep }: { keep: number }) =>
      elementwise(programs.BLEND, [average, x], { keep, share: 1 - keep }),
    [NATIVE.velocity]: (
      { weights, gradient, velocity, decay }: Named<'weights' | 'gradient' | 'velocity' | 'decay'>,
      attrs: { momentum: number; coupled: number },
    ) => elementwise(programs.VELOCITY, [weights, gradient, velocity, decay], attrs),
    [NATIVE.momentumStep]: (
      { weights, gradient, velocity, decay }: Named<'weights' | 'gradient' | 'velocity' | 'decay'>,
      attrs: { rate: number; momentum: number; coupled: number },
    ) => elementwise(programs.MOMENTUM_STEP, [weights, gradient, velocity, decay], attrs),
    [NATIVE.adamMoment]: (
      { weights, gradient, moment, decay }: Named<'weights' | 'gradient' | 'moment' | 'decay'>,
      attrs: { beta: number; coupled: number; squared: number },
    ) => elementwise(programs.ADAM_MOMENT, [weights, gradient, moment, decay], attrs),
    [NATIVE.adamStep]: (
      { weights, first, second, decay }: Named<'weights' | 'first' | 'second' | 'decay'>,
      attrs: { stepSize: number; correction: number; epsilon: number; shrink: number },
    ) => elementwise(programs.ADAM_STEP, [weights, first, second, decay], attrs),

    [NATIVE.globalAverage]: ({ x }: Named<'x'>) => {
      const [images, height, width, channels] = x.shape as [number, number, number, number];
      const pixels = height * width;
      // One stretch an image.
      return run(
        programs.SUM_ROWS,
        [byChannel(x)],
        { height: images * pixels, stretch: pixels, factor: 1 / pixels },
        images,
        channels,
        [images, channels],
      );
    },
    [NATIVE.globalAverageBack]: ({ dy }: Named<'dy'>, { shape }: { shape: number[] }) => {
      const [images, height, width, channels] = shape as [number, number, number, number];
      const pixels = height * width;
      const attrs = { pixels, factor: 1 / pixels };
      return run(programs.SPREAD_ROWS, [byChannel(dy)], attrs, images * pixels, channels, shape);
    },
  };
}
