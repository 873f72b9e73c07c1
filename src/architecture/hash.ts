/** A 128-bit hash of a text as 32 hex digits: four lanes of multiply–xor over the UTF-16 code units. Not for secrets. */
export function hash128(text: string): string {
  const lanes = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
  const factors = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    for (let lane = 0; lane < 4; lane++) {
      lanes[lane] = rotate(Math.imul(lanes[(lane + 1) % 4]! ^ unit, factors[lane]!), 15) + lanes[lane]!;
    }
  }
  for (let round = 0; round < 8; round++) {
    const lane = round % 4;
    lanes[lane] = finish(lanes[lane]! ^ lanes[(lane + 3) % 4]! ^ text.length);
  }
  return lanes.map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
}

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));

function finish(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}
