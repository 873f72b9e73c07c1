/** An array of bytes read from an IDX file (the format of the MNIST files). */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * Parses an IDX file of unsigned bytes: two zero bytes, type 0x08, the number of dimensions, each dimension as a
 * big-endian 32-bit integer, then the data. Throws an `Error` that names the file and what is wrong with it.
 */
export function parseIdx(bytes: Uint8Array, name: string): IdxArray {
  const fail = (what: string) => new Error(`${name} is not the IDX file it should be: ${what}.`);
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0)
    throw fail('it does not start with two zero bytes');
  if (bytes[2] !== 0x08)
    throw fail(`its values have type 0x${bytes[2]!.toString(16)}, only unsigned bytes (0x8) are read`);
  const rank = bytes[3]!;
  const start = 4 + 4 * rank;
  if (rank === 0 || bytes.length < start) throw fail(`its header ends early (${bytes.length} bytes)`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== start + size) {
    throw fail(`it should hold ${shape.join('×')} = ${size} bytes of data, it holds ${bytes.length - start}`);
  }
  return { shape, data: bytes.subarray(start) };
}

/** Unpacks gzip; other bytes come back as they are, for hosts that unpack `.gz` files on their own. */
export async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
