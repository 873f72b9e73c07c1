import { chunkInput, chunkOf, gatherPixels, layOut, packedBytes, spreadNarrow, writeTable } from './gather';
import { panelCount, panelStart, panelWidth } from './panels';
import { opens, room, take } from './scratch';
import { ROWS } from './tiles';
import { convolveWinograd } from './winograd';
import { worthWinograd } from './winograd-plan';

/**
 * The first tap of a kernel that a phase of the strided gradient uses, and the number of such taps: those with (phase
 * + padding − tap · dilation) divisible by the stride.
 */
function firstTap(phase: i32, padding: i32, kernel: i32, stride: i32, dilation: i32): i32 {
  for (let k = 0; k < kernel; k++) if ((phase + padding - k * dilation) % stride == 0) return k;
  return -1;
}

function tapStep(stride: i32, dilation: i32): i32 {
  let step = 1;
  while ((step * dilation) % stride != 0) step++;
  return step;
}

/**
 * The gradient of a convolution with regard to its images: `gradient` [N, OH, OW, F], `output` [N, H, W, C]. Returns
 * 0, or the scratch it needs.
 */
export function convolveBack(
  gradient: usize,
  filter: usize,
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
    worthWinograd(
      images,
      height,
      width,
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
    // The same convolution of the output's gradient, with the filter turned and transposed.
    return convolveWinograd(
      gradient,
      filter,
      0,
      output,
      images,
      outHeight,
      outWidth,
      filters,
      height,
      width,
      channels,
      2 - top,
      2 - left,
      true,
    );
  }
  // Pixel s·j + r of a side reads the gradient at j + (r + padding − k · dilation) / s: from `low` before to `high`
  // behind j.
  const lowRow = floorDivide(top - (kernelHeight - 1) * dilationHeight, strideHeight);
  const highRow = (strideHeight - 1 + top) / strideHeight;
  const lowColumn = floorDivide(left - (kernelWidth - 1) * dilationWidth, strideWidth);
  const highColumn = (strideWidth - 1 + left) / strideWidth;
  const rows = (height + strideHeight - 1) / strideHeight;
  const columns = (width + strideWidth - 1) / strideWidth;
  const frameTop = max(0, -lowRow);
  const frameLeft = max(0, -lowColumn);
  const framePixel = filters << 2;
  const frameHeight = max(outHeight, rows + highRow) + frameTop;
  const frameWidth = max(outWidth, columns + highColumn) + frameLeft;
  const direct = frameHeight == outHeight && frameWidth == outWidth;
  const frameBytes = frameHeight * frameWidth * framePixel;
  const pixels = rows * columns;
  const phases = strideHeight * strideWidth;
  const chunk = chunkOf(images, frameBytes, height * width);
  const stepRow = tapStep(strideHeight, dilationHeight);
  const stepColumn = tapStep(strideWidth, dilationWidth);
  // Neighbouring taps of a phase are neighbouring pixels of the gradient where this is one.
  const contiguous = stepColumn * dilationWidth == strideWidth;
  const mostTaps = ((kernelHeight + stepRow - 1) / stepRow) * ((kernelWidth + stepColumn - 1) / stepColumn);
  const packedSize = room(packedBytes(mostTaps * filters, channels));
  const tableSize = room((<usize>(chunk * pixels)) << 3);
  const segmentsSize = room((<usize>mostTaps) << 2);
  const framesBytes: usize = direct ? 0 : <usize>chunk * <usize>frameBytes;
  const narrowBytes: usize = channels < 4 ? (<usize>(chunk * pixels)) << 4 : 0;
  const biasBytes = (<usize>(channels + 8)) << 2;
  const need =
    <usize>phases * (packedSize + tableSize + segmentsSize + 64) +
    room(framesBytes) +
    room(narrowBytes) +
    room(biasBytes) +
    room((<usize>ROWS) << 3);
  if (!opens(need)) return need;
  const frames = take(framesBytes);
  const narrow = take(narrowBytes);
  const zeros = take(biasBytes);
  const spare = take((<usize>ROWS) << 3);
  layOut(frameHeight, frameWidth, framePixel, chunk, frames, narrow, spare);
  memory.fill(zeros, 0, biasBytes);
  if (!direct) memory.fill(frames, 0, framesBytes);
  const packed = take(<usize>phases * packedSize);
  const tables = take(<usize>phases * tableSize);
  const allSegments = take(<usize>phases * segmentsSize);
  const descriptions = take((<usize>phases) << 4);

  const outPixel = channels << 2;
  const outRow = width * outPixel;
  const outImage = height * outRow;
  for (let phase = 0; phase < phases; phase++) {
    const phaseRow = phase / strideWidth;
    const phaseColumn = phase % strideWidth;
    const phaseRows = (height - phaseRow + strideHeight - 1) / strideHeight;
    const phaseColumns = (width - phaseColumn + strideWidth - 1) / strideWidth;
    const firstRow = firstTap(phaseRow, top, kernelHeight, strideHeight, dilationHeight);
    const firstColumn = firstTap(phaseColumn, left, kernelWidth, strideWidth, dilationWidth);
    const tapRows = firstRow < 0 ? 0 : (kernelHeight - 1 - firstRow) / stepRow + 1;
    const tapColumns = firstColumn < 0 ? 0 : (kernelWidth - 1 - firstColumn) / stepColumn + 1;
    const taps = tapRows * tapColumns;
    const segments = allSegments + <usize>phase * segmentsSize;
    // Taps from the last to the first: their pixels of the gradient come in ascending order.
    let at = segments;
    for (let i = tapRows - 1; i >= 0; i--) {
      const row = (phaseRow + top - (firstRow + i * stepRow) * dilationHeight) / strideHeight + frameTop;
      for (let j = tapColumns - 1; j >= 0; j--) {
        const column =
          (phaseColumn + left - (firstColumn + j * stepColumn) * dilationWidth) / strideWidth + frameLeft;
        store<u32>(at, (row * frameWidth + column) * framePixel);
        at += 4;
        if (contiguous) break;
      }
    }
    const description = descriptions + ((<usize>phase) << 4);
    store<i32>(description, taps * filters, 0);
    store<i32>(description, taps == 0 ? 0 : contiguous ? tapRows : taps, 4);
    store<i32>(description, contiguous ? tapColumns * filters : filters, 8);
    packBack(
      filter,
      packed + <usize>phase * packedSize,
      channels,
      filters,
      kernelWidth,
      firstRow,
      tapRows,
      stepRow,
      firstColumn,
      tapColumns,
      stepColumn,
    );
    const narrowRow = phaseColumns << 4;
    writeTable(
      tables + <usize>phase * tableSize,
      phaseRows,
      phaseColumns,
      frameBytes,
      frameWidth * framePixel,
      framePixel,
      channels < 4 ? phaseRows * narrowRow : outImage,
      channels < 4 ? narrowRow : strideHeight * outRow,
      channels < 4 ? 16 : strideWidth * outPixel,
      channels < 4 ? 0 : phaseRow * outRow + phaseColumn * outPixel,
    );
  }
  for (let n = 0; n < images; n += chunk) {
    const now = min(chunk, images - n);
    const from = chunkInput(
      gradient,
      n,
      now,
      outHeight,
      outWidth,
      frameTop,
      frameLeft,
      outHeight,
      outWidth,
      direct,
    );
    const to = output + <usize>n * <usize>outImage;
    for (let phase = 0; phase < phases; phase++) {
      const phaseRow = phase / strideWidth;
      const phaseColumn = phase % strideWidth;
      const phaseRows = (height - phaseRow + strideHeight - 1) / strideHeight;
      const phaseColumns = (width - phaseColumn + strideWidth - 1) / strideWidth;
      if (phaseRows <= 0 || phaseColumns <= 0) continue;
      const description = descriptions + ((<usize>phase) << 4);
      gatherPixels(
        tables + <usize>phase * tableSize,
        now * phaseRows * phaseColumns,
        from,
        channels < 4 ? narrow : to,
        packed + <usize>phase * packedSize,
        zeros,
        load<i32>(description, 0),
        channels,
        allSegments + <usize>phase * segmentsSize,
        load<i32>(description, 4),
        load<i32>(description, 8),
      );
      if (channels < 4) {
        spreadNarrow(
          to + <usize>(phaseRow * outRow + phaseColumn * outPixel),
          now,
          phaseRows,
          phaseColumns,
          channels,
          outImage,
          strideHeight * outRow,
          strideWidth * outPixel,
        );
      }
    }
  }
  return 0;
}

