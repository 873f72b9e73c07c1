// npm run landscape: the analysis of a table's landscape, and the experiments with transformation operators.
import { createReadStream, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundle } from './bundle.mjs';
import { installPackages } from './install.mjs';
import { experimentText, summaryText } from './landscape-text.mjs';

const USAGE = `npm run landscape -- [--table FILE] --fitness COLUMN [options]

Looks at a table of evaluated architectures as a graph: neighbours differ in one choice. Prints what kind of landscape a
column is, and what transformation operators do on it.

  --table FILE        CSV or JSON, also packed with gzip; -: standard input (our own table,
                      public/tables/cells-mnist14.csv.gz)
  --fitness COLUMN    what is climbed
  --minimise          small values are good
  --walks             sample random walks, too, as published: 200 of 100 steps
  --operators N       how many operators are drawn for the experiments; 0: none (1000; none with strategies)
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
  --exact-only        without the ways to the threshold; other figures are exact wherever that is known
  --walkers N         sampled walks of each operator and group (500)
  --seed N            (1)
  --json              one JSON object on one line of standard output
  --help

Progress goes to standard error. npm says on standard output what it runs, unless it is silent:
npm run --silent landscape -- --json --fitness COLUMN. Ends with 0; with 2 where options or the table are no good; with 1
where experiments were asked for and could not be made: they are null then.`;

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
        operators: text,
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
/**
 * @param {'operators' | 'steps' | 'threshold' | 'skew' | 'walkers' | 'seed'} name
 * @param {number} least @param {number} most @param {boolean} [whole]
 */
function number(name, least, most, whole = true) {
  const text = given[name] ?? '';
  const read = Number(text);
  if (text.trim() === '' || !(read >= least && read <= most) || (whole && !Number.isInteger(read)))
    refuse(
      `--${name} must be a ${whole ? 'whole number' : 'number'} from ${least} to ${most}, not "${text}".`,
    );
  return read;
}

const { fitness, table: file } = given;
if (fitness === undefined) refuse('--fitness is missing: which column is climbed?');

/** The table's file, as the page takes it: its size is looked at before it is read. */
function fileOf() {
  const web = (/** @type {Readable} */ stream) =>
    /** @type {ReadableStream<Uint8Array>} */ (Readable.toWeb(stream));
  if (file === '-') return { name: 'standard input', size: 1, stream: () => web(process.stdin) };
  try {
    const stat = statSync(file);
    if (stat.isDirectory()) throw new Error('it is a folder.');
    return {
      name: basename(file),
      // A pipe has no size; what comes out of it is counted.
      size: stat.isFile() ? stat.size : 1,
      stream: () => web(createReadStream(file)),
    };
  } catch (error) {
    return refuse(`--table ${file} cannot be read: ${error instanceof Error ? error.message : error}`);
  }
}

