// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExperimentReport } from '../../../src/landscape/operators/operator.ts';
import type { LandscapeReport } from '../../../src/landscape/report.ts';
import type { Lab } from '../../../src/run/landscape/lab.ts';
import type { BuiltInTable } from '../../../src/run/landscape/tables/built-in.ts';
import { useLab } from '../../../src/ui/landscape/lab-store.ts';
import { fileOf, gate, labOf, OWN, TABLE } from '../../run/landscape/shelves.ts';

/** What stands for the worker; each start makes the next. */
const workers = vi.hoisted(() => ({
  make: (): unknown => undefined,
  started: 0,
  fail: (_why: string): void => undefined,
}));
vi.mock('../../../src/run/landscape/lab-client.ts', () => ({
  startLab(onFault: (why: string) => void) {
    workers.started++;
    workers.fail = onFault;
    return workers.make();
  },
}));

const initial = useLab.getInitialState();
const state = () => useLab.getState();
/** All is done that was asked for. */
const settled = () =>
  vi.waitFor(() => {
    expect([state().busy, state().analysing, state().experimenting]).toEqual(['', null, null]);
  });

/** The worker's lab, some of whose answers a test gives itself. */
function start(lab: Lab = labOf(), instead: Partial<Record<keyof Lab, unknown>> = {}): Lab {
  const worker = { ...lab, cancel: async (kind: 'analysis') => lab.cancel(kind), ...instead } as Lab;
  workers.make = () => worker;
  return worker;
}

beforeEach(() => {
  // The store keeps its worker as long as that lives.
  workers.fail('a new test begins');
  localStorage.clear();
  useLab.setState(initial, true);
  workers.started = 0;
});
afterEach(settled);

async function imported(): Promise<void> {
  await state().importFile(fileOf('table.csv', TABLE));
  await settled();
}

