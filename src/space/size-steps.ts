import { OPERATIONS, type OperationName, type ResolutionName, takesOptions } from './operations.ts';

/** Height and width. */
export type Size = readonly [number, number];

/** One side of an image after a step with this resolution and `same` padding. */
export const scaled = (side: number, resolution: ResolutionName): number =>
  resolution === 'down' ? Math.ceil(side / 2) : resolution === 'up' ? side * 2 : side;

/** An image after a step with this resolution and `same` padding. */
export const step = ([height, width]: Size, resolution: ResolutionName): Size => [
  scaled(height, resolution),
  scaled(width, resolution),
];

/** The side of the window that an operation sees at once. */
export function reachOf(name: OperationName): number {
  const { kernel, dilation = 1 }: { kernel: number; dilation?: number } = OPERATIONS[name];
  return (kernel - 1) * dilation + 1;
}

/** The size after an operation; nothing where not a pixel is left. */
export function operationSize(
  name: OperationName,
  size: Size,
  resolution: ResolutionName,
  valid: boolean,
): Size | undefined {
  const { type } = OPERATIONS[name];
  const shrinks =
    valid && (takesOptions(name) || type === 'maxPool' || type === 'averagePool') && type !== 'transposed';
  if (!shrinks) return step(size, resolution);
  const reach = reachOf(name);
  // A dilated convolution has no stride: pooling goes before it, as enlarging goes before all.
  const before = resolution === 'up' || (resolution === 'down' && 'dilation' in OPERATIONS[name]);
  const stride = resolution === 'down' && !before ? 2 : 1;
  const grown = before ? step(size, resolution) : size;
  const side = (length: number) => Math.floor((length - reach) / stride) + 1;
  const end = [side(grown[0]), side(grown[1])] as const;
  return Math.min(...end) >= 1 ? end : undefined;
}

/** How an image of size `from` is brought to size `to`: by a stride, or by doubling so often; nothing where neither does. */
export function fitting(
  from: Size,
  to: Size,
): { readonly stride: number; readonly doublings: number } | undefined {
  for (let power = 0; power <= 10; power++) {
    const factor = 2 ** power;
    if (Math.ceil(from[0] / factor) === to[0] && Math.ceil(from[1] / factor) === to[1])
      return { stride: factor, doublings: 0 };
    if (from[0] * factor === to[0] && from[1] * factor === to[1]) return { stride: 1, doublings: power };
  }
  return undefined;
}
