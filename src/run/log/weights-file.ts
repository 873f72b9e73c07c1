import type { TrainedWeights } from '../../evaluation/train.ts';
import { crc32 } from './crc32.ts';

/** "CSW1" in a little-endian number. */
const MAGIC = 0x31575343;
/** What the file begins with, count of weights, count of statistics, CRC-32 of the numbers: 32 bits each. */
const HEADER = 16;

/**
 * The weights of a trained network as a file: header, then weights, then statistics, 32-bit floats. All little-endian, as all
 * machines are that run this.
 */
export function packWeights({ weights, statistics }: TrainedWeights): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(weightsBytes({ weights, statistics }));
  new Float32Array(bytes.buffer, HEADER, weights.length).set(weights);
  new Float32Array(bytes.buffer, HEADER + weights.byteLength).set(statistics);
  const check = crc32(bytes.subarray(HEADER));
  new Uint32Array(bytes.buffer, 0, 4).set([MAGIC, weights.length, statistics.length, check]);
  return bytes;
}

/** The size of that file. */
export const weightsBytes = ({ weights, statistics }: TrainedWeights): number =>
  HEADER + weights.byteLength + statistics.byteLength;

/** The reverse. Throws an `Error` in words where the bytes are not what `packWeights` made. */
export function unpackWeights(bytes: Uint8Array): TrainedWeights {
  // A copy of its own: numbers must lie at a multiple of four, and the caller's bytes are not kept alive.
  const { buffer } = new Uint8Array(bytes);
  const [magic, weights = 0, statistics = 0, check] =
    buffer.byteLength < HEADER ? [] : new Uint32Array(buffer, 0, 4);
  if (magic !== MAGIC) throw new Error('it is no file of weights');
  if (buffer.byteLength !== HEADER + 4 * (weights + statistics)) throw new Error('its length is wrong');
  if (crc32(new Uint8Array(buffer, HEADER)) !== check) throw new Error('its checksum is wrong');
  return {
    weights: new Float32Array(buffer.slice(HEADER, HEADER + 4 * weights)),
    statistics: new Float32Array(buffer.slice(HEADER + 4 * weights)),
  };
}
