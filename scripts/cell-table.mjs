// npm run cell-table: makes our own table, public/tables/cells-mnist14.csv.gz, by training every different cell.
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, setPriority } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { gunzipSync, gzipSync } from 'node:zlib';
import { bundle } from './bundle.mjs';
import { installPackages } from './install.mjs';
import { prepare } from './prepare.mjs';

const USAGE = `npm run cell-table -- [options]

Trains every different cell of four nodes, six edges and five operations on MNIST at 14×14 pixels, and writes the table
and its card to public/tables. What was trained is kept in DIR: started again, it goes on where it was.

  --out DIR      where results are kept (cell-table)
  --threads N    trainings at a time (as many as the machine has cores)
  --check N      nothing is written: N rows of the table, drawn by --seed, are made again and compared, bit by bit
  --seed N       (1)
  --help`;

/** @param {string} message @returns {never} */
function refuse(message) {
  console.error(`${message}\n\n${USAGE}`);
  process.exit(2);
}

const text = /** @type {const} */ ({ type: 'string' });
function readOptions() {
  try {
    return parseArgs({
      options: {
        out: { ...text, default: 'cell-table' },
        threads: text,
        check: text,
        seed: { ...text, default: '1' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}
const given = readOptions();
if (given.help) {
  console.log(USAGE);
  process.exit(0);
}
/** @param {'threads' | 'check' | 'seed'} name @param {number} least */
function whole(name, least) {
  const value = given[name];
  if (value === undefined) return undefined;
  const read = Number(value);
  if (value.trim() === '' || !Number.isSafeInteger(read) || read < least)
    refuse(`--${name} must be a whole number of at least ${least}, not "${value}".`);
  return read;
}
const threads = whole('threads', 1) ?? availableParallelism();
const checked = whole('check', 1);
const seed = whole('seed', 0) ?? 1;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
installPackages(root);
await prepare();
const address = await bundle('run/cell-table/command.ts', 'cell-table.mjs');
/** @type {typeof import('../src/run/cell-table/command.ts')} */
const { assemble, cardOf, cellClasses, createRng, jobsOf, parseResults, readShipped, setupLine, shuffle } =
  await import(address);

/** @typedef {import('../src/run/cell-table/trainer.ts').CellResult} CellResult */
/** @typedef {{ cell: number, repetition: number }} Job */

const tables = join(root, 'public', 'tables');
const tablePath = join(tables, 'cells-mnist14.csv.gz');
// Other work goes first.
setPriority(19);

/**
 * Trains so many cells, and hands each result over.
 * @param {readonly Job[]} jobs @param {(result: CellResult) => void} onResult
 */
async function trainAll(jobs, onResult) {
  const taken = new SharedArrayBuffer(4);
  const workers = Array.from({ length: Math.min(threads, jobs.length) }, () => {
    const worker = new Worker(new URL('./cell-table-worker.mjs', import.meta.url), {
      workerData: { bundle: address, root, jobs, taken },
    });
    return new Promise((done, reject) => {
      worker.on('message', onResult);
      worker.on('error', reject);
      worker.on('exit', (code) =>
        code === 0 ? done(undefined) : reject(new Error(`A thread ended: ${code}`)),
      );
    });
  });
  await Promise.all(workers);
}

/** Says how far it is, every few seconds, and how long the rest will take. @param {number} all */
function progress(all) {
  const start = performance.now();
  let [done, said] = [0, 0];
  return () => {
    done++;
    const now = performance.now();
    if (now - said < 10_000 && done < all) return;
    said = now;
    const seconds = ((now - start) / done / 1000) * (all - done);
    console.error(
      `${done.toLocaleString('en')} of ${all.toLocaleString('en')} trainings; ` +
        `${((now - start) / done / 1000).toFixed(2)} s each; about ${Math.ceil(seconds / 60)} minutes left`,
    );
  };
}

console.error('Telling the 15,625 cells apart …');
const classes = cellClasses();

if (checked !== undefined) {
  if (!existsSync(tablePath)) refuse(`${tablePath} is not there: make it first.`);
  const shipped = readShipped(gunzipSync(readFileSync(tablePath)).toString('utf8'));
  const cells = shuffle([...classes.first], createRng(seed)).slice(0, checked);
  const jobs = cells.map((cell) => ({ cell, repetition: 0 }));
  const advance = progress(jobs.length);
  let different = 0;
  await trainAll(jobs, (result) => {
    advance();
    const fault = shipped.differenceFrom(result);
    if (fault === undefined) return;
    different++;
    console.error(fault);
  });
  console.log(`${jobs.length - different} of ${jobs.length} rows came out the same.`);
  process.exit(different === 0 ? 0 : 1);
}

const out = resolve(given.out);
const resultsPath = join(out, 'results.jsonl');
mkdirSync(out, { recursive: true });
if (!existsSync(resultsPath)) writeFileSync(resultsPath, `${setupLine()}\n`);
/** @type {CellResult[]} */
let results;
try {
  const { kept, length } = parseResults(readFileSync(resultsPath, 'utf8'));
  results = kept;
  // A line that was cut off when the machine stopped.
  if (length !== undefined) writeFileSync(resultsPath, readFileSync(resultsPath, 'utf8').slice(0, length));
} catch (error) {
  refuse(`${resultsPath}: ${error instanceof Error ? error.message : error}`);
}
const jobs = jobsOf(classes, results);
console.error(
  `${classes.first.length.toLocaleString('en')} different cells; ${results.length.toLocaleString('en')} trainings are ` +
    `done, ${jobs.length.toLocaleString('en')} to do, ${threads} at a time. Ctrl+C: nothing is lost.`,
);
const advance = progress(jobs.length);
await trainAll(jobs, (result) => {
  appendFileSync(resultsPath, `${JSON.stringify(result)}\n`);
  results.push(result);
  advance();
});
const packed = gzipSync(assemble(classes, results), { level: 9 });
mkdirSync(tables, { recursive: true });
writeFileSync(tablePath, packed);
writeFileSync(join(tables, 'cells-mnist14.json'), `${JSON.stringify(cardOf(classes, results), null, 2)}\n`);
console.log(`${tablePath}: ${packed.length.toLocaleString('en')} bytes.`);
