import { copyIntoFrames } from './pad';
import { panelCount, panelStart, panelWidth } from './panels';
import { opens, room, take } from './scratch';
import { filter4, filter8, filterFrom4, filterFrom8, ROWS } from './tiles';
import { filterGradientWinograd, runsOf } from './winograd-filter';
import { worthWinograd } from './winograd-plan';

/** What a block of input and gradient may take: the first cache, since every tile passes over the block. */
const BLOCK_BYTES: i32 = 32768;

/**
 * The gradient of a convolution with regard to its filter: [KH, KW, C, F] from images [N, H, W, C] and the output's
 * gradient [N, OH, OW, F]. A tile of ROWS kernel values × 8 filters stays in registers while it passes over a block
 * of pixels. Returns 0, or the scratch it needs.
 */
export function filterGradient(
  input: usize,
  gradient: usize,
  output: usize,
  images: i32,
  height: i32,
  width: i32,
  channels: i32,
  outHeight: i32,
  outWidth: i32,
  filters: i32,
  kernelHeight: i32,
  kernelWidth: i32,
  strideHeight: i32,
  strideWidth: i32,
  dilationHeight: i32,
  dilationWidth: i32,
  top: i32,
  left: i32,
): usize {
  if (
    runsOf(channels) > 0 &&
    worthWinograd(
      images,
      outHeight,
      outWidth,
      channels,
      filters,
      kernelHeight,
      kernelWidth,
      strideHeight,
      strideWidth,
      dilationHeight,
      dilationWidth,
      top,
      left,
    )
  ) {
    return filterGradientWinograd(
      input,
      gradient,
      output,
      images,
      height,
      width,
      channels,
      outHeight,
      outWidth,
      filters,
      top,
      left,
    );
  }
  const pixel = channels << 2;
  const outPixel = filters << 2;
  let frameHeight = (outHeight - 1) * strideHeight + (kernelHeight - 1) * dilationHeight + 1;
  let frameWidth = (outWidth - 1) * strideWidth + (kernelWidth - 1) * dilationWidth + 1;
  const direct = top == 0 && left == 0 && frameHeight <= height && frameWidth <= width;
  if (direct) {
    frameHeight = height;
    frameWidth = width;
  }
  const depth = kernelHeight * kernelWidth * channels;
  const contiguous = dilationWidth == 1;
  const segmentLength = contiguous ? kernelWidth * channels : channels;
  const segmentCount = depth / segmentLength;
  const neighbours = segmentLength >= ROWS;
  const perSegment = (segmentLength + ROWS - 1) / ROWS;
  const tiles = neighbours ? segmentCount * perSegment : (depth + ROWS - 1) / ROWS;
  const panels = panelCount(filters);

  // Pixels without neighbours (1×1, stride 1) are one long row.
  const flat = direct && kernelHeight == 1 && kernelWidth == 1 && strideHeight == 1 && strideWidth == 1;
  const blockHeight = flat ? 1 : outHeight;
  const blockWidth = flat ? images * height * width : outWidth;
  const rowBytes = flat ? 0 : strideHeight * frameWidth * pixel + outWidth * outPixel;
  const frameBytes = frameHeight * frameWidth * pixel;
  const imageBytes = frameBytes + outHeight * outWidth * outPixel;
  const chunk = flat ? 1 : max(1, min(images, BLOCK_BYTES / max(1, imageBytes)));
  const rowsAtOnce = flat || chunk > 1 ? blockHeight : max(1, min(outHeight, BLOCK_BYTES / max(1, rowBytes)));
  const columnsAtOnce = flat ? max(1, BLOCK_BYTES / max(1, pixel + outPixel)) : blockWidth;

  const framesBytes: usize = direct ? 0 : <usize>chunk * <usize>frameBytes;
  const sumsBytes = (<usize>(tiles * panels * ROWS)) << 5;
  const listBytes = (<usize>(tiles * ROWS)) << 3;
  const need = room(framesBytes) + room(sumsBytes) + room(listBytes);
  if (!opens(need)) return need;
  const frames = take(framesBytes);
  const sums = take(sumsBytes);
  const list = take(listBytes);
  memory.fill(sums, 0, sumsBytes);
  if (!direct) memory.fill(frames, 0, framesBytes);

  // Each tile's kernel values: offsets in the frame for all, then their numbers.
  const numbers = list + ((<usize>(tiles * ROWS)) << 2);
  for (let t = 0; t < tiles; t++) {
    for (let r = 0; r < ROWS; r++) {
      let k: i32;
      if (neighbours) {
        const within = min((t % perSegment) * ROWS, segmentLength - ROWS) + r;
        k = (t / perSegment) * segmentLength + within;
      } else k = min(t * ROWS + r, depth - 1);
      const c = k % channels;
      const tap = k / channels;
      const at = (<usize>(t * ROWS + r)) << 2;
      store<u32>(
        list + at,
        (((tap / kernelWidth) * dilationHeight * frameWidth + (tap % kernelWidth) * dilationWidth) *
          channels +
          c) <<
          2,
      );
      store<u32>(numbers + at, k);
    }
  }

  const usedRows = min(height, frameHeight - top);
  const usedColumns = min(width, frameWidth - left);
  const inRow = <usize>(frameWidth * pixel);
  const stepRow = <usize>strideHeight * inRow;
  const stepPixel = <usize>(strideWidth * pixel);
  const outRow = <usize>(outWidth * outPixel);
  const outImage = <usize>outHeight * outRow;
  const total = flat ? 1 : images;
  for (let n = 0; n < total; n += chunk) {
    const now = min(chunk, total - n);
    let from = input + <usize>n * <usize>(height * width * pixel);
    if (!direct) {
      copyIntoFrames(
        from,
        height * width * pixel,
        width * pixel,
        frames,
        now,
        usedRows,
        usedColumns,
        pixel,
        top,
        left,
        frameHeight,
        frameWidth,
      );
      from = frames;
    }
    const gradients = gradient + <usize>n * outImage;
    for (let y = 0; y < blockHeight; y += rowsAtOnce) {
      const rows = min(rowsAtOnce, blockHeight - y);
      for (let x = 0; x < blockWidth; x += columnsAtOnce) {
        const columns = min(columnsAtOnce, blockWidth - x);
        const source = from + <usize>y * stepRow + <usize>x * stepPixel;
        const target = gradients + <usize>y * outRow + <usize>x * <usize>outPixel;
        let sum = sums;
        for (let p = 0; p < panels; p++) {
          const eight = panelWidth(p, filters) == 8;
          const g = target + ((<usize>panelStart(p, filters)) << 2);
          for (let t = 0; t < tiles; t++) {
            const offsets = list + ((<usize>(t * ROWS)) << 2);
            if (eight) {
              if (neighbours)
                filter8(
                  source,
                  offsets,
                  g,
                  sum,
                  now,
                  rows,
                  columns,
                  frameBytes,
                  stepRow,
                  stepPixel,
                  outImage,
                  outRow,
                  outPixel,
                );
              else
                filterFrom8(
                  source,
                  offsets,
                  g,
                  sum,
                  now,
                  rows,
                  columns,
                  frameBytes,
                  stepRow,
                  stepPixel,
                  outImage,
                  outRow,
                  outPixel,
                );
            } else if (neighbours)
              filter4(
                source,
                offsets,
                g,
                sum,
                now,
                rows,
                columns,
                frameBytes,
                stepRow,
                stepPixel,
                outImage,
                outRow,
                outPixel,
              );
            else
              filterFrom4(
                source,
                offsets,
                g,
                sum,
                now,
                rows,
                columns,
                frameBytes,
                stepRow,
                stepPixel,
                outImage,
                outRow,
                outPixel,
              );
            sum += (<usize>ROWS) << 5;
          }
        }
      }
    }
  }

  let sum = sums;
  for (let p = 0; p < panels; p++) {
    const panel = panelWidth(p, filters);
    const real = min(panel, filters);
    const first = panelStart(p, filters);
    for (let t = 0; t < tiles; t++) {
      for (let r = 0; r < ROWS; r++) {
        const k = load<i32>(numbers + ((<usize>(t * ROWS + r)) << 2));
        const to = output + ((<usize>(k * filters + first)) << 2);
        const from = sum + ((<usize>(r * panel)) << 2);
        for (let f = 0; f < real; f++)
          store<f32>(to + ((<usize>f) << 2), load<f32>(from + ((<usize>f) << 2)));
      }
      sum += (<usize>ROWS) << 5;
    }
  }
  return 0;
}