describe('the store of the landscape lab', () => {
  it('begins with our own table, once, and analyses its first column', async () => {
    start();
    await Promise.all([state().begin(), state().begin()]);
    await settled();
    expect(state()).toMatchObject({ table: { id: 'own' }, column: { column: 'score' }, fault: null });
    expect(state().report!.count).toBe(8);
    expect(workers.started).toBe(1);
  });

  it('says where our own table cannot be loaded, and takes another', async () => {
    start(labOf({ load: () => Promise.reject(new Error('The file could not be loaded.')) }));
    await state().begin();
    expect(state()).toMatchObject({ table: null, fault: 'The file could not be loaded.', busy: '' });
    await imported();
    expect(state()).toMatchObject({ table: { rows: 27 }, fault: null });
    expect(state().notice).toContain('This browser keeps no tables here');
  });

  it('comes back to the column that was looked at last', async () => {
    const lab = labOf();
    start(lab);
    await imported();
    await state().choose('part', true);
    await settled();
    const { id } = state().table!;
    useLab.setState(initial, true);
    await state().begin();
    await settled();
    expect(state()).toMatchObject({ table: { id }, column: { column: 'part', minimise: true } });
  });

  it('begins with the first column where the one of last time is not there', async () => {
    localStorage.setItem(
      'cellscape:landscape',
      JSON.stringify({ id: 'gone', column: 'gone', minimise: true }),
    );
    start();
    await state().begin();
    await settled();
    expect(state()).toMatchObject({ table: { id: 'own' }, column: { column: 'score', minimise: false } });
  });

  it('forgets what was selected and found when another column is looked at', async () => {
    start();
    await imported();
    state().select(26);
    useLab.setState({ experiment: {} as ExperimentReport, problem: 'no', outcome: {} });
    await state().choose('part', false);
    expect(state()).toMatchObject({ selected: null, experiment: null, outcome: null, problem: '' });
    await settled();
    expect(state().column!.count).toBe(25);
    expect(state().report!.count).toBe(25);
  });

  it('shows the column that was chosen last, and no report of an older one', async () => {
    const lab = labOf();
    const answers: string[] = [];
    start(lab, {
      choose: async (name: string, minimise: boolean) => {
        const facts = await lab.choose(name, minimise);
        answers.push(name);
        return facts;
      },
    });
    await imported();
    await Promise.all([
      state().choose('loss', true),
      state().choose('part', false),
      state().choose('quality', false),
    ]);
    await settled();
    expect(answers.slice(-3)).toEqual(['loss', 'part', 'quality']);
    expect(state().column!.column).toBe('quality');
    expect(state().report!.density.maximum).toBe(52);
    expect(JSON.parse(localStorage.getItem('cellscape:landscape')!)).toMatchObject({ column: 'quality' });
  });

  it('says that a column cannot be looked at, and lets go of the older one', async () => {
    start();
    await imported();
    await state().choose('word', false);
    expect(state()).toMatchObject({ column: null, report: null, table: { rows: 27 } });
    expect(state().fault).toContain('does not hold numbers');
    await state().choose('part', false);
    await settled();
    expect(state()).toMatchObject({ fault: null, column: { column: 'part' } });
  });

  it('says what is wrong with the first column of a table that is opened', async () => {
    const lab = labOf();
    start(lab, { choose: () => Promise.reject(new Error('Too large a number.')) });
    await imported();
    expect(state()).toMatchObject({ column: null, table: { rows: 27 } });
    await state().open('own');
    expect(state().fault).toBe('Too large a number.');
  });

  it('opens the table that was asked for last, whichever is read first', async () => {
    const own = gate<BuiltInTable>();
    start(labOf({ load: () => own.promise }));
    await imported();
    const { id } = state().table!;
    const [first, second] = [state().open('own'), state().open(id)];
    await second;
    own.open({ name: 'own.csv', text: OWN, card: { title: 'Ours' } });
    await first;
    await settled();
    expect(state()).toMatchObject({ table: { id }, column: { column: 'quality' }, fault: null });
    expect(state().report!.count).toBe(27);
  });

  it('does not say that a table cannot be read which nobody wants any more', async () => {
    const own = gate<BuiltInTable>();
    start(labOf({ load: () => own.promise }));
    await imported();
    const { id } = state().table!;
    const [first, second] = [state().open('own'), state().open(id)];
    await second;
    own.fail(new Error('The file could not be loaded.'));
    await first;
    expect(state()).toMatchObject({ fault: null, table: { rows: 27 } });
  });

  it('keeps an import that took long, and stays at the table that was opened meanwhile', async () => {
    const lab = labOf();
    const read = gate<void>();
    start(lab, {
      importFile: async (file: File) => {
        await read.promise;
        return lab.importFile(file);
      },
    });
    const importing = state().importFile(fileOf('slow.csv', TABLE));
    expect(state().busy).toBe('Reading slow.csv …');
    await state().open('own');
    // What still goes on is still said.
    expect(state().busy).toBe('Reading slow.csv …');
    read.open();
    await importing;
    await settled();
    expect(state()).toMatchObject({ table: { id: 'own' }, column: { column: 'score' } });
    expect(state().tables!.map(({ name }) => name)).toContain('slow.csv');
    expect(state().notice).not.toBeNull();
  });

  it('lists what is wrong with a file, and keeps the sound rows when it is told to', async () => {
    start();
    await state().begin();
    await state().importFile(fileOf('faulty.csv', `${TABLE}aab,1,1,1\n`));
    expect(state()).toMatchObject({ faults: { name: 'faulty.csv', sound: 27 }, table: { id: 'own' } });
    await state().keepSound();
    await settled();
    expect(state()).toMatchObject({ faults: null, table: { rows: 27 } });
    expect(state().notice).toContain('Rows with faults are left out (one fault).');
    await state().importFile(fileOf('faulty.csv', `${TABLE}aab,1,1,1\n`));
    useLab.setState({ removed: state().tables![1]! });
    state().closeFaults();
    // Closing the list takes nothing else away.
    expect(state()).toMatchObject({ faults: null, removed: expect.anything() });
  });

  it('takes no news of progress for news once there is an answer', async () => {
    let late: (stage: { stage: string; share: number }) => void = () => undefined;
    const lab = labOf();
    start(lab, {
      analyse: (_walks: boolean, onStage: typeof late) => {
        late = onStage;
        return lab.analyse(false, onStage);
      },
      experiment: (_f: unknown, _o: unknown, onStage: typeof late) => {
        late = onStage;
        return Promise.resolve({ operators: [] });
      },
    });
    await imported();
    late({ stage: 'Local optima', share: 0.2 });
    expect(state().analysing).toBeNull();
    await state().runFamily();
    late({ stage: 'Walking', share: 0.2 });
    expect(state()).toMatchObject({ experimenting: null, experiment: { operators: [] } });
  });

  it('shows the second of two experiments, of which the first was cancelled', async () => {
    const answers = [gate<ExperimentReport | null>(), gate<ExperimentReport | null>()];
    let asked = 0;
    start(labOf(), { experiment: () => answers[asked++]!.promise });
    await imported();
    const first = state().runFamily();
    state().cancelFamily();
    expect(state().experimenting).toBeNull();
    const second = state().runFamily();
    answers[0]!.open(null);
    await first;
    expect(state().experimenting).not.toBeNull();
    const report = { operators: [] } as unknown as ExperimentReport;
    answers[1]!.open(report);
    await second;
    expect(state()).toMatchObject({ experimenting: null, experiment: report });
  });

  it('shows no figures of an operator that was changed meanwhile', async () => {
    const answer = gate<Record<string, never>>();
    start(labOf(), { outcome: () => answer.promise });
    await imported();
    const measuring = state().runOperator();
    expect(state().measuring).toBe(true);
    state().setOperator({ ...state().operator!, memory: 3 });
    answer.open({});
    await measuring;
    expect(state()).toMatchObject({ measuring: false, outcome: null });
  });

  it('keeps the operator where the next column has the same choices, and makes another where it has not', async () => {
    start();
    await imported();
    const operator = { ...state().operator!, name: 'mine' };
    state().setOperator(operator);
    await state().choose('loss', true);
    expect(state().operator).toBe(operator);
    await settled();
    // A column with gaps has the same choices, if each still occurs.
    await state().open('own');
    await settled();
    expect(state().operator!.options.map(({ length }) => length)).toEqual([2, 2, 2]);
  });

  it('removes a table, shows another, and puts it back', async () => {
    start();
    await imported();
    const table = state().tables![1]!;
    await state().remove(table);
    await settled();
    expect(state()).toMatchObject({ removed: table, table: { id: 'own' } });
    await state().restore();
    expect(state().removed).toBeNull();
    expect(state().tables).toContainEqual(table);
  });

  it('offers no undoing of what another tab has removed, and forgets it in the list', async () => {
    const lab = labOf();
    start(lab);
    await imported();
    const table = state().tables![1]!;
    await lab.remove(table.id);
    start(lab, { remove: () => Promise.resolve(false) });
    workers.fail('to be started anew');
    await state().remove(table);
    expect(state()).toMatchObject({ removed: null, fault: null });
    expect(state().tables).toHaveLength(1);
  });

  it('looks at the list again where a table cannot be opened', async () => {
    const lab = labOf();
    start(lab);
    await imported();
    const { id } = state().table!;
    await state().open('own');
    await lab.remove(id);
    await state().open(id);
    expect(state().fault).not.toBeNull();
    expect(state().tables).toHaveLength(1);
  });

  it('says that its worker has failed, and starts another for the next table', async () => {
    start(labOf(), { analyse: () => gate<LandscapeReport>().promise });
    await state().begin();
    await vi.waitFor(() => expect(state().column).not.toBeNull());
    workers.fail('out of memory');
    expect(state()).toMatchObject({ table: null, column: null, analysing: null, busy: '' });
    expect(state().fault).toBe(
      'The landscape worker stopped: out of memory. Choose a table to start it again.',
    );
    // Nothing is asked of the dead.
    state().cancelFamily();
    start();
    await state().open('own');
    await settled();
    expect(state()).toMatchObject({ table: { id: 'own' }, fault: null });
    expect(workers.started).toBe(2);
  });

  it('says what goes wrong in an analysis, an experiment and a measurement', async () => {
    start(labOf(), {
      analyse: () => Promise.reject(new Error('No memory.')),
      experiment: () => Promise.reject(new RangeError('Too large.')),
      outcome: () => Promise.reject(new RangeError('Too long.')),
    });
    await imported();
    expect(state()).toMatchObject({ analysing: null, report: null, fault: 'No memory.' });
    await state().runFamily();
    expect(state()).toMatchObject({ experimenting: null, problem: 'Too large.' });
    await state().runOperator();
    expect(state()).toMatchObject({ measuring: false, fault: 'Too long.' });
  });

  it('says that a worker cannot be started', async () => {
    workers.make = () => {
      throw new DOMException('refused', 'SecurityError');
    };
    await state().begin();
    expect(state()).toMatchObject({ fault: 'refused', busy: '' });
  });
});
