import { Unzip, type UnzipFile, UnzipInflate } from 'fflate';

/** Gets an entry's bytes, as they come out of the zip. */
export interface EntrySink {
  /** What it throws ends the reading. */
  push(bytes: Uint8Array): void;
  /** `whole`: all of the entry was there and could be inflated. */
  end(whole: boolean): void;
}

export interface UnzipLimits {
  readonly entries: number;
  /** An entry that inflates to more than `free` bytes may be at most so many times as large as what it was made of. */
  readonly ratio: number;
  readonly free: number;
}

/** So much is read at a time: what the worst of it inflates to (a thousand times as much) fits anywhere. */
const CHUNK = 16_384;
/** After so many bytes others get their turn. */
const BREATH = 4 * 2 ** 20;

/**
 * Reads a zip from its beginning, entry by entry, without asking its directory at the end: a file that was cut anywhere
 * gives what is before. What sizes the zip declares is not looked at; bytes are counted as they come. `take` says who gets an
 * entry, by name; without a sink it is passed over. Resolves with whether the zip has its end; every sink that was
 * taken has heard of its end by then. Rejects with what a sink or `take` threw, and with an `Error` in words where
 * the limits are exceeded.
 */
export async function unzip(
  bytes: Uint8Array,
  take: (name: string) => EntrySink | undefined,
  limits: UnzipLimits,
): Promise<boolean> {
  let entries = 0;
  let consumed = 0;
  let failure: unknown;
  let failed = false;
  const open = new Set<EntrySink>();
  const fail = (error: unknown) => {
    if (!failed) failure = error;
    failed = true;
  };

  const start = (file: UnzipFile): void => {
    if (++entries > limits.entries) throw new Error(`The zip has more than ${limits.entries} entries.`);
    const sink = take(file.name);
    if (!sink) return;
    open.add(sink);
    // Neither stored nor deflated: nobody writes run files so.
    if (file.compression !== 0 && file.compression !== 8) return;
    const begin = consumed;
    let inflated = 0;
    file.ondata = (error, data, final) => {
      if (failed || !open.has(sink)) return;
      const close = (whole: boolean) => {
        open.delete(sink);
        sink.end(whole);
      };
      // The decoder catches what is thrown here, and calls again with it.
      try {
        if (error) return close(false);
        inflated += data.length;
        if (inflated > limits.free && inflated > limits.ratio * (consumed - begin + CHUNK))
          throw new Error(
            `An entry of the zip inflates to more than ${limits.ratio} times its size: it is not read.`,
          );
        if (data.length > 0) sink.push(data);
        if (final) close(true);
      } catch (thrown) {
        fail(thrown);
      }
    };
    file.start();
  };

  const zip = new Unzip((file) => {
    if (failed) return;
    try {
      start(file);
    } catch (thrown) {
      fail(thrown);
    }
  });
  zip.register(UnzipInflate);
  for (let at = 0; at < bytes.length && !failed; at += CHUNK) {
    const chunk = bytes.subarray(at, at + CHUNK);
    consumed += chunk.length;
    try {
      zip.push(chunk, consumed === bytes.length);
    } catch {
      // It stumbles over what is no zip from here on, and over an end that comes too early.
      break;
    }
    if (consumed % BREATH === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  if (failed) throw failure;
  for (const sink of open) sink.end(false);
  return hasEnd(bytes);
}

/** Whether bytes begin as a zip does. */
export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);

/** Whether a zip's end record is there: 22 bytes, of which the last two say how long a comment follows. */
function hasEnd(bytes: Uint8Array): boolean {
  for (let i = bytes.length - 22; i >= Math.max(0, bytes.length - 22 - 65_535); i--) {
    const isEnd = bytes[i] === 0x50 && bytes[i + 1] === 0x4b && bytes[i + 2] === 5 && bytes[i + 3] === 6;
    if (isEnd && i + 22 + bytes[i + 20]! + 256 * bytes[i + 21]! === bytes.length) return true;
  }
  return false;
}
