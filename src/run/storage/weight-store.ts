import type { TrainedWeights } from '../../evaluation/train.ts';
import { ofRun, type RunDatabase } from './database.ts';

/** Trained weights on this device, beside the logs: they can be trained again, logs cannot. */
export interface WeightStore {
  put(run: string, candidate: number, trained: TrainedWeights): Promise<void>;
  get(run: string, candidate: number): Promise<TrainedWeights | undefined>;
  /** Candidates whose weights there are. */
  list(run: string): Promise<number[]>;
  /** One candidate's, or all of a run. */
  remove(run: string, candidate?: number): Promise<void>;
}

/** Two lengths, then the numbers: weights, then statistics (32-bit floats, little endian as all machines are today). */
export function packWeights({ weights, statistics }: TrainedWeights): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(8 + weights.byteLength + statistics.byteLength);
  new Uint32Array(bytes.buffer, 0, 2).set([weights.length, statistics.length]);
  new Float32Array(bytes.buffer, 8, weights.length).set(weights);
  new Float32Array(bytes.buffer, 8 + weights.byteLength).set(statistics);
  return bytes;
}

/** The reverse; `undefined` where the bytes are not what `packWeights` makes. */
export function unpackWeights(buffer: ArrayBuffer): TrainedWeights | undefined {
  if (buffer.byteLength < 8) return undefined;
  const [weights = 0, statistics = 0] = new Uint32Array(buffer, 0, 2);
  if (buffer.byteLength !== 8 + 4 * (weights + statistics)) return undefined;
  return {
    weights: new Float32Array(buffer.slice(8, 8 + 4 * weights)),
    statistics: new Float32Array(buffer.slice(8 + 4 * weights)),
  };
}

/** In files of the page's own file system where the browser has one that can be written to, else in the database. */
export async function openWeightStore(database: RunDatabase): Promise<WeightStore> {
  try {
    const root = await navigator.storage.getDirectory();
    if (!('createWritable' in FileSystemFileHandle.prototype)) return inDatabase(database);
    return inFiles(await root.getDirectoryHandle('weights', { create: true }));
  } catch {
    return inDatabase(database);
  }
}

/** Removes the folder of all weights, where there is one. */
export async function forgetWeights(): Promise<void> {
  try {
    await (await navigator.storage.getDirectory()).removeEntry('weights', { recursive: true });
  } catch {
    // There was none, or the browser has no such folders.
  }
}

const isMissing = (error: unknown): boolean => (error as DOMException).name === 'NotFoundError';

function inFiles(root: FileSystemDirectoryHandle): WeightStore {
  const name = (candidate: number) => `${candidate}.bin`;
  return {
    async put(run, candidate, trained) {
      const folder = await root.getDirectoryHandle(run, { create: true });
      const file = await folder.getFileHandle(name(candidate), { create: true });
      // Written beside the file and put in its place when it is closed: it is there wholly or not at all.
      const writable = await file.createWritable();
      await writable.write(packWeights(trained));
      await writable.close();
    },
    async get(run, candidate) {
      try {
        const folder = await root.getDirectoryHandle(run);
        const file = await (await folder.getFileHandle(name(candidate))).getFile();
        return unpackWeights(await file.arrayBuffer());
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async list(run) {
      const found: number[] = [];
      try {
        const folder = await root.getDirectoryHandle(run);
        for await (const key of folder.keys()) found.push(Number.parseInt(key, 10));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
      return found.filter(Number.isInteger).sort((a, b) => a - b);
    },
    async remove(run, candidate) {
      try {
        if (candidate === undefined) await root.removeEntry(run, { recursive: true });
        else await (await root.getDirectoryHandle(run)).removeEntry(name(candidate));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}

export const inDatabase = (database: RunDatabase): WeightStore => ({
  async put(run, candidate, trained) {
    await database.put('weights', { run, candidate, bytes: packWeights(trained).buffer });
  },
  async get(run, candidate) {
    const stored = await database.get('weights', [run, candidate]);
    return stored && unpackWeights(stored.bytes);
  },
  list: async (run) => (await database.getAllKeys('weights', ofRun(run))).map(([, candidate]) => candidate),
  remove: (run, candidate) =>
    database.delete('weights', candidate === undefined ? ofRun(run) : IDBKeyRange.only([run, candidate])),
});