/** @returns {import('../src/landscape/operators/operator.ts').Acceptance} */
function acceptance() {
  const [kind, ...rest] = given.acceptance.split(':');
  const value = rest.join(':');
  const read = Number(value.trim() === '' ? Number.NaN : value);
  if ((kind === 'blind' || kind === 'elitist') && rest.length === 0) return { kind };
  if (kind === 'tournament' && Number.isInteger(read) && read >= 1 && read <= 1000)
    return { kind, size: read };
  if (kind === 'annealed' && read > 0 && Number.isFinite(read)) return { kind, temperature: read };
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
const count =
  given.operators === undefined ? (family.strategies ? 0 : 1000) : number('operators', 0, 100_000);
/** Else they are made where they can be. */
const asked = given.operators !== undefined || family.strategies;
const chosen = { ...family, count, concentration: 1, acceptance: acceptance(), memory: 0 };
const threshold = number('threshold', 0, 1, false);
/** @type {import('../src/landscape/operators/operator.ts').ExperimentOptions} */
const options = {
  skew: number('skew', -700, 700, false),
  steps: number('steps', 1, 1e6),
  threshold: given['exact-only'] ? 0 : threshold,
  cap: 500,
  walks: number('walkers', 2, 1e7),
  resamples: 1000,
  seed: number('seed', 0, Number.MAX_SAFE_INTEGER),
};
const source = fileOf();

installPackages(root);
/** @type {typeof import('../src/run/landscape/command.ts')} */
const {
  analyse,
  describeFault,
  importTable,
  landscapeOfImported,
  operatorsOf,
  PUBLISHED_WALKS,
  readTableFile,
  runExperiments,
  summaryOf,
} = await import(await bundle('run/landscape/command.ts', 'landscape.mjs'));

/** What another program reads does not always read it to the end: head, less. */
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** The table; what is wrong with it is said, and its sound rows are gone on with. */
async function readTable() {
  const read = importTable(source.name, await readTableFile(source));
  if (!read.ok) {
    for (const fault of read.faults.listed.slice(0, 20)) console.error(describeFault(fault));
    if (read.faults.total > 20) console.error(`and ${read.faults.total - 20} more.`);
  }
  if (!read.table) throw new Error(`${file} holds no table that can be read.`);
  if (!read.ok) console.error(`Going on with the ${read.table.rows} sound rows.`);
  return read.table;
}

/**
 * What the summary leaves out: distributions and lists, but nothing for every single row.
 * @param {import('../src/landscape/report.ts').LandscapeReport} report
 */
const detailsOf = ({ density, fitnessDistance, optima, neutral, network }) => ({
  densityOfStates: { edges: density.edges, counts: density.counts },
  fitnessByDistance: fitnessDistance.byDistance.map(({ distance, count, mean, summary }) => ({
    ...{ distance, count, mean },
    summary,
  })),
  optima,
  neutralNets: neutral.largest,
  optimaNetwork: network.edges,
});

/** Runs work that tells of its progress. @template T @param {Generator<{ stage: string, share: number }, T>} work */
function run(work) {
  let said = { stage: '', percent: -1 };
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    const now = { stage: value.stage, percent: Math.round(value.share * 100) };
    // Stages of a thousand operators follow one another quickly.
    if (now.stage === said.stage || now.percent <= said.percent) continue;
    console.error(`${now.percent} %  ${now.stage}`);
    said = now;
  }
}

/**
 * @param {import('../src/landscape/import/imported-table.ts').ImportedTable} rows
 * @param {import('../src/landscape/landscape.ts').Landscape} landscape
 */
function* experimentsOn(rows, landscape) {
  const operators = yield* operatorsOf(chosen, rows, landscape, options.seed);
  return yield* runExperiments(landscape, operators, options);
}

/**
 * The experiments; `null` where none were asked for, or the space has none: that is said.
 * @param {Parameters<typeof experimentsOn>} on
 */
function experimentsOf(...on) {
  if (count === 0 && !family.strategies) return null;
  try {
    return run(experimentsOn(...on));
  } catch (error) {
    console.error(`No experiments: ${error instanceof Error ? error.message : error}`);
    if (asked) process.exitCode = 1;
    return null;
  }
}

try {
  const table = await readTable();
  const gaps = table.numbers(fitness).some(Number.isNaN);
  const rows = gaps ? table.withoutGaps([fitness]) : table;
  if (gaps) console.error(`Left out, since they have no ${fitness}: ${table.rows - rows.rows} rows.`);
  if (rows.leftOut > 0) console.error('Numbers of rows in what is printed count without those left out.');
  const since = performance.now();
  const landscape = landscapeOfImported(rows, fitness, given.minimise ?? false);
  const report = run(analyse(landscape, { walks: given.walks ? PUBLISHED_WALKS : undefined }));
  const analysed = performance.now();
  const experiments = experimentsOf(rows, landscape);
  const done = performance.now();
  const seconds = { analysis: (analysed - since) / 1000, experiments: (done - analysed) / 1000 };
  console.error(
    `Analysis ${seconds.analysis.toFixed(2)} s, experiments ${seconds.experiments.toFixed(2)} s.`,
  );
  const summary = summaryOf(report);
  const output = given.json
    ? JSON.stringify({
        ...{ table: file, fitness, minimise: given.minimise ?? false, rowsLeftOut: rows.leftOut },
        ...summary,
        // Rows that are left out change the others' numbers; what the architectures are called stays.
        globalMaxArchitecture: rows.label(summary.globalMax),
        localMaximaArchitectures: summary.localMaxima.map((node) => rows.label(node)),
        ...detailsOf(report),
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
