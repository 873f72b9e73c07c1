import { messageOf } from '../../message.ts';

/** Bytes of a table, as a file and unpacked: more is not read. */
export const MOST_BYTES = 64 * 2 ** 20;

/** A file as browsers and Node give it. */
export interface TableFile {
  readonly name: string;
  readonly size: number;
  stream(): ReadableStream<Uint8Array>;
}

/**
 * Reads a table's file as text: UTF-8, or packed with gzip, whatever its name. Size is looked at before anything is
 * read, and unpacked bytes are counted as they come. Rejects with an `Error` that says what is wrong and what to do.
 */
export async function readTableFile(file: TableFile, most: number = MOST_BYTES): Promise<string> {
  if (file.size > most)
    throw new Error(
      `${file.name} has ${inMegabytes(file.size)}, and ${inMegabytes(most)} are the most: it was not read. ` +
        'Leave out columns or rows that are not needed, or pack it with gzip if it is text.',
    );
  if (file.size === 0) throw new Error(`${file.name} is empty.`);
  const reader = readerOf(file);
  try {
    const first = await startOf(reader);
    if (first[0] === 0x50 && first[1] === 0x4b && first[2] === 3)
      throw new Error(`${file.name} is a zip. Unpack it, and import the table in it.`);
    const packed = first[0] === 0x1f && first[1] === 0x8b;
    const bytes = whole(reader, first);
    return await decode(packed ? unpacked(bytes, file.name) : bytes, file.name, most);
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

const inMegabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20).toLocaleString('en')} MB`;

interface Reader {
  /** The next bytes; `undefined` at the end. */
  read(): Promise<Uint8Array | undefined>;
  cancel(): Promise<void>;
}

function readerOf(file: TableFile): Reader {
  const reader = file.stream().getReader();
  return {
    async read() {
      try {
        return (await reader.read()).value;
      } catch (error) {
        throw new Unreadable(
          `${file.name} could not be read: ${messageOf(error)}. Is it still where it was?`,
        );
      }
    },
    cancel: () => reader.cancel(),
  };
}

/** The file itself cannot be read; what is in it may be sound. */
class Unreadable extends Error {}

/** The first bytes, three at least where there are so many. */
async function startOf(reader: Reader): Promise<Uint8Array> {
  let first = new Uint8Array(0);
  while (first.length < 3) {
    const next = await reader.read();
    if (!next) break;
    const joined = new Uint8Array(first.length + next.length);
    joined.set(first);
    joined.set(next, first.length);
    first = joined;
  }
  return first;
}

async function* whole(reader: Reader, first: Uint8Array): AsyncGenerator<Uint8Array> {
  yield first;
  for (;;) {
    const next = await reader.read();
    if (!next) return;
    yield next;
  }
}

/**
 * So much is unpacked at a time: a thousand times as much may come of it, of which nobody has counted anything before.
 */
const PIECE = 8192;

async function* inPieces(bytes: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes)
    for (let from = 0; from < chunk.length; from += PIECE) yield chunk.subarray(from, from + PIECE);
}

/** Unpacks as it is asked for: a bomb is not unpacked beyond what is read of it. */
async function* unpacked(bytes: AsyncGenerator<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  const pieces = inPieces(bytes);
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(value as Uint8Array<ArrayBuffer>);
    },
  });
  const reader = source.pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        if (error instanceof Unreadable) throw error;
        throw new Error(`${name} is packed with gzip, and damaged or cut off. Pack or download it again.`);
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function decode(bytes: AsyncGenerator<Uint8Array>, name: string, most: number): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const decoded = (chunk?: Uint8Array): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch {
      throw new Error(`${name} is no text in UTF-8. Save the table as CSV or JSON in UTF-8.`);
    }
  };
  const texts: string[] = [];
  let count = 0;
  for await (const chunk of bytes) {
    count += chunk.length;
    if (count > most)
      throw new Error(
        `${name} has more than ${inMegabytes(most)} when it is unpacked: it was not read on. ` +
          'Leave out columns or rows that are not needed.',
      );
    texts.push(decoded(chunk));
  }
  return [...texts, decoded()].join('');
}
