import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/run/events.ts';
import { openDatabase, type RunDatabase, type RunHead } from '../../../src/run/storage/database.ts';
import { createRunStore, type RunStore, RunTaken } from '../../../src/run/storage/run-store.ts';
import { eventsOf, headOf, SUMMARY } from './stored.ts';

let database: RunDatabase;
let store: RunStore;
let number = 0;
beforeEach(async () => {
  database = await openDatabase(`test ${number++}`);
  store = createRunStore(database);
});
afterEach(() => database.close());

const linesOf = (texts: readonly string[]): RunEvent[] =>
  texts
    .join('')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

/** A stored run of so many events, in pieces of three. */
async function stored(count: number, head: RunHead = headOf('r')): Promise<RunEvent[]> {
  const events = eventsOf(count);
  await store.create(head, []);
  for (let i = 0; i < count; i += 3) await store.append(head.id, head.owner, events.slice(i, i + 3), SUMMARY);
  return events;
}

describe('stored runs', () => {
  it('give back what was appended, and what the head says of it', async () => {
    const events = await stored(10);
    const { head, texts, damage } = await store.read('r');
    expect(linesOf(texts)).toEqual(events);
    expect(damage).toBeNull();
    expect(head).toMatchObject({ events: 10, summary: SUMMARY, updated: events[9]!.time });
    const { from, texts: later } = await store.textsFrom('r', 6);
    expect([from, linesOf(later)]).toEqual([6, events.slice(6)]);
    // From the piece that holds the event, which may begin before it, joined or not.
    expect((await store.textsFrom('r', 8)).from).toBe(6);
    expect(linesOf((await store.textsFrom('r', 8)).texts)).toEqual(events.slice(6));
    await store.join('r');
    const joined = await store.textsFrom('r', 8);
    expect([joined.from, linesOf(joined.texts)]).toEqual([0, events]);
  });

  it('take events in order alone, and only from their owner', async () => {
    const events = await stored(3);
    const [, , , ...more] = eventsOf(6);
    await expect(store.append('r', 'another', more, SUMMARY)).rejects.toThrow(RunTaken);
    await expect(store.append('r', 'me', more.slice(1), SUMMARY)).rejects.toThrow('cannot follow event 2');
    await expect(store.append('gone', 'me', more, SUMMARY)).rejects.toThrow('no run gone on this device');
    expect(linesOf((await store.read('r')).texts)).toEqual(events);
    expect(await store.own('r', 'another')).toMatchObject({ owner: 'another', events: 3 });
    expect(await store.own('gone', 'another')).toBeUndefined();
    await expect(store.append('r', 'me', more, SUMMARY)).rejects.toThrow(RunTaken);
    await store.append('r', 'another', more, SUMMARY);
    expect(linesOf((await store.read('r')).texts)).toEqual(eventsOf(6));
  });

  it('are read up to the first damage, which is told', async () => {
    const events = await stored(12);
    const chunk = (await database.get('chunks', ['r', 6]))!;
    await database.put('chunks', { ...chunk, text: chunk.text.replace('0.', '1.') });
    const damaged = await store.read('r');
    expect(linesOf(damaged.texts)).toEqual(events.slice(0, 6));
    expect(damaged.damage).toMatchObject({ at: 6, lost: 6, reason: expect.stringContaining('damaged') });
    await database.delete('chunks', ['r', 6]);
    expect((await store.read('r')).damage).toMatchObject({
      at: 6,
      reason: expect.stringContaining('missing'),
    });
    await database.delete('chunks', ['r', 9]);
    expect((await store.read('r')).damage).toMatchObject({ at: 6, lost: 6 });
    // Gone on with, it is whole again.
    await expect(store.cut('r', 'another', 6)).rejects.toThrow(RunTaken);
    await store.cut('r', 'me', 6);
    await expect(store.cut('r', 'me', 7)).rejects.toThrow('cannot be cut to 7');
    expect((await store.read('r')).damage).toBeNull();
    await store.append('r', 'me', events.slice(6), SUMMARY);
    expect(linesOf((await store.read('r')).texts)).toEqual(events);
  });

  it('can be cut within a piece', async () => {
    const events = await stored(9);
    await store.cut('r', 'me', 5);
    const { texts, damage } = await store.read('r');
    expect(linesOf(texts)).toEqual(events.slice(0, 5));
    expect(damage).toBeNull();
  });

  it('keep the two latest checkpoints, and none behind a cut', async () => {
    await stored(3);
    for (let from = 3; from < 9; from += 3) {
      const strategy = { at: from };
      await store.append('r', 'me', eventsOf(9).slice(from, from + 3), SUMMARY, {
        sequence: from + 3,
        strategy,
      });
    }
    await store.append('r', 'me', eventsOf(12).slice(9), SUMMARY, { sequence: 12, strategy: { at: 9 } });
    expect((await store.checkpoints('r')).map(({ sequence }) => sequence)).toEqual([12, 9]);
    await store.cut('r', 'me', 10);
    expect((await store.checkpoints('r')).map(({ sequence, strategy }) => [sequence, strategy])).toEqual([
      [9, { at: 6 }],
    ]);
  });

  it('are joined to few pieces without a change', async () => {
    const events = await stored(90);
    expect(await database.count('chunks')).toBe(30);
    await store.join('r');
    expect(await database.count('chunks')).toBe(1);
    const { texts, damage } = await store.read('r');
    expect([linesOf(texts), damage]).toEqual([events, null]);
    await store.append('r', 'me', eventsOf(91).slice(90), SUMMARY);
    expect(linesOf((await store.read('r')).texts)).toHaveLength(91);
  });

  it('are copied, changed and deleted each for itself', async () => {
    const events = await stored(6);
    await stored(3, headOf('other'));
    await store.copy('r', { id: 'copy', name: 'Copy', created: 5, owner: 'you' });
    await store.change('copy', { star: true, marks: { 3: { star: true, note: 'x' } } });
    expect(await store.head('copy')).toMatchObject({ name: 'Copy', star: true, owner: 'you', events: 6 });
    expect(await store.head('r')).toMatchObject({ star: false, marks: {} });
    await store.delete('r');
    expect(await store.head('r')).toBeUndefined();
    await expect(store.read('r')).rejects.toThrow('no run r on this device');
    expect(linesOf((await store.read('copy')).texts)).toEqual(events);
    expect((await store.list()).map(({ id }) => id).sort()).toEqual(['copy', 'other']);
  });

  it('are made from a whole log at once', async () => {
    const events = eventsOf(2500);
    await store.create({ ...headOf('whole'), events: 2500 }, events);
    const { texts, damage } = await store.read('whole');
    expect(texts).toHaveLength(3);
    expect([linesOf(texts), damage]).toEqual([events, null]);
  });
});
