import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTableStore, type TableStore } from '../../../../src/run/landscape/tables/table-store.ts';

let store: TableStore;
let number = 0;
beforeEach(async () => {
  store = await openTableStore(`tables ${++number}`);
});
afterEach(() => {
  vi.restoreAllMocks();
  store.close();
});

const TEXT = `arch,größe\n${'00,1\n01,2\n'.repeat(500)}`;
const headOf = (id: string, created = 1) => ({
  id,
  name: `${id}.csv`,
  rows: 1000,
  columns: 2,
  created,
  genotype: null,
  leftOut: 0,
});

describe('tables on this device', () => {
  it('are what was imported, in less room', async () => {
    const head = await store.add(headOf('a'), TEXT);
    expect(head.bytes).toBeGreaterThan(20);
    expect(head.bytes).toBeLessThan(TEXT.length / 10);
    expect(await store.open('a')).toEqual({ head, text: TEXT });
    // Another tab, or the same one later.
    const again = await openTableStore(`tables ${number}`);
    expect(await again.open('a')).toEqual({ head, text: TEXT });
    again.close();
  });

  it('are listed, the newest first, and renamed', async () => {
    await store.add(headOf('a', 10), TEXT);
    await store.add(headOf('b', 30), TEXT);
    await store.add(headOf('c', 20), TEXT);
    await store.rename('c', 'Cells');
    expect((await store.list()).map(({ name }) => name)).toEqual(['b.csv', 'Cells', 'a.csv']);
    await expect(store.rename('d', 'x')).rejects.toThrow('This table is not on this device any more.');
  });

  it('are removed with what puts them back', async () => {
    const head = await store.add(headOf('a'), TEXT);
    const removed = await store.remove('a');
    expect(await store.list()).toEqual([]);
    await expect(store.open('a')).rejects.toThrow('not on this device any more');
    expect(await store.remove('a')).toBeUndefined();
    await store.putBack(removed!);
    expect(await store.open('a')).toEqual({ head, text: TEXT });
  });

  it('say that the device is full, and stay as they were', async () => {
    await store.add(headOf('a'), TEXT);
    const full = new DOMException('full', 'QuotaExceededError');
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
      throw full;
    });
    await expect(store.add(headOf('b'), TEXT)).rejects.toThrow(
      'There is no room for b.csv on this device (0.0 MB). Remove tables or runs that are no longer needed',
    );
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementationOnce(() => {
      throw new DOMException('It cannot be cloned', 'DataCloneError');
    });
    await expect(store.add(headOf('b'), TEXT)).rejects.toThrow(
      'b.csv could not be kept: It cannot be cloned',
    );
    expect((await store.list()).map(({ id }) => id)).toEqual(['a']);
    await expect(store.open('b')).rejects.toThrow('not on this device');
  });

  it('say that they are damaged', async () => {
    await store.add(headOf('a'), TEXT);
    const { head, packed } = (await store.remove('a'))!;
    await store.putBack({ head, packed: packed.map((byte, i) => (i === 30 ? byte ^ 255 : byte)) });
    await expect(store.open('a')).rejects.toThrow('a.csv is packed with gzip, and damaged or cut off');
  });

  it('are given up where another tab changes the database', async () => {
    const closed = vi.fn();
    const name = `tables ${number} of two tabs`;
    await openTableStore(name, closed);
    (await openDB(name, 2)).close();
    expect(closed).toHaveBeenCalledOnce();
    await expect(openTableStore(name)).rejects.toThrow('This browser keeps no tables here: ');
  });
});