/** ⌊a / b⌋ for positive b. */
function floorDivide(a: i32, b: i32): i32 {
  return a >= 0 ? a / b : -((b - 1 - a) / b);
}

/** The taps of one phase, last first, transposed into panels of input channels: [panel][tap][filter][8 or 4]. */
function packBack(
  filter: usize,
  packed: usize,
  channels: i32,
  filters: i32,
  kernelWidth: i32,
  firstRow: i32,
  tapRows: i32,
  stepRow: i32,
  firstColumn: i32,
  tapColumns: i32,
  stepColumn: i32,
): void {
  const panels = panelCount(channels);
  let to = packed;
  for (let p = 0; p < panels; p++) {
    const width = panelWidth(p, channels);
    const real = min(width, channels);
    const first = panelStart(p, channels);
    for (let i = tapRows - 1; i >= 0; i--) {
      for (let j = tapColumns - 1; j >= 0; j--) {
        const tap = (firstRow + i * stepRow) * kernelWidth + firstColumn + j * stepColumn;
        const from = filter + ((<usize>((tap * channels + first) * filters)) << 2);
        for (let c = 0; c < width; c++) {
          const source = from + ((<usize>(c * filters)) << 2);
          let target = to + ((<usize>c) << 2);
          for (let f = 0; f < filters; f++) {
            store<f32>(target, c < real ? load<f32>(source + ((<usize>f) << 2)) : 0);
            target += (<usize>width) << 2;
          }
        }
        to += (<usize>(filters * width)) << 2;
      }
    }
  }
}
