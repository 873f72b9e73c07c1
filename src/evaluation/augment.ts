import * as tf from '@tensorflow/tfjs-core';
import type { Rng } from '../space/random.ts';

/** How training images are varied, anew in every epoch; 0 or `false` leaves a part out. */
export interface Augmentation {
  /** Shifted by up to this share of a side, both ways. */
  readonly shift: number;
  /** Turned by up to so many degrees, both ways. */
  readonly rotate: number;
  /** Enlarged or shrunk by up to this share. */
  readonly scale: number;
  /** Half of the images mirrored, left to right. */
  readonly flip: boolean;
  /** A square of this share of a side is blanked (DeVries & Taylor 2017). */
  readonly cutout: number;
  /** Images mixed in pairs with λ from Beta(α, α) (Zhang et al. 2018); this is α. */
  readonly mixup: number;
}

export const NO_AUGMENTATION: Augmentation = {
  shift: 0,
  rotate: 0,
  scale: 0,
  flip: false,
  cutout: 0,
  mixup: 0,
};

/** The variations of one epoch, on the device. */
export interface EpochVariations {
  /**
   * Varies a batch: images [B, H, W, C] and targets [B, classes], which stand from `start` on in the epoch. Gives up
   * its arguments.
   */
  apply(start: number, images: tf.Tensor4D, targets: tf.Tensor2D): [tf.Tensor4D, tf.Tensor2D];
  dispose(): void;
}

/** Draws the variations of an epoch of `count` images. The caller disposes them. */
export function drawVariations(
  augmentation: Augmentation,
  count: number,
  [height, width]: readonly [number, number, number],
  rng: Rng,
): EpochVariations {
  const { shift, rotate, scale, flip, cutout, mixup } = augmentation;
  const moves = shift > 0 || rotate > 0 || scale > 0 || flip;
  const { maps, holes } = tf.tidy(() => ({
    ...(moves && {
      maps: tf.tensor2d(drawMaps(augmentation, count, height, width, rng), [count, 8]),
    }),
    ...(cutout > 0 && { holes: tf.tensor2d(drawHoles(count, height, width, rng), [count, 2]) }),
  })) as { maps?: tf.Tensor2D; holes?: tf.Tensor2D };
  return {
    apply: (start, images, targets) =>
      tf.tidy(() => {
        const size = images.shape[0];
        let varied = images;
        if (maps) varied = tf.image.transform(varied, tf.slice(maps, [start, 0], [size, 8]), 'bilinear');
        if (holes) varied = blank(varied, tf.slice(holes, [start, 0], [size, 2]), cutout);
        let mixed = targets;
        if (mixup > 0) {
          const share = drawBeta(mixup, rng);
          varied = blend(varied, share);
          mixed = blend(targets, share);
        }
        if (varied !== images) images.dispose();
        if (mixed !== targets) targets.dispose();
        return [varied, mixed];
      }),
    dispose: () => {
      maps?.dispose();
      holes?.dispose();
    },
  };
}

/**
 * For each image the affine map from places of the result to places of the original, as `tf.image.transform` takes
 * them.
 */
function drawMaps(
  { shift, rotate, scale, flip }: Augmentation,
  count: number,
  height: number,
  width: number,
  rng: Rng,
): Float32Array {
  const maps = new Float32Array(count * 8);
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const around = () => 2 * rng.float() - 1;
  for (let i = 0; i < count; i++) {
    const angle = (around() * rotate * Math.PI) / 180;
    const size = 1 + around() * scale;
    const mirror = flip && rng.float() < 0.5 ? -1 : 1;
    const [cos, sin] = [Math.cos(angle) / size, Math.sin(angle) / size];
    const [a, b, c, d] = [cos * mirror, -sin * mirror, sin, cos];
    const x = middleX + around() * shift * width;
    const y = middleY + around() * shift * height;
    maps.set([a, b, middleX - a * x - b * y, c, d, middleY - c * x - d * y, 0, 0], i * 8);
  }
  return maps;
}

/** For each image the middle of its hole: y, x. */
function drawHoles(count: number, height: number, width: number, rng: Rng): Float32Array {
  const middles = new Float32Array(count * 2);
  for (let i = 0; i < count; i++) middles.set([rng.float() * height, rng.float() * width], i * 2);
  return middles;
}

function blank(images: tf.Tensor4D, middles: tf.Tensor2D, share: number): tf.Tensor4D {
  const [count, height, width] = images.shape;
  const side = (length: number, axis: 0 | 1, shape: [number, number, number, number]) => {
    const places = tf.reshape(tf.range(0.5, length + 0.5), shape);
    const middle = tf.reshape(tf.slice(middles, [0, axis], [count, 1]), [count, 1, 1, 1]);
    return tf.less(tf.abs(tf.sub(places, middle)), (share * length) / 2);
  };
  const inside = tf.logicalAnd(side(height, 0, [1, height, 1, 1]), side(width, 1, [1, 1, width, 1]));
  return tf.mul(images, tf.sub(1, tf.cast(inside, 'float32')));
}

/** Each with its counterpart in reverse order. */
function blend<T extends tf.Tensor>(batch: T, share: number): T {
  return tf.add(tf.mul(batch, share), tf.mul(tf.reverse(batch, 0), 1 - share));
}

/** A number from Beta(α, α): the ratio of two numbers from Gamma(α). */
function drawBeta(alpha: number, rng: Rng): number {
  const [a, b] = [drawGamma(alpha, rng), drawGamma(alpha, rng)];
  return a + b > 0 ? a / (a + b) : 0.5;
}

/** A number from Gamma(shape, 1), by Marsaglia and Tsang's method (2000). */
function drawGamma(shape: number, rng: Rng): number {
  // Their boost for shapes below 1.
  if (shape < 1) return drawGamma(shape + 1, rng) * (1 - rng.float()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = Math.sqrt(-2 * Math.log(1 - rng.float())) * Math.cos(2 * Math.PI * rng.float());
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - rng.float()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}
