import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb';
import { messageOf } from '../../message.ts';
import { isFull } from '../../storage/room.ts';
import { readTableFile } from './limits.ts';

/** A table that is kept on this device, but for its text. */
export interface TableHead {
  readonly id: string;
  readonly name: string;
  /** Rows and columns of the table that is made of it. */
  readonly rows: number;
  readonly columns: number;
  /** What it takes on the device, packed. */
  readonly bytes: number;
  /** When it was imported, milliseconds since 1970. */
  readonly created: number;
  /** The column that says which architecture a row is, where it was chosen by hand. */
  readonly genotype: string | null;
  /** Rows of the text with faults, which its user has decided to leave out. */
  readonly leftOut: number;
}

/** What puts a table back that was removed. */
export interface RemovedTable {
  readonly head: TableHead;
  readonly packed: Uint8Array<ArrayBuffer>;
}

/**
 * Tables on this device, as the texts that were imported, packed. Every call is one transaction. Rejects with an
 * `Error` in words; a full device is said as such.
 */
export interface TableStore {
  /** The newest first. */
  list(): Promise<TableHead[]>;
  /** Keeps a text as it is. Another table with the same id is replaced. */
  add(head: Omit<TableHead, 'bytes'>, text: string): Promise<TableHead>;
  /** Rejects where there is no such table, or its text is damaged. */
  open(id: string): Promise<{ readonly head: TableHead; readonly text: string }>;
  rename(id: string, name: string): Promise<void>;
  /** Gives what puts it back; `undefined` where there is no such table. */
  remove(id: string): Promise<RemovedTable | undefined>;
  putBack(removed: RemovedTable): Promise<void>;
  close(): void;
}

interface TableSchema extends DBSchema {
  heads: { key: string; value: TableHead };
  texts: { key: string; value: Uint8Array<ArrayBuffer> };
}

/** The database's name and the version of its form. */
export const TABLE_DATABASE = 'cellscape-tables';
const FORM = 1;

/**
 * Opens the tables on this device, and tells when another tab or the browser has closed them. Rejects with an `Error`
 * in words where the browser stores nothing.
 */
export async function openTableStore(
  name: string = TABLE_DATABASE,
  onClosed: () => void = () => undefined,
): Promise<TableStore> {
  const database = await openDB<TableSchema>(name, FORM, {
    upgrade(created) {
      created.createObjectStore('heads', { keyPath: 'id' });
      created.createObjectStore('texts');
    },
    // Another tab wants to change the form, or delete everything: it must not wait for us.
    blocking(_, __, event) {
      (event.target as IDBDatabase | null)?.close();
      onClosed();
    },
    terminated: onClosed,
  }).catch((error: unknown) => {
    throw new Error(`This browser keeps no tables here: ${messageOf(error)}`);
  });
  return storeOf(database);
}

function storeOf(database: IDBPDatabase<TableSchema>): TableStore {
  async function put(head: TableHead, packed: Uint8Array<ArrayBuffer>): Promise<void> {
    const tx = database.transaction(['heads', 'texts'], 'readwrite');
    // It may end before it is waited for.
    const done = tx.done;
    done.catch(() => undefined);
    try {
      await Promise.all([
        tx.objectStore('heads').put(head),
        tx.objectStore('texts').put(packed, head.id),
        done,
      ]);
    } catch (error) {
      if (!isFull(error)) throw new Error(`${head.name} could not be kept: ${messageOf(error)}`);
      throw new Error(
        `There is no room for ${head.name} on this device (${(packed.length / 2 ** 20).toFixed(1)} MB). Remove ` +
          'tables or runs that are no longer needed; until then it is open in this tab alone.',
      );
    }
  }

  const missing = (): Error => new Error('This table is not on this device any more.');

  return {
    async list() {
      const heads = await database.getAll('heads');
      return heads.sort((a, b) => b.created - a.created || a.name.localeCompare(b.name));
    },
    async add(head, text) {
      const packed = await pack(text);
      const whole = { ...head, bytes: packed.length };
      await put(whole, packed);
      return whole;
    },
    async open(id) {
      const tx = database.transaction(['heads', 'texts']);
      const [head, packed] = await Promise.all([
        tx.objectStore('heads').get(id),
        tx.objectStore('texts').get(id),
        tx.done,
      ]);
      if (!head || !packed) throw missing();
      return { head, text: await unpack(packed, head.name) };
    },
    async rename(id, name) {
      const tx = database.transaction('heads', 'readwrite');
      const head = await tx.store.get(id);
      await Promise.all([head && tx.store.put({ ...head, name }), tx.done]);
      if (!head) throw missing();
    },
    async remove(id) {
      const tx = database.transaction(['heads', 'texts'], 'readwrite');
      const [head, packed] = await Promise.all([
        tx.objectStore('heads').get(id),
        tx.objectStore('texts').get(id),
      ]);
      await Promise.all([tx.objectStore('heads').delete(id), tx.objectStore('texts').delete(id), tx.done]);
      return head && packed && { head, packed };
    },
    putBack: ({ head, packed }) => put(head, packed),
    close: () => database.close(),
  };
}

async function pack(text: string): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** gzip carries a checksum: damage is noticed. */
const unpack = (packed: Uint8Array<ArrayBuffer>, name: string): Promise<string> =>
  readTableFile({ name, size: packed.length, stream: () => new Blob([packed]).stream() });

/** Deletes all tables on this device; tabs that have them open close them when they are asked. */
export const deleteTables = (name: string = TABLE_DATABASE): Promise<void> => deleteDB(name);
