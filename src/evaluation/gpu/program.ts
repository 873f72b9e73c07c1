import type { GPGPUProgram, MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs-core';

/**
 * A GPU program, written once for WebGL and WebGPU: each run computes one number of a matrix. Shapes are uniforms, so
 * that what was compiled for one candidate serves the next.
 */
export interface Program {
  /** Tells programs apart; one name, one program. */
  readonly name: string;
  /** What it reads: matrices, as `getX(row, column)` for an input `x`. */
  readonly inputs: readonly string[];
  /** Numbers that it is given. */
  readonly uniforms: Readonly<Record<string, 'int' | 'float'>>;
  /**
   * The computation, in the part of GLSL that has a counterpart in WGSL: declarations of `int` and `float`, `for`,
   * `if`, arithmetic. It finds `row` and `column` and sets `value`; integers where numbers are meant are written
   * `float(i)`.
   */
  readonly body: string;
}

/** A tensor as a matrix. */
export interface Matrix {
  readonly tensor: tf.TensorInfo;
  readonly rows: number;
  readonly columns: number;
}

/** Runs a program on the active GPU backend; the result has `shape`, which holds rows × columns numbers. */
export type RunProgram = (
  program: Program,
  inputs: readonly Matrix[],
  uniforms: Readonly<Record<string, number>>,
  rows: number,
  columns: number,
  shape?: readonly number[],
) => tf.TensorInfo;

/** How programs run on a backend. */
export const runnerOf = (backend: 'webgl' | 'webgpu'): RunProgram =>
  backend === 'webgl' ? onWebGl : onWebGpu;

/** The same numbers as a matrix: only the shape that a shader goes by. */
const seen = ({ tensor, rows, columns }: Matrix): tf.TensorInfo => ({ ...tensor, shape: [rows, columns] });

/** Gives a result its shape. */
const shaped = (result: tf.TensorInfo, shape: readonly number[] | undefined): tf.TensorInfo =>
  shape ? { ...result, shape: shape as number[] } : result;

const onWebGl: RunProgram = ({ name, inputs, uniforms, body }, matrices, values, rows, columns, shape) => {
  const program: GPGPUProgram = {
    variableNames: [...inputs],
    outputShape: [rows, columns],
    enableShapeUniforms: true,
    customUniforms: Object.entries(uniforms).map(([uniform, type]) => ({ name: uniform, type })),
    userCode: `
      // ${name}
      void main() {
        ivec2 place = getOutputCoords();
        int row = place.x;
        int column = place.y;
        float value = 0.0;
        ${body}
        setOutput(value);
      }`,
  };
  const backend = tf.backend() as MathBackendWebGL;
  const numbers = Object.keys(uniforms).map((uniform) => [values[uniform]!]);
  const result = backend.runWebGLProgram(program, matrices.map(seen), 'float32', numbers);
  return shaped(result, shape);
};

const WORKGROUP: [number, number, number] = [64, 1, 1];

const onWebGpu: RunProgram = ({ name, inputs, uniforms, body }, matrices, values, rows, columns, shape) => {
  const program = {
    variableNames: [...inputs],
    outputShape: [rows, columns],
    uniforms: Object.entries(uniforms)
      .map(([uniform, type]) => `${uniform} : ${type === 'int' ? 'i32' : 'f32'},`)
      .join(' '),
    workgroupSize: WORKGROUP,
    dispatchLayout: { x: [0, 1] },
    dispatch: [Math.ceil((rows * columns) / WORKGROUP[0]), 1, 1] as [number, number, number],
    size: true,
    shaderKey: `cellscape ${name}`,
    getUserCode: () => `
      fn main(index : i32) {
        if (index < uniforms.size) {
          let place = getCoordsFromIndex(index);
          let row = place.x;
          let column = place.y;
          var value : f32 = 0.0;
          ${wgsl(body, Object.keys(uniforms))}
          setOutputAtIndex(index, value);
        }
      }`,
  };
  const backend = tf.backend() as WebGPUBackend;
  const data = Object.entries(uniforms).map(([uniform, type]) => ({
    type: type === 'int' ? 'int32' : 'float32',
    data: [values[uniform]!],
  }));
  return shaped(backend.runWebGPUProgram(program, matrices.map(seen), 'float32', data), shape);
};

/** The counterpart in WGSL. */
function wgsl(body: string, uniforms: readonly string[]): string {
  const named = uniforms.reduce(
    (text, uniform) => text.replace(new RegExp(`\\b${uniform}\\b`, 'g'), `uniforms.${uniform}`),
    body,
  );
  return named
    .replace(/\bfloat\(/g, 'f32(')
    .replace(/\bint\(/g, 'i32(')
    .replace(/\bfloat (\w+) =/g, 'var $1 : f32 =')
    .replace(/\bint (\w+) =/g, 'var $1 : i32 =')
    .replace(/\binversesqrt\(/g, 'inverseSqrt(');
}
