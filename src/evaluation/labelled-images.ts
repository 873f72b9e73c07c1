/** Images as bytes, `count × height × width × channels`, and their classes. */
export interface LabelledImages {
  readonly shape: readonly [number, number, number];
  readonly classes: number;
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/**
 * The images with height and width divided by `factor` (rounded up): each pixel the mean of those it stands for,
 * rounded. Below full size a candidate trains on less at a fraction of the time.
 */
export function shrinkImages(data: LabelledImages, factor: number): LabelledImages {
  if (factor === 1) return data;
  const [height, width, channels] = data.shape;
  const shape = shrunk(data.shape, factor);
  const [tall, wide] = shape;
  const images = new Uint8Array(data.labels.length * tall * wide * channels);
  for (let n = 0, to = 0; n < data.labels.length; n++) {
    for (let y = 0; y < tall; y++) {
      for (let x = 0; x < wide; x++) {
        for (let c = 0; c < channels; c++, to++) {
          let [sum, count] = [0, 0];
          for (let iy = y * factor; iy < Math.min((y + 1) * factor, height); iy++) {
            for (let ix = x * factor; ix < Math.min((x + 1) * factor, width); ix++, count++)
              sum += data.images[((n * height + iy) * width + ix) * channels + c]!;
          }
          images[to] = Math.round(sum / count);
        }
      }
    }
  }
  return { ...data, shape, images };
}

/** The shape of shrunk images. */
export const shrunk = (
  [height, width, channels]: readonly [number, number, number],
  factor: number,
): [number, number, number] => [Math.ceil(height / factor), Math.ceil(width / factor), channels];
