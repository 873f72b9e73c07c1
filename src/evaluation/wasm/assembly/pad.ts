/**
 * Copies `images` images of `height` × `width` pixels of `pixel` bytes into frames of `frameHeight` × `frameWidth`,
 * `top` and `left` pixels from their corner. The frames' borders are left as they are.
 */
export function copyIntoFrames(
  source: usize,
  sourceImage: usize,
  sourceRow: usize,
  frames: usize,
  images: i32,
  height: i32,
  width: i32,
  pixel: usize,
  top: i32,
  left: i32,
  frameHeight: i32,
  frameWidth: i32,
): void {
  const row = <usize>width * pixel;
  const frameRow = <usize>frameWidth * pixel;
  const frameImage = <usize>frameHeight * frameRow;
  const inset = <usize>top * frameRow + <usize>left * pixel;
  for (let n = 0; n < images; n++) {
    let from = source + <usize>n * sourceImage;
    let to = frames + <usize>n * frameImage + inset;
    for (let y = 0; y < height; y++) {
      memory.copy(to, from, row);
      from += sourceRow;
      to += frameRow;
    }
  }
}
