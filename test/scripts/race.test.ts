import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareRace, raceRun } from '../../src/run/race.ts';
import { strategyOf } from '../../src/search/catalogue.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Three letters of four: the score is best at `ddd`; the test differs from it by the letters' order. */
const letters = [...'abcd'];
const words = letters.flatMap((x, i) =>
  letters.flatMap((y, j) =>
    letters.map((z, k) => `${x}${y}${z},${(i + j + k) / 9},${(3 * i + 2 * j + k) / 18},${1 + i}`),
  ),
);
const TABLE = `word,score,test,seconds\n${words.join('\n')}\n`;

let folder: string;
let table: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellscape-race-'));
  table = join(folder, 'table.csv');
  await writeFile(table, TABLE);
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command; what it printed and how it ended. `meanwhile` sees the process and its errors so far. */
async function race(args: readonly string[], meanwhile?: (child: ChildProcess, errors: string) => void) {
  const child = spawn(process.execPath, [join(root, 'scripts/race.mjs'), ...args], { cwd: root });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
    meanwhile?.(child, errors);
  });
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, output, errors };
}

const SHORT = ['--fitness', 'score', '--report', 'test', '--strategies', 'random,local-search'];

describe('npm run race', () => {
  it('prints one JSON object, the same on any number of threads, and progress apart', async () => {
    const args = [
      '--table',
      table,
      ...SHORT,
      '--runs',
      '7',
      '--budget',
      '12',
      '--seed',
      '3',
      '--json',
      '--per-run',
    ];
    const one = await race([...args, '--threads', '1']);
    const three = await race([...args, '--threads', '3']);
    expect([one.status, three.status]).toEqual([0, 0]);
    expect(three.output).toBe(one.output);
    expect(one.output.trim().split('\n')).toHaveLength(1);
    expect(one.errors).toContain('14/14 runs');
    const said = JSON.parse(one.output);
    expect(said).toMatchObject({
      table,
      fitness: 'score',
      report: 'test',
      budget: 12,
      runs: 7,
      seed: 3,
      rows: 64,
    });
    expect(said).toMatchObject({ reference: 'random', direction: 'maximise', interrupted: false });
    expect(said.strategies.map(({ strategy }: { strategy: string }) => strategy)).toEqual([
      'random',
      'local-search',
    ]);
    expect(said.pairs).toHaveLength(1);
    const settled = prepareRace(TABLE, { fitness: 'score', report: 'test', budget: 12 });
    for (const { strategy, parameters, results, runs, evaluations, mean } of said.strategies) {
      const own = results.map((_: unknown, run: number) =>
        raceRun(settled, strategyOf(strategy), parameters, 3, run),
      );
      expect(results).toMatchObject(own);
      const reports = own.map(({ report }: { report: number }) => report);
      expect({ runs, evaluations }).toEqual({ runs: 7, evaluations: 12 });
      expect(mean).toBeCloseTo(reports.reduce((sum: number, report: number) => sum + report, 0) / 7, 12);
    }
  });

  it('prints a table for people', async () => {
    const { status, output } = await race([
      ...['--table', table, ...SHORT, '--runs', '5', '--cost', 'seconds', '--budget', '30'],
      ...['--set', 'local-search.initial=2'],
    ]);
    expect(status).toBe(0);
    expect(output).toMatch(
      /strategy +runs +evaluations +mean +sd +median +IQR +rank +p against random +p, Holm +A12/,
    );
    expect(output).toMatch(/^random +5 /m);
    expect(output).toMatch(/^local-search +5 /m);
  });

  it('counts the evaluations until an optimum', async () => {
    const { output } = await race([
      ...['--table', table, '--optimum', 'score', '--strategies', 'local-search', '--runs', '6', '--json'],
    ]);
    const said = JSON.parse(output);
    expect(said).toMatchObject({ fitness: 'score', optimum: 'score', budget: null, maxEvaluations: 64 });
    // The score has no optimum but the best: a climb ends there.
    expect(said.strategies[0]).toMatchObject({ mean: 1, queries: { found: 6 } });
    expect(said.strategies[0].queries.mean).toBeLessThan(50);
  });

  it('lists its strategies', async () => {
    const { status, output } = await race(['--help']);
    expect(status).toBe(0);
    expect(output).toMatch(/^ +random +Random search$/m);
    expect(output).toContain('initial=10');
  });

  it('says what it cannot do, and ends with 2', async () => {
    const said = async (args: readonly string[]) => {
      const { status, output, errors } = await race(args);
      expect({ status, output }).toEqual({ status: 2, output: '' });
      return errors;
    };
    const some = ['--table', table, '--strategies', 'random'];
    expect(await said([])).toContain('--table is missing');
    expect(await said([...some, '--fitnes', 'score'])).toContain(
      'There is no option --fitnes. Did you mean fitness?',
    );
    expect(await said([...some, '--fitness', 'skore'])).toContain('has no column skore. Did you mean score?');
    expect(await said(['--table', `${table}s`, ...SHORT])).toMatch(/--table .*csvs cannot be read: ENOENT/);
    expect(await said(['--table', table, '--strategies', 'radnom', '--fitness', 'score'])).toContain(
      'There is no strategy radnom. Did you mean random?',
    );
    expect(await said([...some, '--fitness', 'score', '--runs', '1.5'])).toContain(
      '--runs must be a whole number',
    );
    expect(await said([...some, '--fitness', 'score', '--set', 'genetic.population=3'])).toContain(
      'genetic takes no part',
    );
  });

  it('prints what is done on Ctrl+C', async () => {
    let sent = false;
    const { status, output, errors } = await race(
      ['--table', table, ...SHORT, '--runs', '5000', '--budget', '60', '--json'],
      (child, printed) => {
        if (sent || !/[1-9]\d*\/10000 runs/.test(printed)) return;
        sent = true;
        child.kill('SIGINT');
      },
    );
    expect(status).toBe(130);
    expect(errors).toContain('Interrupted');
    const said = JSON.parse(output);
    expect(said.interrupted).toBe(true);
    const runs = said.strategies.map((strategy: { runs: number }) => strategy.runs);
    expect(runs[0]).toBeGreaterThan(0);
    expect(runs[0]).toBeLessThan(5000);
    expect(Math.abs(runs[0] - runs[1])).toBeLessThan(500);
  });
});
