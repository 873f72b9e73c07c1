import { spawn } from 'node:child_process';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const words = [...'abc'].flatMap((a) => [...'abc'].flatMap((b) => [...'abc'].map((c) => a + b + c)));
/** Best at ccc; the loss has one gap, in the fourth row. */
const TABLE = `word,quality,loss\n${words.map((word, i) => `${word},${i},${i === 3 ? '' : (i + 1) * 1e-9}`).join('\n')}\n`;

let folder: string;
let table: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellscape-landscape-'));
  table = join(folder, 'table.csv');
  await writeFile(table, TABLE);
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command: what it printed and how it ended. `input` is what a pipe gives it. */
async function landscape(args: readonly string[], input = '') {
  const child = spawn(process.execPath, [join(root, 'scripts/landscape.mjs'), ...args], { cwd: root });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (data: Buffer) => {
    output += data.toString();
  });
  child.stderr.on('data', (data: Buffer) => {
    errors += data.toString();
  });
  // It may end before it has read all.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, output, errors };
}

async function write(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

const QUICK = ['--operators', '8', '--walkers', '10'];

describe('npm run landscape', () => {
  it('prints one JSON object with the published names, alone on standard output', async () => {
    const { status, output, errors } = await landscape([
      '--table',
      table,
      '--fitness',
      'quality',
      '--json',
      ...QUICK,
    ]);
    expect(status).toBe(0);
    expect(output.endsWith('}\n')).toBe(true);
    expect(output.trim().split('\n')).toHaveLength(1);
    expect(output).not.toMatch(/NaN|Infinity/);
    const said = JSON.parse(output);
    expect(said).toMatchObject({
      ...{ table, fitness: 'quality', minimise: false, rowsLeftOut: 0 },
      ...{ numArchitectures: 27, numLocalMaxima: 1, localMaxima: [26], globalMax: 26, numNeutralNets: 0 },
      ...{ globalMaxArchitecture: 'ccc', localMaximaArchitectures: ['ccc'] },
    });
    expect(said.FDC[0]).toBeLessThan(-0.5);
    expect(said.experiments.operators).toHaveLength(8);
    expect(errors).toMatch(/^0 % {2}Density of states/);
    expect(errors).toContain('Analysis ');
  });

  it('leaves rows without a number out, says so, and names architectures, whose rows have moved', async () => {
    const { status, output, errors } = await landscape([
      '--table',
      table,
      '--fitness',
      'loss',
      '--json',
      '--operators',
      '0',
    ]);
    expect(status).toBe(0);
    expect(errors).toContain('Left out, since they have no loss: 1 rows.');
    const said = JSON.parse(output);
    expect(said).toMatchObject({ rowsLeftOut: 1, numArchitectures: 26, globalMax: 25, experiments: null });
    expect(said.globalMaxArchitecture).toBe('ccc');
    expect(said.maxFitness).toBeCloseTo(27e-9, 15);
  });

  it('writes null where a figure does not exist', async () => {
    const flat = await write('flat.csv', 'word,quality\naa,1\nab,1\nba,1\nbb,1\n');
    const { status, output } = await landscape(['--table', flat, '--fitness', 'quality', '--json', ...QUICK]);
    expect(status).toBe(0);
    const said = JSON.parse(output);
    expect(said).toMatchObject({ FDC: [null, null], skewness: null, exactCorrelationLength: null });
    expect(said.numNeutralNets).toBe(1);
  });

  it('reads what is packed, and a pipe', async () => {
    const packed = await write('table.csv.gz', gzipSync(TABLE));
    const rest = ['--fitness', 'quality', '--operators', '0'];
    for (const [path, input] of [
      [packed, ''],
      ['-', TABLE],
    ] as const) {
      const { status, output } = await landscape(['--table', path, ...rest], input);
      expect(status).toBe(0);
      expect(output).toMatch(/: 27 architectures\n[\s\S]*local maxima +1 /);
    }
  });

  it('goes on with sound rows, and lists what is wrong with the others', async () => {
    const faulty = await write('faulty.csv', `${TABLE}aab,5,5\nccx,many,5\n`);
    const { status, output, errors } = await landscape([
      '--table',
      faulty,
      '--fitness',
      'quality',
      '--json',
      '--operators',
      '0',
    ]);
    expect(status).toBe(0);
    expect(errors).toMatch(/Line 29.*aab/);
    expect(errors).toMatch(/Line 30.*many/);
    expect(errors).toContain('Going on with the 27 sound rows.');
    expect(JSON.parse(output)).toMatchObject({ numArchitectures: 27, rowsLeftOut: 2 });
  });

  it('analyses what operators cannot be made for; asked for them, it ends with 1', async () => {
    // Sixty positions: too many combinations to lay out.
    const long = Array.from({ length: 12 }, (_, i) => `${'ab'.repeat(25)}${i.toString(2).padStart(4, '0')}`);
    const varied = long.map((word, i) => `${word.replaceAll('a', i % 2 ? 'a' : 'c')},${(i * 7) % 12}`);
    const wide = await write('wide.csv', `word,quality\n${varied.join('\n')}\n`);
    const plain = await landscape(['--table', wide, '--fitness', 'quality', '--json']);
    expect(plain.status).toBe(0);
    expect(plain.errors).toMatch(/No experiments: The space has .* combinations/);
    expect(JSON.parse(plain.output)).toMatchObject({ numArchitectures: 12, experiments: null });
    const asked = await landscape(['--table', wide, '--fitness', 'quality', '--json', ...QUICK]);
    expect(asked.status).toBe(1);
    expect(JSON.parse(asked.output)).toMatchObject({ numArchitectures: 12, experiments: null });
  });

  it('ends well when nobody reads on', async () => {
    const child = spawn(
      process.execPath,
      [join(root, 'scripts/landscape.mjs'), '--table', table, '--fitness', 'quality', ...QUICK],
      { cwd: root },
    );
    let errors = '';
    child.stderr.on('data', (data: Buffer) => {
      errors += data.toString();
    });
    child.stdout.destroy();
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(errors).not.toMatch(/EPIPE|^ +at /m);
  });

  it('refuses a file of 200 MB before it is read', async () => {
    const large = await write('large.csv', '');
    await truncate(large, 200 * 2 ** 20);
    const { status, output, errors } = await landscape(['--table', large, '--fitness', 'quality']);
    expect({ status, output }).toEqual({ status: 2, output: '' });
    expect(errors).toContain('large.csv has 200 MB, and 64 MB are the most: it was not read.');
  });

  it('says what it cannot do, and ends with 2', async () => {
    const some = ['--table', table, '--fitness', 'quality'];
    const bytes = await write('bytes.csv', Uint8Array.of(0x61, 0xff, 0xfe, 0x0a));
    const cut = await write('cut.csv.gz', gzipSync(TABLE).subarray(0, 40));
    const cases: readonly (readonly [readonly string[], string | RegExp])[] = [
      [['--table', table], '--fitness is missing'],
      [['--table', `${table}s`, '--fitness', 'x'], /--table .*csvs cannot be read: ENOENT/],
      [['--table', folder, '--fitness', 'x'], 'it is a folder'],
      [['--table', bytes, '--fitness', 'x'], 'is no text in UTF-8'],
      [['--table', cut, '--fitness', 'x'], 'damaged or cut off'],
      [['--table', table, '--fitness', 'qualty'], 'Did you mean quality?'],
      [['--table', table, '--fitness', 'word'], 'does not hold numbers'],
      [[...some, '--colour', 'red'], "Unknown option '--colour'"],
      [[...some, 'more'], "Unexpected argument 'more'"],
      [[...some, '--operators', '1.5'], '--operators must be a whole number from 0'],
      [[...some, '--operators', '1e9'], '--operators must be a whole number from 0 to 100000'],
      [[...some, '--steps', '0'], '--steps must be a whole number from 1'],
      [[...some, '--walkers', ''], '--walkers must be a whole number from 2 to 10000000, not ""'],
      [[...some, '--threshold', '2'], '--threshold must be a number from 0 to 1'],
      [[...some, '--skew', 'NaN'], '--skew must be a number'],
      [[...some, '--seed=-1'], '--seed must be a whole number from 0'],
      [[...some, '--family', 'constructor'], '--family must be one of dirichlet'],
      [[...some, '--acceptance', 'tournament'], '--acceptance must be blind'],
      [[...some, '--acceptance', 'annealed:'], '--acceptance must be blind'],
      [[...some, '--acceptance', 'elitist:3'], '--acceptance must be blind'],
    ];
    for (const [args, message] of cases) {
      const { status, output, errors } = await landscape(args);
      expect({ args, status, output }).toEqual({ args, status: 2, output: '' });
      expect(errors).toEqual(
        typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
      );
    }
  }, 120_000);
});
