// npm run race: search strategies against each other on a table of evaluated architectures.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { bundle } from './bundle.mjs';
import { installPackages } from './install.mjs';
import { raceReport } from './race-report.mjs';

const USAGE = `npm run race -- --table FILE --strategies A,B,… [options]

Lets search strategies look for the best row of a table and compares what they find. Strategies see one column, the
fitness; the row with the best fitness that a run has met is judged by another, the report.

  --table FILE          the table: CSV whose first line names the columns
  --strategies A,B,…    which strategies, by the names below; or all
  --set A.NAME=VALUE    a parameter of strategy A; repeatable
  --runs N              runs of each strategy (100)
  --seed N              run r of every strategy has the seed that is made of N and r (1)

  --protocol NAME       nats-cifar10, nats-cifar100 or nats-imagenet16: fitness, costs, budget and report of the
                        published comparison on NATS-Bench's topology space, repeats paid and every row its own
                        architecture; what is given beside it goes first
  --fitness COLUMN      what strategies see
  --report COLUMN       what the result is judged by (the fitness)
  --validation COLUMN   another column to report
  --maximise            large values of fitness, report and optimum are good: the default
  --minimise            small values are
  --cost COLUMN         what an evaluation costs (1 each)
  --budget B            what a run may spend: evaluations, or the unit of --cost (150 evaluations). An evaluation that
                        begins before the budget is spent is finished and counts
  --max-evaluations N   evaluations of a run at most (no limit; with --optimum, the architectures
                        of the table). A run that does not meet the optimum counts with them
  --optimum COLUMN      how many evaluations until the row with the best value of COLUMN is met; this is the fitness,
                        too, and there is no budget, unless they are given

  --genotype COLUMN     which architecture a row is: words of equal length, a choice at each letter, or NATS-Bench
                        cells (found by its form)
  --identity COLUMN     rows with an equal value are one architecture, never evaluated twice in a run; "row": every
                        row is its own (iso, else UniqueString, else row)
  --repeats             an architecture that is suggested again is evaluated, and paid, again
  --no-repeats          it is not: the strategy hears what is known, for nothing (the default without a protocol)

  --json                one JSON object on one line of standard output
  --per-run             the JSON holds every run: what it found, and how its best fitness improved
  --threads N           (as many as the machine has)
  --help

Progress goes to standard error. Ctrl+C ends the race and prints what is done.`;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
installPackages(root);
const address = await bundle('run/race-command.ts', 'race.mjs');
/** @type {typeof import('../src/run/race-command.ts')} */
const {
  comparisons,
  didYouMean,
  FIRST_OBJECTIVE,
  prepareRace,
  readParameters,
  STRATEGIES,
  standings,
  strategyOf,
} = await import(address);

/** @param {string} message @returns {never} */
function refuse(message) {
  console.error(`${message}\nnpm run race -- --help lists the options and strategies.`);
  process.exit(2);
}

/** Does what may find fault with the user's input. @template T @param {() => T} work @param {string} [where] */
function checked(work, where = '') {
  try {
    return work();
  } catch (error) {
    return refuse(`${where}${error instanceof Error ? error.message : error}`);
  }
}

const text = /** @type {const} */ ({ type: 'string' });
const flag = /** @type {const} */ ({ type: 'boolean' });
const OPTIONS = {
  table: text,
  strategies: text,
  set: { ...text, multiple: /** @type {const} */ (true) },
  runs: text,
  seed: text,
  protocol: text,
  fitness: text,
  report: text,
  validation: text,
  maximise: flag,
  minimise: flag,
  cost: text,
  budget: text,
  'max-evaluations': text,
  optimum: text,
  genotype: text,
  identity: text,
  repeats: flag,
  'no-repeats': flag,
  json: flag,
  'per-run': flag,
  threads: text,
  help: flag,
};
const given = checked(() => {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const unknown = /^Unknown option '--([^']*)'/.exec(message)?.[1];
    if (unknown === undefined) throw error;
    throw new Error(`There is no option --${unknown}.${didYouMean(unknown, Object.keys(OPTIONS))}`);
  }
});
if (given.help) {
  const width = Math.max(...STRATEGIES.map(({ id }) => id.length));
  const lines = STRATEGIES.map(({ id, title, parameters }) => {
    const usual = parameters.map((parameter) => `${parameter.name}=${parameter.usual}`);
    const below = usual.length > 0 ? `\n  ${' '.repeat(width)}  ${usual.join('  ')}` : '';
    return `  ${id.padEnd(width)}  ${title}${below}`;
  });
  console.log(`${USAGE}\n\nStrategies, and their parameters with the usual values:\n\n${lines.join('\n')}`);
  process.exit(0);
}

