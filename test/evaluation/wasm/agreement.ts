import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { createRng, deriveSeed, type Rng } from '../../../src/space/random.ts';
import { on, useWasm } from '../wasm.ts';
import { sizeOf, type TensorsOf, tensorsOf, type Values } from './values.ts';

/** Cases of a family: more for a thorough run, `CELLSCAPE_CASES=10000`. */
const CASES = Number(process.env.CELLSCAPE_CASES ?? 1000);

/** Largest difference, of the reference's largest absolute value. */
const TOLERANCE = 1e-4;

type Inputs = Readonly<Record<string, Values>>;

/** A computation and how its cases are drawn. */
export interface Family<Case extends object, In extends Inputs> {
  draw(rng: Rng): Case;
  inputs(drawn: Case, rng: Rng): In;
  /** Runs in a `tf.tidy`, on both backends. */
  compute(tensors: TensorsOf<In>, drawn: Case): readonly tf.Tensor[];
}

/** Sets wasm up for a file's families. */
export const withWasm = (): void => beforeAll(useWasm);

/**
 * A test that many random cases of a computation have the same results on wasm, with our kernels, as on tfjs's cpu backend. One that fails names
 * the cases, the smallest first.
 */
export function agrees<Case extends object, In extends Inputs>(name: string, family: Family<Case, In>): void {
  it(`${name}, ${CASES} cases`, async ({ annotate }) => {
    const failures: { size: number; text: string }[] = [];
    let worst = 0;
    let before: Attempt<Case, In> | undefined;
    for (let index = 0; index < CASES; index++) {
      const rng = createRng(deriveSeed(name, index));
      const drawn = family.draw(rng);
      const attempt = { drawn, inputs: family.inputs(drawn, rng) };
      const size = Object.values(attempt.inputs).reduce((total, { shape }) => total + sizeOf(shape), 0);
      const fail = (what: string) =>
        failures.push({ size, text: `case ${index}, ${JSON.stringify(drawn)}: ${what}` });
      try {
        const error = await errorOf(family, attempt, before);
        worst = Math.max(worst, error);
        if (!(error <= TOLERANCE)) fail(`off by ${error}`);
      } catch (error) {
        fail(String(error));
        // What comes after would only show that the heap is broken.
        if (error instanceof Trespass) break;
      }
      before = attempt;
    }
    await annotate(`${CASES} cases, worst error ${worst.toExponential(1)}`);
    // The first, too: a kernel that writes where it must not makes those after it fail.
    const [first] = failures;
    const smallest = failures.toSorted((a, b) => a.size - b.size).slice(0, 5);
    expect(
      { first: first?.text, smallest: smallest.map(({ text }) => text) },
      `${failures.length} cases fail`,
    ).toEqual({
      first: undefined,
      smallest: [],
    });
  });
}

interface Attempt<Case, In> {
  readonly drawn: Case;
  readonly inputs: In;
}

/**
 * The relative error of a case on wasm. Memory is made as hostile as it may be before: the case before it runs once more, with NaN for its numbers,
 * so that scratch memory is full of them, and so are the holes between guards that the outputs will fill.
 */
async function errorOf<Case extends object, In extends Inputs>(
  { compute }: Family<Case, In>,
  { drawn, inputs }: Attempt<Case, In>,
  before: Attempt<Case, In> | undefined,
): Promise<number> {
  const shapes: (readonly number[])[] = [];
  const expected = await on('cpu', () => {
    const outputs = compute(tensorsOf(inputs), drawn);
    shapes.push(...outputs.map(({ shape }) => shape));
    return [...outputs];
  });
  if (before) await on('wasm', () => [...compute(tensorsOf(spoiled(before.inputs)), before.drawn)]);
  let trespass: string | undefined;
  const actual = await on('wasm', () => {
    const tensors = tensorsOf(inputs);
    const guards = holes(shapes.map(sizeOf));
    const outputs = compute(tensors, drawn);
    expect(outputs.map(({ shape }) => shape)).toEqual(shapes);
    if (!guards.every((guard) => sameNumbers(guard.dataSync(), GUARD))) trespass = 'behind an output';
    for (const [name, { numbers }] of Object.entries(inputs))
      if (!sameNumbers(tensors[name]!.dataSync(), numbers)) trespass = `over the input ${name}`;
    return [...outputs];
  }).catch((error: unknown) => {
    // Where the heap's own notes are written over, tfjs fails while it frees memory.
    if (trespass === undefined && error instanceof WebAssembly.RuntimeError)
      trespass = `somewhere (${error.message})`;
    if (trespass === undefined) throw error;
    return [];
  });
  if (trespass !== undefined) throw new Trespass(`It writes ${trespass}.`);
  return Math.max(...expected.map((reference, i) => differenceOf(reference, actual[i]!)));
}

/** A kernel wrote where it must not. */
class Trespass extends Error {}

/** Known numbers that no kernel may change. */
const GUARD = Float32Array.from({ length: 12 }, (_, i) => 1000 + i);

/** Frees memory of these sizes that is full of NaN, and has a guard behind it. */
function holes(sizes: readonly number[]): tf.Tensor[] {
  const pairs = sizes.map((size) => [tf.fill([size], Number.NaN), tf.tensor1d(GUARD)] as const);
  // tfjs puts numbers into the heap at once; `fill` may wait until somebody reads them.
  for (const [hole] of pairs) hole.dataSync();
  tf.dispose(pairs.map(([hole]) => hole));
  return pairs.map(([, guard]) => guard);
}

const spoiled = <In extends Inputs>(inputs: In): In =>
  Object.fromEntries(
    Object.entries(inputs).map(([name, { shape, numbers }]) => [
      name,
      {
        shape,
        numbers:
          numbers instanceof Float32Array ? new Float32Array(numbers.length).fill(Number.NaN) : numbers,
      },
    ]),
  ) as In;

const sameNumbers = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.prototype.every.call(a, (value: number, i) => value === b[i]);

/** Where all results are smaller they are what is left of numbers near 1: 1e-4 of this is single precision's own step there. */
const LEAST_SCALE = 1e-3;

/** The largest difference, of the reference's largest absolute value; infinite where something is not a number. */
export function differenceOf(reference: ArrayLike<number>, actual: ArrayLike<number>): number {
  if (reference.length !== actual.length) return Number.POSITIVE_INFINITY;
  let [largest, error] = [LEAST_SCALE, 0];
  for (let i = 0; i < reference.length; i++) {
    const difference = Math.abs(reference[i]! - actual[i]!);
    if (!Number.isFinite(difference)) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, Math.abs(reference[i]!));
    error = Math.max(error, difference);
  }
  return error / largest;
}
