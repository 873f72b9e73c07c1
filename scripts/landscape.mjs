// npm run landscape: the analysis of a table's landscape, and the experiments with transformation operators.
import { readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { bundle } from './bundle.mjs';
import { installPackages } from './install.mjs';
import { experimentText, summaryText } from './landscape-text.mjs';

const USAGE = `npm run landscape -- [--table FILE] --fitness COLUMN [options]

Looks at a table of evaluated architectures as a graph: neighbours differ in one choice. Prints what kind of landscape a
column is, and what transformation operators do on it.

  --table FILE        CSV or JSON, also packed with gzip (our own table, public/tables/cells-mnist14.csv.gz)
  --fitness COLUMN    what is climbed
  --minimise          small values are good
  --walks             sample random walks, too, as published: 200 of 100 steps
  --operators N       how many operators are drawn for the experiments; 0: none (1000)
  --family NAME       how they are drawn (dirichlet):
                        dirichlet     distances 0 … d from Dirichlet(1), positions and options alike
                        moving        the same without distance 0
                        weighted      with random weights of positions
                        asymmetric    with random weights of positions and of options
                        strategies    the moves of our own strategies, measured
  --acceptance NAME   blind, elitist, tournament:SIZE or annealed:TEMPERATURE (blind)
  --steps N           length of the paths (10)
  --threshold SHARE   the fittest share of rows that is to be reached (0.01)
  --skew S            of the starts of the group "skewed": weights exp(S · rank) (3)
  --exact-only        nothing is sampled: neither paths of operators that are not blind nor ways to the threshold
  --walkers N         sampled walks of each operator and group (500)
  --seed N            (1)
  --json              one JSON object on one line of standard output
  --help

Progress goes to standard error.`;

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} message @returns {never} */
function refuse(message) {
  console.error(`${message}\nnpm run landscape -- --help lists the options.`);
  process.exit(2);
}
const text = /** @type {const} */ ({ type: 'string' });
const flag = /** @type {const} */ ({ type: 'boolean' });
function readOptions() {
  try {
    return parseArgs({
      options: {
        table: { ...text, default: join(root, 'public', 'tables', 'cells-mnist14.csv.gz') },
        fitness: text,
        minimise: flag,
        walks: flag,
        operators: { ...text, default: '1000' },
        family: { ...text, default: 'dirichlet' },
        acceptance: { ...text, default: 'blind' },
        steps: { ...text, default: '10' },
        threshold: { ...text, default: '0.01' },
        skew: { ...text, default: '3' },
        'exact-only': flag,
        walkers: { ...text, default: '500' },
        seed: { ...text, default: '1' },
        json: flag,
        help: flag,
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
/** @param {'operators' | 'steps' | 'threshold' | 'skew' | 'walkers' | 'seed'} name */
const number = (name) => {
  const read = Number(given[name]);
  if (given[name].trim() === '' || !Number.isFinite(read))
    refuse(`--${name} must be a number, not "${given[name]}".`);
  return read;
};

const { fitness, table: file } = given;
if (fitness === undefined) refuse('--fitness is missing: which column is climbed?');
/** Bytes of a file, and of what is packed in it, at most: as in the page. */
const LARGEST = 64 * 2 ** 20;

/** The table's text. */
function readText() {
  try {
    const { size } = statSync(file);
    if (size > LARGEST)
      throw new Error(
        `it has ${Math.round(size / 2 ** 20)} MB, and ${LARGEST / 2 ** 20} MB are the most. Take fewer rows or columns.`,
      );
    const bytes = readFileSync(file);
    const packed = bytes[0] === 0x1f && bytes[1] === 0x8b;
    return (packed ? gunzipSync(bytes, { maxOutputLength: 4 * LARGEST }) : bytes).toString('utf8');
  } catch (error) {
    return refuse(`--table ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** @returns {import('../src/landscape/operators/operator.ts').Acceptance} */
function acceptance() {
  const [kind, value] = given.acceptance.split(':', 2);
  const read = Number(value);
  if (kind === 'blind' || kind === 'elitist') return { kind };
  if (kind === 'tournament' && Number.isInteger(read) && read >= 1) return { kind, size: read };
  if (kind === 'annealed' && read > 0) return { kind, temperature: read };
  return refuse(
    `--acceptance must be blind, elitist, tournament:SIZE or annealed:TEMPERATURE, not "${given.acceptance}".`,
  );
}

const FAMILIES = {
  dirichlet: { withZero: true, positionSpread: 0, optionSpread: 0, strategies: false },
  moving: { withZero: false, positionSpread: 0, optionSpread: 0, strategies: false },
  weighted: { withZero: true, positionSpread: 1, optionSpread: 0, strategies: false },
  asymmetric: { withZero: true, positionSpread: 1, optionSpread: 1, strategies: false },
  strategies: { withZero: true, positionSpread: 0, optionSpread: 0, strategies: true },
};
const family = Object.hasOwn(FAMILIES, given.family)
  ? FAMILIES[/** @type {keyof typeof FAMILIES} */ (given.family)]
  : refuse(`--family must be one of ${Object.keys(FAMILIES).join(', ')}, not "${given.family}".`);
const count = number('operators');
if (!Number.isInteger(count) || count < 0) refuse('--operators must be a whole number of at least 0.');
/** @type {import('../src/landscape/operators/operator.ts').ExperimentOptions} */
const options = {
  skew: number('skew'),
  steps: number('steps'),
  threshold: given['exact-only'] ? 0 : number('threshold'),
  cap: 500,
  walks: number('walkers'),
  resamples: 1000,
  seed: number('seed'),
};

installPackages(root);
/** @type {typeof import('../src/run/landscape/command.ts')} */
const {
  analyse,
  describeFault,
  importTable,
  landscapeOfImported,
  operatorsOf,
  PUBLISHED_WALKS,
  runExperiments,
  summaryOf,
} = await import(await bundle('run/landscape/command.ts', 'landscape.mjs'));

const read = importTable(file, readText());
if (!read.ok) {
  for (const fault of read.faults.listed.slice(0, 20)) console.error(describeFault(fault));
  if (read.faults.total > 20) console.error(`and ${read.faults.total - 20} more.`);
}
const { table } = read;
if (!table) refuse(`${file} holds no table that can be read.`);
if (!read.ok) console.error(`Going on with the ${table.rows} sound rows.`);

/** Runs work that tells of its progress. @template T @param {Generator<{ stage: string, share: number }, T>} work */
function run(work) {
  let said = '';
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (value.stage !== said) console.error(`${Math.round(value.share * 100)} %  ${value.stage}`);
    said = value.stage;
  }
}

try {
  const gaps = table.numbers(fitness).some(Number.isNaN);
  const rows = gaps ? table.withoutGaps([fitness]) : table;
  if (gaps) console.error(`${table.rows - rows.rows} rows have no ${fitness}: they are left out.`);
  const since = performance.now();
  const landscape = landscapeOfImported(rows, fitness, given.minimise ?? false);
  const report = run(analyse(landscape, { walks: given.walks ? PUBLISHED_WALKS : undefined }));
  const analysed = performance.now();
  const strategies = { ...family, concentration: 1, acceptance: acceptance(), memory: 0 };
  const measured = count === 0 && !family.strategies;
  const experiments = measured
    ? null
    : run(
        (function* () {
          const number = family.strategies && given.operators === '1000' ? 0 : count;
          const operators = yield* operatorsOf(
            { ...strategies, count: number },
            rows,
            landscape,
            options.seed,
          );
          return yield* runExperiments(landscape, operators, options);
        })(),
      );
  const done = performance.now();
  console.error(
    `Analysis ${((analysed - since) / 1000).toFixed(2)} s, experiments ${((done - analysed) / 1000).toFixed(2)} s.`,
  );
  const summary = summaryOf(report);
  const seconds = { analysis: (analysed - since) / 1000, experiments: (done - analysed) / 1000 };
  const output = given.json
    ? JSON.stringify({
        table: file,
        fitness,
        minimise: given.minimise ?? false,
        ...summary,
        experiments,
        seconds,
      })
    : [
        summaryText(`${file}, ${fitness}`, summary),
        ...(experiments ? [experimentText(experiments)] : []),
      ].join('\n\n');
  process.stdout.write(`${output}\n`);
} catch (error) {
  refuse(error instanceof Error ? error.message : String(error));
}