/**
 * A number that was given, checked.
 * @param {'runs' | 'seed' | 'budget' | 'max-evaluations' | 'threads'} name
 * @param {number} least
 * @param {boolean} whole
 */
function number(name, least, whole) {
  const value = given[name];
  if (value === undefined) return undefined;
  const read = value.trim() === '' ? Number.NaN : Number(value);
  if (!(read >= least) || !(whole ? Number.isSafeInteger(read) : Number.isFinite(read))) {
    const bound = least > Number.MIN_SAFE_INTEGER ? ` of at least ${least}` : '';
    refuse(`--${name} must be a ${whole ? 'whole ' : ''}number${bound}, not "${value}".`);
  }
  return read;
}

if (given.maximise && given.minimise) refuse('--maximise and --minimise cannot both hold.');
if (given.repeats && given['no-repeats']) refuse('--repeats and --no-repeats cannot both hold.');
const { table: file } = given;
if (file === undefined) refuse('--table is missing: which table should strategies search?');
const csv = checked(() => readFileSync(file, 'utf8'), `--table ${file} cannot be read: `);
const runs = number('runs', 1, true) ?? 100;
const seed = number('seed', Number.MIN_SAFE_INTEGER, true) ?? 1;
/** @type {import('../src/run/race.ts').RaceOptions} */
const options = {
  ...{ protocol: given.protocol, fitness: given.fitness, report: given.report, validation: given.validation },
  ...{ cost: given.cost, optimum: given.optimum, genotype: given.genotype, identity: given.identity },
  minimise: given.minimise,
  budget: number('budget', 0, false),
  maxEvaluations: number('max-evaluations', 1, true),
  repeats: given.repeats ? true : given['no-repeats'] ? false : undefined,
};
const entrants = checked(readEntrants);
const race = checked(() => prepareRace(csv, options), `${file}: `);
for (const { strategy, parameters } of entrants)
  checked(() => strategyOf(strategy).create(race.space, parameters, FIRST_OBJECTIVE, 0), `${strategy}: `);
const threads = Math.min(number('threads', 1, true) ?? availableParallelism(), runs * entrants.length);
/** @typedef {import('../src/run/race.ts').RunResult} RunResult */
const entries = entrants.map(({ strategy }) => ({ strategy, results: /** @type {RunResult[]} */ ([]) }));
/** @param {string} strategy */
const resultsOf = (strategy) => entries.find((entry) => entry.strategy === strategy)?.results ?? [];
/** @param {RunResult} result */
const withGenotype = (result) => ({ ...result, genotype: race.table.word(result.row) });
/** The strategy that the others are compared with: random search, or the first. */
const reference = (entrants.find(({ strategy }) => strategy === 'random') ?? entrants[0])?.strategy ?? '';

/**
 * @typedef {object} Work what a thread is told
 * @property {string} bundle
 * @property {string} text the table
 * @property {import('../src/run/race.ts').RaceOptions} options
 * @property {{ strategy: string, parameters: import('../src/search/catalogue/types.ts').Parameters }[]} entrants
 * @property {number} runs
 * @property {number} seed
 * @property {SharedArrayBuffer} taken how many runs have been taken
 */
