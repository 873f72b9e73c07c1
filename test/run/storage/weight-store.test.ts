import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import type { TrainedWeights } from '../../../src/evaluation/train.ts';
import { openDatabase } from '../../../src/run/storage/database.ts';
import { inDatabase } from '../../../src/run/storage/weight-store.ts';

const trained = (seed: number): TrainedWeights => ({
  weights: Float32Array.from({ length: 5 }, (_, i) => seed + i / 7),
  statistics: Float32Array.of(seed, -seed),
});

describe('weights where pages have no files', () => {
  it('are kept, listed and removed by run and candidate, to the last bit', async () => {
    const database = await openDatabase('weights');
    const store = inDatabase(database);
    for (const [run, candidate] of [
      ['a', 12],
      ['a', 3],
      ['b', 3],
    ] as const)
      await store.put(run, candidate, trained(candidate));
    expect(await store.list('a')).toEqual([3, 12]);
    expect(await store.get('a', 12)).toEqual(trained(12));
    expect(await store.get('a', 4)).toBeUndefined();
    await store.remove('a', 12);
    expect(await store.list('a')).toEqual([3]);
    await store.remove('a');
    expect([await store.list('a'), await store.list('b')]).toEqual([[], [3]]);
    database.close();
  });

  it('are none where they are damaged: then the model is trained again', async () => {
    const database = await openDatabase('damaged weights');
    const store = inDatabase(database);
    await store.put('a', 1, trained(1));
    const stored = (await database.get('weights', ['a', 1]))!;
    const bytes = new Uint8Array(stored.bytes.slice(0));
    bytes[20]! ^= 1;
    await database.put('weights', { ...stored, bytes: bytes.buffer });
    expect(await store.get('a', 1)).toBeUndefined();
    database.close();
  });
});
