import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { openTableStore, type TableStore } from '../../../../src/run/landscape/tables/table-store.ts';
import { fileOf, shelfOf, TABLE } from '../shelves.ts';

let number = 0;
/** Tabs of one browser. */
function tabs() {
  const database = `shelf ${++number}`;
  const stores: TableStore[] = [];
  let id = 0;
  const tab = () =>
    shelfOf({
      newId: () => `${database} ${++id}`,
      open: async (onClosed) => {
        const store = await openTableStore(database, onClosed);
        stores.push(store);
        return store;
      },
    });
  return { tab, stores, database };
}

const table = (name = 'table.csv') => ({
  name,
  text: TABLE,
  genotype: undefined,
  rows: 27,
  columns: 4,
  leftOut: 0,
});

describe('the shelf', () => {
  it('lists our own table, then the newest; keeps and reads texts as they are', async () => {
    const { tab } = tabs();
    const shelf = tab();
    const { id, problem } = await shelf.add(table('a.csv'));
    await shelf.add({ ...table('b.csv'), genotype: 'word' });
    expect(problem).toBeNull();
    expect((await shelf.list()).map(({ name }) => name)).toEqual([
      expect.stringContaining('Our cells'),
      'b.csv',
      'a.csv',
    ]);
    expect(await shelf.read(id)).toEqual({
      name: 'a.csv',
      text: TABLE,
      genotype: undefined,
      card: undefined,
    });
    const [, newest] = await shelf.list();
    expect((await shelf.read(newest!.id)).genotype).toBe('word');
  });

  it('renames, removes and puts back', async () => {
    const shelf = tabs().tab();
    const { id } = await shelf.add(table());
    await shelf.rename(id, '<img src=x>');
    expect(await shelf.remove(id)).toBe(true);
    expect(await shelf.list()).toHaveLength(1);
    await shelf.restore();
    expect((await shelf.read(id)).name).toBe('<img src=x>');
    await expect(shelf.restore()).rejects.toThrow('There is no table to put back.');
  });

  it('says where another tab has removed a table first, and puts its own back', async () => {
    const { tab } = tabs();
    const [one, other] = [tab(), tab()];
    const { id } = await one.add(table());
    const { id: mine } = await one.add(table('mine.csv'));
    expect(await one.remove(mine)).toBe(true);
    expect(await other.remove(id)).toBe(true);
    await expect(one.read(id)).rejects.toThrow('This table is not on this device any more.');
    expect(await one.remove(id)).toBe(false);
    await one.restore();
    expect((await one.list()).map(({ name }) => name)).toEqual([expect.anything(), 'mine.csv']);
  });

  it('opens the device again after another tab has closed it', async () => {
    const { tab, stores, database } = tabs();
    const shelf = tab();
    await shelf.add(table());
    // Another tab deletes everything, as "remove all" does: ours must not stand in its way.
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(database);
      request.onsuccess = () => resolve();
      request.onerror = () => reject(request.error as DOMException);
    });
    expect(await shelf.list()).toHaveLength(1);
    const { id, problem } = await shelf.add(table());
    expect(problem).toBeNull();
    expect(await shelf.read(id)).toMatchObject({ text: TABLE });
    expect(stores).toHaveLength(2);
  });

  it('keeps what the device does not take in this tab, and says why', async () => {
    const store = await openTableStore(`full ${++number}`);
    vi.spyOn(store, 'add').mockRejectedValue(
      new Error('There is no room for table.csv on this device (1 MB).'),
    );
    const shelf = shelfOf({ open: () => Promise.resolve(store) });
    const { id, problem } = await shelf.add(table());
    expect(problem).toContain('There is no room');
    expect((await shelf.list())[1]).toMatchObject({ id, unsaved: true });
    await shelf.rename(id, 'loose');
    expect(await shelf.remove(id)).toBe(true);
    await shelf.restore();
    expect(await shelf.read(id)).toMatchObject({ name: 'loose', text: TABLE });
  });

  it('tries a browser again that stored nothing', async () => {
    let works = false;
    const name = `late ${++number}`;
    const shelf = shelfOf({
      open: () =>
        works ? openTableStore(name) : Promise.reject(new Error('This browser keeps no tables here.')),
    });
    expect(await shelf.list()).toHaveLength(1);
    expect((await shelf.add(table('loose'))).problem).toBe('This browser keeps no tables here.');
    works = true;
    expect((await shelf.add(table('kept'))).problem).toBeNull();
    expect((await shelf.list()).slice(1).map(({ name, unsaved }) => [name, unsaved])).toEqual([
      ['kept', false],
      ['loose', true],
    ]);
  });

  it('looks at the size of a file before it reads it', async () => {
    const file = fileOf('large.csv', TABLE);
    Object.defineProperty(file, 'size', { value: 200 * 2 ** 20 });
    const read = vi.spyOn(file, 'stream');
    await expect(shelfOf().textOf(file)).rejects.toThrow('large.csv has 200 MB, and 64 MB are the most');
    expect(read).not.toHaveBeenCalled();
  });
});
