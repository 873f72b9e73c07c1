import { describe, expect, it } from 'vitest';
import { oneEdit } from '../../../src/landscape/operators/generators.ts';
import type { FamilyRequest } from '../../../src/run/landscape/family.ts';
import type { BuiltInTable } from '../../../src/run/landscape/tables/built-in.ts';
import { csv, fileOf, gate, labOf, OWN, TABLE, words } from './shelves.ts';

const silent = () => undefined;
const OPTIONS = { skew: 2, steps: 3, threshold: 0, cap: 50, walks: 5, resamples: 20, seed: 1 };
const FAMILY: FamilyRequest = {
  ...{ count: 5, withZero: true, concentration: 1, positionSpread: 0, optionSpread: 0, strategies: false },
  ...{ acceptance: { kind: 'blind' }, memory: 0 },
};

/** The lab with a table open. */
async function opened(text: string, name = 'table.csv') {
  const lab = labOf();
  const imported = await lab.importFile(fileOf(name, text));
  if (imported.kind !== 'stored') throw new Error(JSON.stringify(imported));
  return { lab, id: imported.id, facts: (await lab.open(imported.id))!, imported };
}

describe('the lab', () => {
  it('opens our own table first of all, with its card', async () => {
    const lab = labOf();
    expect(await lab.tables()).toEqual([
      expect.objectContaining({ id: 'own', builtIn: true, unsaved: false }),
    ]);
    expect(await lab.open('own')).toMatchObject({
      id: 'own',
      rows: 8,
      combinations: 8,
      card: { title: 'Ours' },
    });
  });

  it('tells columns that can be climbed, the likeliest first, with gaps and the better side', async () => {
    const { facts } = await opened(TABLE);
    expect(facts.columns.map(({ name, gaps, less }) => ({ name, gaps, less }))).toEqual(
      expect.arrayContaining([
        { name: 'loss', gaps: 0, less: true },
        { name: 'part', gaps: 2, less: expect.any(Boolean) },
      ]),
    );
    expect(facts).toMatchObject({ rows: 27, combinations: 27, card: undefined });
  });

  it('leaves rows without a number out, and names, digits, fitness and neighbours are of those that stay', async () => {
    const { lab } = await opened(TABLE);
    const column = await lab.choose('part', false);
    expect(column).toMatchObject({ count: 25, leftOut: 2, diameter: 3, maximum: 26 });
    const { positions, digits, fitness, starts, neighbours } = column;
    const name = (node: number) => positions.map(({ options }, i) => options[digits[node * 3 + i]!]).join('');
    const kept = words('abc', 3).flatMap((word, i) =>
      i === 0 || i === 5 ? [] : [{ word, part: (i * 7) % 27 }],
    );
    expect(Array.from(fitness, (value, node) => ({ word: name(node), part: value }))).toEqual(kept);
    for (let node = 0; node < 25; node++)
      for (const other of neighbours.subarray(starts[node], starts[node + 1])) {
        const different = [...name(node)].filter((letter, i) => letter !== name(other)[i]);
        expect(different).toHaveLength(1);
      }
    const report = await lab.analyse(false, silent);
    expect(name(report!.fitnessDistance.best)).toBe(kept.find(({ part }) => part === 26)!.word);
  });

  it('climbs the other way where less is better', async () => {
    const { lab } = await opened(TABLE);
    const column = await lab.choose('loss', true);
    expect(column.minimise).toBe(true);
    expect(column.maximum).toBeCloseTo(27e-9, 15);
    const report = await lab.analyse(false, silent);
    expect(report!.fitnessDistance.best).toBe(26);
    expect(report!.density.maximum).toBeCloseTo(-1e-9, 15);
  });

  it('answers of two tables that are asked for with the last one, whichever is read first', async () => {
    const own = gate<BuiltInTable>();
    const lab = labOf({ load: () => own.promise });
    const imported = await lab.importFile(fileOf('table.csv', TABLE));
    if (imported.kind !== 'stored') throw new Error('It is sound.');
    const first = lab.open('own');
    const second = lab.open(imported.id);
    expect(await second).toMatchObject({ rows: 27 });
    own.open({ name: 'own.csv', text: OWN, card: { title: 'Ours' } });
    expect(await first).toBeNull();
    expect((await lab.choose('quality', false)).count).toBe(27);
  });

  it('gives up what was asked of a column when another is chosen, or it is cancelled', async () => {
    const { lab } = await opened(TABLE);
    await lab.choose('quality', false);
    const [analysis, experiment, outcome] = [
      lab.analyse(true, silent),
      lab.experiment(FAMILY, OPTIONS, silent),
      lab.outcome(oneEdit([3, 3, 3]), OPTIONS, silent),
    ];
    await lab.choose('loss', true);
    expect(await Promise.all([analysis, experiment, outcome])).toEqual([null, null, null]);
    const cancelled = lab.experiment(FAMILY, OPTIONS, silent);
    lab.cancel('experiment');
    expect(await cancelled).toBeNull();
    // Only the newest of a kind is answered.
    const [older, newer] = [lab.analyse(false, silent), lab.analyse(false, silent)];
    expect(await older).toBeNull();
    expect((await newer)!.count).toBe(27);
  });

  it('compares operators and measures one, telling how far it is', async () => {
    const { lab } = await opened(TABLE);
    await lab.choose('quality', false);
    const shares: number[] = [];
    const report = await lab.experiment(FAMILY, OPTIONS, ({ share }) => shares.push(share));
    expect(report!.operators).toHaveLength(5);
    expect(shares.length).toBeGreaterThan(1);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    const outcome = await lab.outcome(oneEdit([3, 3, 3]), OPTIONS, silent);
    expect(Object.keys(outcome!).sort()).toEqual(['all', 'best', 'skewed', 'worst']);
    expect(outcome!.all!.reach).toEqual({ mean: 1, half: 0 });
    // Blind and symmetric: what one gains another loses.
    expect(outcome!.all!.change.mean).toBeCloseTo(0, 12);
  });

  it('says what is wrong with rows, keeps nothing then, and the sound ones when it is told to', async () => {
    const lab = labOf();
    const faulty = `${TABLE}aab,1,1,1\nccx,many,1,1\n`;
    const read = await lab.importFile(fileOf('faulty.csv', faulty));
    expect(read).toMatchObject({ kind: 'faults', name: 'faulty.csv', rows: 29, sound: 27, usable: true });
    expect(await lab.tables()).toHaveLength(1);
    const kept = await lab.keepSound();
    expect(await lab.open(kept.id)).toMatchObject({ rows: 27 });
    await expect(lab.keepSound()).rejects.toThrow('There is no file whose sound rows could be kept.');
  });

  it('opens a table under any name', async () => {
    const { lab, id } = await opened(TABLE);
    await lab.rename(id, '<b>cells</b>.json');
    expect(await lab.open(id)).toMatchObject({ name: '<b>cells</b>.json', rows: 27 });
    const json = await opened(
      JSON.stringify([
        { arch: 'ab', q: 1 },
        { arch: 'ba', q: 2 },
      ]),
      'small.json',
    );
    await json.lab.rename(json.id, 'small.csv');
    expect(await json.lab.open(json.id)).toMatchObject({ rows: 2, combinations: 4 });
  });

  it('says in words what is not there', async () => {
    const lab = labOf();
    await expect(lab.open('gone')).rejects.toThrow('This browser keeps no tables here');
    await expect(lab.choose('quality', false)).rejects.toThrow('No table is open.');
    await expect(lab.analyse(false, silent)).rejects.toThrow('No column is looked at.');
    const { lab: other } = await opened(TABLE);
    await expect(other.choose('word', false)).rejects.toThrow('does not hold numbers');
    // A column that could not be chosen leaves none.
    await expect(other.analyse(false, silent)).rejects.toThrow('No column is looked at.');
  });

  it.each([
    ['two rows', csv(['ab', 'ba'], 'quality', (i) => [i]), 2],
    [
      '200 columns',
      csv(words('ab', 3), Array.from({ length: 200 }, (_, k) => `q${k}`).join(), (i) =>
        Array.from({ length: 200 }, (_, k) => i * k + k / 7),
      ),
      8,
    ],
    [
      '60 positions',
      csv(
        words('ab', 4).map((word) => 'xyz'.repeat(18).concat('x', 'y').concat(word)),
        'quality',
        (i) => [i],
      ),
      16,
    ],
  ])('takes a table with %s', async (_, text, rows) => {
    const { lab, facts } = await opened(text);
    expect(facts.rows).toBe(rows);
    await lab.choose(facts.columns.at(-1)!.name, false);
    expect((await lab.analyse(false, silent))!.count).toBe(rows);
  });

  it('climbs what looks like numbers of rows where there is nothing else', async () => {
    const ranked = await opened(csv(words('ab', 3), 'place', (i) => [i + 1]));
    expect(ranked.facts.columns.map(({ name }) => name)).toEqual(['place']);
    const more = await opened(csv(words('ab', 3), 'place,accuracy', (i) => [i + 1, 90 - i / 7]));
    expect(more.facts.columns.map(({ name }) => name)).toEqual(['accuracy']);
  });

  it('refuses a table of architectures alone in words', async () => {
    const read = await labOf().importFile(fileOf('words.csv', 'word\nab\nba\n'));
    expect(read).toMatchObject({ kind: 'faults', usable: false });
    expect(read.kind === 'faults' && read.faults[0]!.what).toMatch(/holds numbers/);
  });
});
