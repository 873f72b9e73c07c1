import type { Lab } from '../../../src/run/landscape/lab.ts';
import { createLab } from '../../../src/run/landscape/lab.ts';
import { createShelf, type ShelfOptions } from '../../../src/run/landscape/tables/shelf.ts';

/** All words over letters, so many long, with what is measured of the i-th. */
export const words = (letters: string, length: number): string[] =>
  length === 0 ? [''] : words(letters, length - 1).flatMap((word) => [...letters].map((one) => word + one));

/** A table as CSV. `row` gives the values of the i-th word. */
export function csv(all: readonly string[], columns: string, row: (i: number) => readonly unknown[]): string {
  return `word,${columns}\n${all.map((word, i) => [word, ...row(i)].join()).join('\n')}\n`;
}

/** 27 words, the best at ccc; the loss is tiny, the part has gaps in two rows. */
export const TABLE = csv(words('abc', 3), 'quality,loss,part', (i) => [
  2 * i,
  (27 - i) * 1e-9,
  i === 0 || i === 5 ? '' : (i * 7) % 27,
]);
/** What stands for our own table. */
export const OWN = csv(words('xy', 3), 'score', (i) => [i * i]);

export const fileOf = (name: string, text: string): File => new File([text], name);

/** A shelf that keeps nothing on the device unless a test says otherwise. */
export function shelfOf(options: Partial<ShelfOptions> = {}) {
  let id = 0;
  let time = 0;
  return createShelf({
    baseUrl: 'http://here/',
    open: () => Promise.reject(new Error('This browser keeps no tables here: it is full of cats')),
    now: () => ++time,
    newId: () => `table-${++id}`,
    load: () => Promise.resolve({ name: 'own.csv', text: OWN, card: { title: 'Ours' } }),
    ...options,
  });
}

/** The lab in this thread. Time goes by from look to look, so that it breathes and tells often. */
export function labOf(options: Partial<ShelfOptions> = {}): Lab {
  let time = 0;
  return createLab({
    shelf: shelfOf(options),
    breath: () => new Promise((resolve) => setTimeout(resolve)),
    now: () => (time += 60),
  });
}

/** A promise that is settled from outside. */
export function gate<T>() {
  let open!: (value: T) => void;
  let fail!: (error: Error) => void;
  const promise = new Promise<T>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}
