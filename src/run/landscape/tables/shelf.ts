import { messageOf } from '../../message.ts';
import { type BuiltInTable, loadBuiltIn, type TableCard } from './built-in.ts';
import { readTableFile } from './limits.ts';
import type { RemovedTable, TableHead, TableStore } from './table-store.ts';

/** A table that can be opened. */
export interface ShelvedTable {
  readonly id: string;
  readonly name: string;
  /** It comes with the page: it is not renamed or removed. */
  readonly builtIn: boolean;
  /** It lives in this tab alone. */
  readonly unsaved: boolean;
}

/** A table's text, and how it is read. */
export interface ShelvedText {
  readonly name: string;
  readonly text: string;
  /** The column that says which architecture a row is, where it was chosen by hand. */
  readonly genotype: string | undefined;
  readonly card: TableCard | undefined;
}

/** What is kept of an import. */
export type NewTable = Omit<ShelvedText, 'card'> & Pick<TableHead, 'rows' | 'columns' | 'leftOut'>;

/** The tables that the lab can open: ours, those on this device, and those that found no room on it. */
export interface Shelf {
  /** Our own first, then the newest. */
  list(): Promise<readonly ShelvedTable[]>;
  read(id: string): Promise<ShelvedText>;
  /** The text of a file, whose size is looked at before it is read. */
  textOf(file: File): Promise<string>;
  /** Keeps a table. `problem`: why it lives in this tab alone. */
  add(table: NewTable): Promise<{ readonly id: string; readonly problem: string | null }>;
  rename(id: string, name: string): Promise<void>;
  /** Whether there was such a table, which can be put back. */
  remove(id: string): Promise<boolean>;
  /** Puts the table back that was removed last. */
  restore(): Promise<void>;
}

export interface ShelfOptions {
  /** Where the page's own tables lie. */
  readonly baseUrl: string;
  /** `onClosed`: another tab or the browser has closed it. */
  open(onClosed: () => void): Promise<TableStore>;
  /** Milliseconds since 1970. */
  now(): number;
  newId(): string;
  readonly load?: (baseUrl: string) => Promise<BuiltInTable>;
}

const OWN = 'own';
/** What our own table is called before it was loaded. */
const OWN_NAME = 'Our cells on MNIST, 14×14';

/** Rejections are `Error`s in words. */
export function createShelf({ baseUrl, open, now, newId, load = loadBuiltIn }: ShelfOptions): Shelf {
  let store: Promise<TableStore> | undefined;
  const stored = () => {
    if (store) return store;
    const forget = () => {
      if (store === opened) store = undefined;
    };
    // What failed, or was closed, is opened again.
    const opened = open(forget);
    opened.catch(forget);
    store = opened;
    return opened;
  };
  /** Tables that the device did not take. */
  const loose = new Map<string, ShelvedText & { readonly created: number }>();
  let removed:
    | RemovedTable
    | { readonly id: string; readonly table: ShelvedText & { created: number } }
    | undefined;

  return {
    async list() {
      const own = { id: OWN, name: OWN_NAME, builtIn: true, unsaved: false };
      // A browser that stores nothing still has ours.
      const heads = await stored().then(
        (tables) => tables.list(),
        () => [],
      );
      const all = [
        ...heads.map(({ id, name, created }) => ({ id, name, created, unsaved: false })),
        ...[...loose].map(([id, { name, created }]) => ({ id, name, created, unsaved: true })),
      ];
      all.sort((a, b) => b.created - a.created);
      return [own, ...all.map(({ created, ...table }) => ({ ...table, builtIn: false }))];
    },
    async read(id) {
      if (id === OWN) {
        const { text, card } = await load(baseUrl);
        return { name: OWN_NAME, text, genotype: undefined, card };
      }
      const known = loose.get(id);
      if (known) return known;
      const { head, text } = await (await stored()).open(id);
      return { name: head.name, text, genotype: head.genotype ?? undefined, card: undefined };
    },
    textOf: (file) => readTableFile(file),
    async add({ name, text, genotype, rows, columns, leftOut }) {
      const id = newId();
      const head = { id, name, rows, columns, leftOut, created: now(), genotype: genotype ?? null };
      try {
        await (await stored()).add(head, text);
        return { id, problem: null };
      } catch (error) {
        loose.set(id, { name, text, genotype, card: undefined, created: head.created });
        return { id, problem: messageOf(error) };
      }
    },
    async rename(id, name) {
      const known = loose.get(id);
      if (known) loose.set(id, { ...known, name });
      else await (await stored()).rename(id, name);
    },
    async remove(id) {
      const known = loose.get(id);
      if (known) {
        removed = { id, table: known };
        loose.delete(id);
        return true;
      }
      const taken = await (await stored()).remove(id);
      // What another tab has removed is its to put back; what was removed here before stays ours.
      removed = taken ?? removed;
      return taken !== undefined;
    },
    async restore() {
      if (!removed) throw new Error('There is no table to put back.');
      if ('table' in removed) loose.set(removed.id, removed.table);
      else await (await stored()).putBack(removed);
      removed = undefined;
    },
  };
}
