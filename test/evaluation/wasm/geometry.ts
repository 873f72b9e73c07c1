import type { Rng } from '../../../src/space/random.ts';

/** Where a window passes over images, and how. */
export interface Geometry {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly filters: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly stride: number;
  readonly dilation: number;
  readonly padding: 'same' | 'valid';
  /** What the images' numbers lie around. */
  readonly middle: number;
}

/** Channels that fill vectors exactly, leave a rest, or are fewer than a vector holds. */
const drawChannels = (rng: Rng): number => (rng.chance(0.4) ? rng.pick([1, 2, 3, 5, 7]) : 1 + rng.int(20));

/** The smallest side of an image that a dilated kernel fits. */
const extent = (kernel: number, dilation: number): number => (kernel - 1) * dilation + 1;

/**
 * A random geometry: strides 1 to 3, dilations 1 to 3 (with stride 1), odd and even sides that may be smaller than a kernel that pads. One in ten
 * kernels is not square, one in ten batches has up to 40 images, one in twenty geometries is large. The multiplications are kept few for the sake of
 * tfjs's cpu backend.
 */
export function drawGeometry(rng: Rng, depthwise = false): Geometry {
  const large = rng.chance(0.05);
  const limit = large ? 2_000_000 : 60_000;
  for (;;) {
    const kernelHeight = rng.pick([1, 1, 2, 3, 3, 3, 5, 7]);
    const kernelWidth = rng.chance(0.1) ? rng.pick([1, 2, 3, 4, 5]) : kernelHeight;
    const stride = rng.pick([1, 1, 2, 3]);
    const dilation = stride === 1 ? rng.pick([1, 1, 2, 3]) : 1;
    const padding = rng.pick(['same', 'valid'] as const);
    const least = (kernel: number) => (padding === 'valid' ? extent(kernel, dilation) : 1);
    const height = least(kernelHeight) + rng.int(large ? 24 : 10);
    const width = least(kernelWidth) + rng.int(large ? 24 : 10);
    const channels = large ? 1 + rng.int(70) : drawChannels(rng);
    const filters = large ? 1 + rng.int(70) : drawChannels(rng);
    // Many images are worked off in chunks.
    const batch = 1 + rng.int(rng.chance(0.1) ? 40 : 4);
    const products = (batch * height * width * channels * kernelHeight * kernelWidth) / stride ** 2;
    if (products * (depthwise ? 1 : filters) > limit) continue;
    const middle = rng.pick([0, 0, 0, 1, -3]);
    return {
      ...{ batch, height, width, channels, filters, kernelHeight, kernelWidth },
      ...{ stride, dilation, padding, middle },
    };
  }
}

/**
 * A random 3×3 geometry with stride 1 and several channels: what networks are mostly made of, and what kernels have quicker ways for. One in twenty
 * is large, and worked off in parts.
 */
export function drawThreeByThree(rng: Rng): Geometry {
  const large = rng.chance(0.05);
  for (;;) {
    const padding = rng.pick(['same', 'valid'] as const);
    const least = padding === 'valid' ? 3 : 1;
    const [height, width] = [least + rng.int(large ? 40 : 20), least + rng.int(large ? 40 : 20)];
    const [channels, filters] = [4 + rng.int(large ? 80 : 30), 4 + rng.int(large ? 80 : 30)];
    const batch = 1 + rng.int(rng.chance(0.1) ? 20 : 4);
    if (batch * height * width * channels * filters * 9 > (large ? 4_000_000 : 500_000)) continue;
    const middle = rng.pick([0, 0, 0, 1, -3]);
    return {
      ...{ batch, height, width, channels, filters, kernelHeight: 3, kernelWidth: 3 },
      ...{ stride: 1, dilation: 1, padding, middle },
    };
  }
}

/** The shape of what the window makes of the images, without its channels. */
export function outputShape(g: Geometry): [batch: number, height: number, width: number] {
  const side = (input: number, kernel: number) =>
    Math.ceil((g.padding === 'same' ? input : input - extent(kernel, g.dilation) + 1) / g.stride);
  return [g.batch, side(g.height, g.kernelHeight), side(g.width, g.kernelWidth)];
}

/** Of a full convolution. */
export const filterShape = (g: Geometry) => [g.kernelHeight, g.kernelWidth, g.channels, g.filters] as const;

export const inputShape = (g: Geometry) => [g.batch, g.height, g.width, g.channels] as const;
