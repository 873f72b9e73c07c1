import type { TrainedWeights } from '../../evaluation/train.ts';
import { packWeights, unpackWeights } from '../log/weights-file.ts';
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

/** The weights of a file; `undefined` where it is damaged: then they are trained again. */
function whole(buffer: ArrayBuffer): TrainedWeights | undefined {
  try {
    return unpackWeights(new Uint8Array(buffer));
  } catch {
    return undefined;
  }
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
        return whole(await file.arrayBuffer());
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
    return stored && whole(stored.bytes);
  },
  list: async (run) => (await database.getAllKeys('weights', ofRun(run))).map(([, candidate]) => candidate),
  remove: (run, candidate) =>
    database.delete('weights', candidate === undefined ? ofRun(run) : IDBKeyRange.only([run, candidate])),
});
