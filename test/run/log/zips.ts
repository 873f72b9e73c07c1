import { Deflate } from 'fflate';
import { crc32 } from '../../../src/run/log/crc32.ts';

/** An entry of a zip, with whatever it declares. */
export interface RawEntry {
  readonly name: string;
  /** What lies in the zip. */
  readonly data: Uint8Array;
  /** 0: stored, 8: deflated. */
  readonly method?: number;
  readonly declared?: { readonly compressed?: number; readonly size?: number };
}

/** A zip made by hand, with its directory and its end. */
export function rawZip(entries: readonly RawEntry[]): Uint8Array {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data, method = 8, declared = {} } of entries) {
    const { compressed = data.length, size = data.length } = declared;
    const title = Buffer.from(name);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(0x800, 2);
    head.writeUInt16LE(method, 4);
    head.writeUInt32LE(0x5c210000, 6);
    head.writeUInt32LE(crc32(data), 10);
    head.writeUInt32LE(compressed, 14);
    head.writeUInt32LE(size, 18);
    head.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), head, title, data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0'), head, tail, title]));
    parts.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length & 0xffff, 8);
  end.writeUInt16LE(entries.length & 0xffff, 10);
  end.writeUInt32LE(list.length, 12);
  end.writeUInt32LE(at, 16);
  return new Uint8Array(Buffer.concat([...parts, list, end]));
}

/** So many pieces after a beginning, deflated without ever being there at once. */
export function deflated(beginning: Uint8Array, piece: Uint8Array, times: number): Uint8Array {
  const parts: Uint8Array[] = [];
  const deflate = new Deflate({ level: 9 }, (part) => parts.push(part));
  deflate.push(beginning);
  for (let i = 0; i < times; i++) deflate.push(piece, i === times - 1);
  return new Uint8Array(Buffer.concat(parts));
}