/** @type {Work} */
const workerData = {
  bundle: address,
  text: csv,
  options,
  entrants,
  runs,
  seed,
  taken: new SharedArrayBuffer(4),
};
let shown = 0;
let finished = false;
process.on('SIGINT', () => finish(true));
process.on('SIGTERM', () => finish(true));
console.error(
  `${file}: ${race.table.rows} rows of ${race.table.combinations} combinations, genotypes in ` +
    `${race.table.genotype}, architectures by ${race.table.identity}. Threads: ${threads}; runs of each strategy: ${runs}.`,
);
const threadsDone = Array.from({ length: threads }, async () => {
  const worker = new Worker(new URL('./race-worker.mjs', import.meta.url), { workerData });
  await new Promise((resolve, reject) => {
    worker.on('message', ({ strategy, result }) => {
      resultsOf(strategy).push(result);
      progress();
    });
    worker.on('error', reject);
    worker.on('exit', resolve);
  });
});
try {
  await Promise.all(threadsDone);
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exit(1);
}
finish(false);

/** The strategies that were named, each with its parameters. */
function readEntrants() {
  const all = STRATEGIES.map(({ id }) => id);
  if (given.strategies === undefined)
    throw new Error(`--strategies is missing: which of ${all.join(', ')}, or all?`);
  const named = given.strategies.split(',').map((name) => name.trim());
  const names = given.strategies === 'all' ? all : named;
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) throw new Error(`--strategies names ${twice} twice.`);
  const settings = (given.set ?? []).map((setting) => {
    const [, strategy, name, value] = /^([^.=]+)\.([^=]+)=(.*)$/.exec(setting) ?? [];
    if (strategy === undefined || name === undefined || value === undefined)
      throw new Error(`--set takes STRATEGY.NAME=VALUE, not "${setting}".`);
    if (!names.includes(strategy))
      throw new Error(`--set ${setting}: ${strategy} takes no part.${didYouMean(strategy, names)}`);
    return { strategy, name, value };
  });
  return names.map((id) => ({
    strategy: id,
    parameters: readParameters(
      id,
      settings.filter(({ strategy }) => strategy === id),
    ),
  }));
}

/** Shows how far the race is: a terminal redraws the line, a file gets ten of them. */
function progress() {
  const total = runs * entrants.length;
  const done = entries.reduce((sum, { results }) => sum + results.length, 0);
  const share = done / total;
  if (process.stderr.isTTY) {
    if (done < total && share < shown + 0.005) return;
    const filled = Math.round(24 * share);
    process.stderr.write(`\r${'█'.repeat(filled)}${'░'.repeat(24 - filled)} ${done}/${total} runs\x1b[K`);
    if (done === total) process.stderr.write('\n');
  } else {
    if (done < total && share < shown + 0.1) return;
    console.error(`${done}/${total} runs`);
  }
  shown = share;
}

/** Prints what there is and ends the program. @param {boolean} interrupted */
function finish(interrupted) {
  if (finished) return;
  finished = true;
  // In the order of runs, however many threads there were.
  for (const { results } of entries) results.sort((a, b) => a.run - b.run);
  const lines = standings(entries, race.settings);
  const withReference = comparisons(entries, race.settings, reference);
  const pairs = comparisons(entries, race.settings);
  if (interrupted) console.error('\nInterrupted: this is what there is.');
  let output;
  if (given.json) {
    const strategies = lines.map((line) => ({
      ...line,
      parameters: entrants.find(({ strategy }) => strategy === line.strategy)?.parameters,
      against: withReference.find(({ first }) => first === line.strategy) ?? null,
      ...(given['per-run'] && { results: resultsOf(line.strategy).map(withGenotype) }),
    }));
    const { rows, combinations } = race.table;
    const settings = { table: file, rows, combinations, ...race.settings, runs, seed, reference };
    output = JSON.stringify({ ...settings, interrupted, strategies, pairs });
  } else {
    output = raceReport({
      ...{ settings: race.settings, reference, standings: lines },
      ...{ comparisons: withReference, pairs },
    });
  }
  // A pipe may take its time.
  process.stdout.write(`${output}\n`, () => process.exit(interrupted ? 130 : 0));
}
