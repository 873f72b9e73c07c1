/** output[i] = factor · image rows[i] of `bytes` bytes each: a batch of a data set that is kept as bytes. */
export function gatherImages(
  bytes: usize,
  rows: usize,
  output: usize,
  count: i32,
  size: i32,
  factor: f32,
): void {
  const k = f32x4.splat(factor);
  for (let n = 0; n < count; n++) {
    let from = bytes + <usize>load<u32>(rows + ((<usize>n) << 2)) * <usize>size;
    const end = from + <usize>size;
    for (; from + 8 <= end; from += 8) {
      const wide = v128.load8x8_u(from);
      v128.store(output, f32x4.mul(k, f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(wide))));
      v128.store(output, f32x4.mul(k, f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(wide))), 16);
      output += 32;
    }
    for (; from < end; from++) {
      store<f32>(output, factor * <f32>load<u8>(from));
      output += 4;
    }
  }
}
