import { beforeEach, expect, it } from 'vitest';
import {
  inMemory,
  keepMarks,
  type Marks,
  type MarksKeeper,
  NOTE_LENGTH,
  useMarks,
} from '../../../src/ui/run/marks-store.ts';

const star = { star: true, note: '' };
const { load, setMark } = useMarks.getState();
const shown = () => [...useMarks.getState().marks];
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(async () => {
  keepMarks(inMemory());
  await load('none');
});

it('keeps the marks of each run by themselves', async () => {
  await load('one 1');
  setMark(3, star);
  setMark(4, { star: false, note: 'why?' });
  await load('two 1');
  expect(shown()).toEqual([]);
  setMark(5, star);
  await load('one 1');
  expect(shown()).toEqual([
    [3, star],
    [4, { star: false, note: 'why?' }],
  ]);
});

it('forgets a mark that says nothing, and cuts long notes', async () => {
  await load('one 2');
  setMark(3, star);
  setMark(3, { star: false, note: '' });
  expect(shown()).toEqual([]);
  setMark(4, { star: false, note: 'x'.repeat(NOTE_LENGTH + 10) });
  expect(shown()[0]![1].note).toHaveLength(NOTE_LENGTH);
});

it('puts marks made before they are loaded over what was kept, and saves both', async () => {
  let arrive = (_: Marks): void => undefined;
  const saved: Marks[] = [];
  const slow: MarksKeeper = {
    load: () =>
      new Promise((resolve) => {
        arrive = resolve;
      }),
    save: async (_, marks) => void saved.push(marks),
  };
  keepMarks(slow);
  const loaded = load('one 3');
  setMark(1, { star: true, note: 'mine' });
  setMark(2, star);
  setMark(2, { star: false, note: '' });
  await settled();
  expect(saved).toEqual([]);
  arrive(
    new Map([
      [1, star],
      [2, star],
      [9, star],
    ]),
  );
  await loaded;
  await settled();
  const expected = [
    [9, star],
    [1, { star: true, note: 'mine' }],
  ];
  expect(shown()).toEqual(expected);
  expect([...saved.at(-1)!]).toEqual(expected);
});

it('drops marks that arrive after another run is shown', async () => {
  const waiting = new Map<string, (marks: Marks) => void>();
  keepMarks({
    load: (run) => new Promise((resolve) => waiting.set(run, resolve)),
    save: async () => undefined,
  });
  const one = load('one 4');
  const two = load('two 4');
  await settled();
  waiting.get('two 4')!(new Map([[2, star]]));
  await two;
  waiting.get('one 4')!(new Map([[1, star]]));
  await one;
  expect(shown()).toEqual([[2, star]]);
});

it('never writes over marks that could not be read', async () => {
  const saved: Marks[] = [];
  keepMarks({
    load: async () => {
      throw new Error('the storage is closed.');
    },
    save: async (_, marks) => void saved.push(marks),
  });
  await load('one 5');
  expect(useMarks.getState().problem).toMatch(/loaded: the storage is closed/);
  setMark(1, star);
  await settled();
  expect(saved).toEqual([]);
  expect(useMarks.getState().problem).toMatch(/could not be saved/);
});

it('says why marks could not be saved, until they are', async () => {
  let full = true;
  keepMarks({
    load: async () => new Map(),
    save: async () => {
      if (full) throw new Error('the storage is full.');
    },
  });
  await load('one 6');
  setMark(1, star);
  await settled();
  expect(useMarks.getState().problem).toBe('Stars and notes could not be saved: the storage is full.');
  expect(shown()).toEqual([[1, star]]);
  full = false;
  setMark(2, star);
  await settled();
  expect(useMarks.getState().problem).toBeNull();
});
