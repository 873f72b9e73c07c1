import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { MOST_BYTES, readTableFile, type TableFile } from '../../../../src/run/landscape/tables/limits.ts';

/** A file whose bytes come in pieces. */
const fileOf = (bytes: Uint8Array, { name = 't.csv', piece = 5 } = {}): TableFile => ({
  name,
  size: bytes.length,
  stream: () => {
    let taken = 0;
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        const next = bytes.slice(taken, taken + piece);
        taken += next.length;
        if (next.length > 0) controller.enqueue(next);
        if (taken >= bytes.length) controller.close();
      },
    });
  },
});
const utf8 = (text: string) => new TextEncoder().encode(text);
const TEXT = 'arch,größe\n00,1\n01,2\n';

describe('the file of a table', () => {
  it.each([1, 2, 3, 1000])('is read, packed or not, in pieces of %i bytes', async (piece) => {
    expect(await readTableFile(fileOf(utf8(TEXT), { piece }))).toBe(TEXT);
    // What is packed is known by its bytes.
    for (const name of ['t.csv', 't.csv.gz', 't.gz'])
      expect(await readTableFile(fileOf(gzipSync(TEXT), { name, piece }))).toBe(TEXT);
    expect(await readTableFile(fileOf(utf8(`\ufeff${TEXT}`), { piece }))).toBe(TEXT);
  });

  it('is refused by its size alone, before it is read', async () => {
    const file = {
      name: 'huge.csv',
      size: 200 * 2 ** 20,
      stream: () => {
        throw new Error('It was read.');
      },
    };
    await expect(readTableFile(file)).rejects.toThrow(
      'huge.csv has 200 MB, and 64 MB are the most: it was not read. Leave out columns or rows',
    );
    await expect(readTableFile({ ...file, size: MOST_BYTES })).rejects.toThrow('It was read.');
  });

  it('is not unpacked beyond the limit', async () => {
    // A thousand times as much as it takes.
    const bomb = gzipSync(Buffer.alloc(100 * 2 ** 20));
    await expect(readTableFile(fileOf(bomb, { name: 'bomb.csv.gz', piece: 65_536 }))).rejects.toThrow(
      'bomb.csv.gz has more than 64 MB when it is unpacked: it was not read on.',
    );
    const text = 'a,b\n'.repeat(1000);
    expect(await readTableFile(fileOf(gzipSync(text)), text.length)).toBe(text);
    await expect(readTableFile(fileOf(gzipSync(text)), text.length - 1)).rejects.toThrow(
      'when it is unpacked',
    );
  });

  it.each([
    ['empty', new Uint8Array(0), 't.csv is empty.'],
    ['a zip', Uint8Array.of(0x50, 0x4b, 3, 4, 0), 't.csv is a zip. Unpack it, and import the table in it.'],
    ['cut off', gzipSync(TEXT).subarray(0, 30), 'is packed with gzip, and damaged or cut off'],
    ['with bytes changed', gzipSync(TEXT).fill(7, 15, 20), 'is packed with gzip, and damaged or cut off'],
    [
      'Latin-1',
      Buffer.from(TEXT, 'latin1'),
      't.csv is no text in UTF-8. Save the table as CSV or JSON in UTF-8.',
    ],
    ['UTF-16', Buffer.from(`\ufeff${TEXT}`, 'utf16le'), 'is no text in UTF-8'],
    ['cut off within a letter', utf8('a,ö').subarray(0, 3), 'is no text in UTF-8'],
  ])('%s is refused in words', async (_, bytes, message) => {
    await expect(readTableFile(fileOf(bytes))).rejects.toThrow(message);
  });

  it('says when it is not there any more', async () => {
    const stream = () =>
      new ReadableStream<Uint8Array>({ pull: () => Promise.reject(new Error('NotReadableError')) });
    await expect(readTableFile({ name: 'gone.csv', size: 9, stream })).rejects.toThrow(
      'gone.csv could not be read: NotReadableError. Is it still where it was?',
    );
  });
});
