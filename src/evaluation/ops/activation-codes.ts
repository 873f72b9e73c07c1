/** What networks apply element by element, and the numbers the WebAssembly module knows them by. */
const CODES = { relu: 0, relu6: 1, leakyRelu: 2, elu: 3, gelu: 4, swish: 5, tanh: 6, sigmoid: 7 } as const;

export type ElementwiseActivation = keyof typeof CODES;

/** The number of an activation, by our name or by tfjs's. Throws an `Error` for one that is not known. */
export function activationCode(name: string): number {
  const code: number | undefined =
    CODES[(name === 'leakyrelu' ? 'leakyRelu' : name) as ElementwiseActivation];
  if (code === undefined) throw new Error(`The WebAssembly kernels have no activation "${name}".`);
  return code;
}
