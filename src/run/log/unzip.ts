import { Inflate, Unzip, type UnzipDecoder, type UnzipFile } from 'fflate';

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

const CHUNK = 65_536;
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
  /** What ended the reading. fflate catches what is thrown from within, and calls again with it. */
  let failure: { readonly error: unknown } | undefined;
  const guarded = (work: () => void): void => {
    if (failure) return;
    try {
      work();
    } catch (error) {
      failure = { error };
    }
  };
  const open = new Set<EntrySink>();

  const start = (file: UnzipFile): void => {
    if (++entries > limits.entries)
      throw new Error(`The zip has more than ${limits.entries.toLocaleString('en')} entries.`);
    const sink = take(file.name);
    if (!sink) return;
    open.add(sink);
    // Neither stored nor deflated: nobody writes run files so.
    if (file.compression !== 0 && file.compression !== Inflater.compression) return;
    file.ondata = (error, data, final) =>
      guarded(() => {
        if (!open.has(sink)) return;
        if (error instanceof TooMuch) throw new Error(error.message);
        if (!error && data.length > 0) sink.push(data);
        if (!error && !final) return;
        open.delete(sink);
        sink.end(!error);
      });
    file.start();
  };

  const zip = new Unzip((file) => guarded(() => start(file)));
  zip.register(
    class extends Inflater {
      constructor() {
        super(limits);
      }
    },
  );
  for (let at = 0; at < bytes.length && !failure; at += CHUNK) {
    const end = at + CHUNK;
    try {
      zip.push(bytes.subarray(at, end), end >= bytes.length);
    } catch {
      // It stumbles over what is no zip from here on, and over an end that comes too early.
      break;
    }
    if (end % BREATH === 0) await new Promise((resolve) => setTimeout(resolve));
  }
  for (const sink of open) guarded(() => sink.end(false));
  if (failure) throw failure.error;
  return hasEnd(bytes);
}

/** An entry is a bomb. */
class TooMuch extends Error {}

/** So much is inflated at a time: damage costs what is before it in one piece. */
const PIECE = 2048;
const NOTHING = new Uint8Array(0);

/** Inflates piece by piece, and stops where more comes out than the limits allow. */
class Inflater implements UnzipDecoder {
  static readonly compression = 8;
  ondata: UnzipDecoder['ondata'] = () => undefined;
  readonly #limits: UnzipLimits;
  readonly #inflate = new Inflate();
  #taken = 0;
  #given = 0;
  #over = false;

  constructor(limits: UnzipLimits) {
    this.#limits = limits;
    this.#inflate.ondata = (data) => {
      this.#given += data.length;
      const { free, ratio } = this.#limits;
      if (this.#given > free && this.#given > ratio * this.#taken)
        throw new TooMuch(
          `An entry of the zip inflates to more than ${ratio} times its size: it is not read.`,
        );
      this.ondata(null, data, false);
    };
  }

  push(chunk: Uint8Array, final: boolean): void {
    if (this.#over) return;
    try {
      for (let at = 0; at < chunk.length; at += PIECE) {
        const piece = chunk.subarray(at, at + PIECE);
        this.#taken += piece.length;
        this.#inflate.push(piece);
      }
      if (!final) return;
      // Nothing more comes out of a stream that is at its end; of another one, the rest is not to be believed.
      this.#inflate.ondata = () => undefined;
      this.#inflate.push(Uint8Array.of(0), true);
      this.#over = true;
      this.ondata(null, NOTHING, true);
    } catch (error) {
      this.#over = true;
      this.ondata(error as Parameters<typeof this.ondata>[0], NOTHING, false);
    }
  }
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
