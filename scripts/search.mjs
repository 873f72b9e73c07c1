// npm run search: a search from a terminal. It opens the built page in a headless browser and drives the same code
// that Play does.
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPackages } from './install.mjs';
import { needsBuild, rememberBuild } from './stale.mjs';

const USAGE = `npm run search -- --out DIR [options]

  --out DIR          where the log and the front go (must not hold a run yet)
  --budget N         candidates to train (12)
  --seed N           (1)
  --strategy NAME    nsga2, sms-emoa, lemonade, aging-evolution, local-search, random, tpe … (nsga2);
                     a name that there is not lists them all
  --population N     of a strategy that has one: the same as --set strategy.population=N
  --epochs N         (3)
  --data PERCENT     share of the training images (10)
  --batch N          (32)
  --rate R           the learning rate at its peak (0.03)
  --set NAME=VALUE   any other setting by its name in the log, e.g. optimizer=sgd, ema=0.1, flip=true, or a
                     parameter of the strategy, e.g. strategy.population=8; repeatable
  --cap N            parameters at most (the space's own)
  --backend NAME     auto, webgpu, webgl or wasm (auto)
  --workers N        (automatic)
  --space FILE       a search space as JSON (the default one)
  --help

DIR gets run.jsonl (the event log, written as it happens) and, for every candidate of the front, a folder with
architecture.json, model.json and weights.bin. Ctrl+C stops the search and keeps what there is.`;

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} message @returns {never} */
function refuse(message) {
  console.error(`${message}\n\n${USAGE}`);
  process.exit(2);
}

function readOptions() {
  const text = /** @type {const} */ ({ type: 'string' });
  try {
    return parseArgs({
      options: {
        out: text,
        budget: { ...text, default: '12' },
        seed: { ...text, default: '1' },
        strategy: { ...text, default: 'nsga2' },
        population: text,
        epochs: { ...text, default: '3' },
        data: { ...text, default: '10' },
        batch: { ...text, default: '32' },
        rate: { ...text, default: '0.03' },
        cap: text,
        backend: { ...text, default: 'auto' },
        workers: text,
        space: text,
        set: { ...text, multiple: true, default: [] },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

const options = readOptions();
if (options.help) {
  console.log(USAGE);
  process.exit(0);
}
/** @param {string} name @param {string} value */
const number = (name, value) => {
  const read = Number(value);
  if (value.trim() === '' || Number.isNaN(read)) refuse(`--${name} must be a number, not "${value}".`);
  return read;
};
if (!options.out) refuse('--out is missing: where should the result go?');
const out = resolve(options.out);
const logPath = join(out, 'run.jsonl');
if (existsSync(logPath))
  refuse(`${out} holds a run already (run.jsonl): choose another folder, or remove it.`);

const share = number('data', options.data);
if (!(share >= 0.1 && share <= 100)) refuse(`--data must be from 0.1 to 100 per cent, not ${options.data}.`);

/** @type {Record<string, string | number>} */
const parameters =
  options.population === undefined ? {} : { population: number('population', options.population) };
/** @type {Partial<import('../src/run/settings.ts').RunSettings>} */
const settings = {
  parameters,
  strategy: options.strategy,
  evaluations: number('budget', options.budget),
  seed: number('seed', options.seed),
  epochs: number('epochs', options.epochs),
  dataShare: share / 100,
  batchSize: number('batch', options.batch),
  learningRate: number('rate', options.rate),
  backend: /** @type {'auto'} */ (options.backend),
  workers: options.workers === undefined ? 'auto' : number('workers', options.workers),
};
for (const setting of options.set) {
  const [name = '', value] = setting.split('=', 2);
  if (value === undefined) refuse(`--set takes NAME=VALUE, not "${setting}".`);
  const read = value === 'true' ? true : value === 'false' ? false : Number(value);
  // The page checks names and values, and says what is wrong.
  const typed = typeof read === 'number' && Number.isNaN(read) ? value : read;
  if (name.startsWith('strategy.'))
    parameters[name.slice('strategy.'.length)] = /** @type {string} */ (typed);
  else Object.assign(settings, { [name]: typed });
}
/** @type {any} */
let space;
if (options.space !== undefined) {
  try {
    space = JSON.parse(await readFile(options.space, 'utf8'));
  } catch (error) {
    refuse(`--space ${options.space} could not be read: ${error instanceof Error ? error.message : error}`);
  }
}
const cap = options.cap === undefined ? undefined : number('cap', options.cap);

installPackages(root);
const { launchChromium } = await import('./chromium.mjs');
const { buildPage, servePage } = await import('./serve.mjs');
if (needsBuild(root)) {
  console.log('Building the page …');
  await buildPage();
  rememberBuild(root);
}
const server = await servePage();
// Ctrl+C is ours: the driver would end the browser, and with it the results.
const browser = await launchChromium([], { handleSIGINT: false, handleSIGTERM: false });
let interrupted = false;
/** Candidates done when progress was last shown. */
let shown = 0;
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true;
  });
}

let status = 0;
try {
  await mkdir(out, { recursive: true });
  status = await search(await browser.newPage());
} catch (error) {
  // What the page threw, without the driver's prefix.
  const message = error instanceof Error ? error.message : String(error);
  console.error(`\n${message.replace(/^page\.evaluate: (Error: )?/, '')}`);
  status = 1;
}
await browser.close().catch(() => undefined);
await server.close();
process.exit(status);

/**
 * Runs the search, writing the log as it comes, then the front. Returns the exit status.
 * @param {import('playwright-core').Page} page
 */
async function search(page) {
  await page.goto(server.url);
  await page.waitForFunction(() => 'cellscape' in globalThis);
  await page.evaluate(
    ([chosen, document, limit]) => globalThis.cellscape.start(chosen, document, limit),
    /** @type {const} */ ([settings, space, cap]),
  );
  /** @type {import('../src/run/events.ts').RunEvent[]} */
  const log = [];
  let stopping = false;
  while (log.at(-1)?.type !== 'finished') {
    const fresh = await page.evaluate((from) => globalThis.cellscape.events(from), log.length);
    if (fresh.length > 0) {
      log.push(...fresh);
      await appendFile(logPath, fresh.map((event) => `${JSON.stringify(event)}\n`).join(''));
      progress(log);
    }
    if (interrupted && !stopping) {
      stopping = true;
      await page.evaluate(() => globalThis.cellscape.stop());
    }
    await new Promise((done) => setTimeout(done, 200));
  }
  process.stdout.write('\n\n');
  const last = log.at(-1);
  await writeFront(page, log);
  if (last?.type === 'finished' && last.reason === 'error')
    throw new Error(last.message ?? 'The run ended with an error.');
  return log.some(({ type }) => type === 'evaluated') ? 0 : 1;
}

/** Shows how far the run is. @param {readonly import('../src/run/events.ts').RunEvent[]} log */
function progress(log) {
  const done = log.filter(({ type }) => type === 'evaluated' || type === 'failed').length;
  const total = settings.evaluations ?? 0;
  const front = log.findLast((event) => event.type === 'frontChanged');
  const best = Math.min(1, ...log.flatMap((event) => (event.type === 'evaluated' ? event.error : [])));
  const width = 24;
  const filled = Math.round((width * done) / total);
  const line = `${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done}/${total}`;
  const words = front
    ? ` · best error ${(best * 100).toFixed(2)} % · front ${front.members.length} · hypervolume ${front.hypervolume.toFixed(3)}`
    : '';
  // A terminal redraws the line; a file gets a line whenever one more candidate is done.
  if (process.stdout.isTTY) process.stdout.write(`\r${line}${words}\x1b[K`);
  else if (done > shown) console.log(line + words);
  shown = done;
}

/**
 * Prints the front as a table and writes each member's files.
 * @param {import('playwright-core').Page} page
 * @param {readonly import('../src/run/events.ts').RunEvent[]} log
 */
async function writeFront(page, log) {
  const front = log.findLast((event) => event.type === 'frontChanged');
  if (!front) {
    console.log('No candidate was evaluated.');
    return;
  }
  const rows = front.members.map((candidate) => {
    const proposed = log.find((event) => event.type === 'proposed' && event.candidate === candidate);
    const evaluated = log.find((event) => event.type === 'evaluated' && event.candidate === candidate);
    if (proposed?.type !== 'proposed' || evaluated?.type !== 'evaluated')
      throw new Error(`The log lacks candidate ${candidate}.`);
    return [
      String(candidate),
      `${(evaluated.error * 100).toFixed(2)} %`,
      proposed.costs.parameters.toLocaleString('en'),
      proposed.costs.macs.toLocaleString('en'),
      String(proposed.generation),
    ];
  });
  const heads = ['candidate', 'validation error', 'parameters', 'MACs', 'generation'];
  const widths = heads.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  for (const row of [heads, ...rows])
    console.log(row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  '));
  for (const candidate of front.members) {
    const folder = join(out, `candidate-${candidate}`);
    await mkdir(folder, { recursive: true });
    await writeFile(
      join(folder, 'architecture.json'),
      await page.evaluate((id) => globalThis.cellscape.exportJson(id), candidate),
    );
    for (const { name, base64 } of await page.evaluate(
      (id) => globalThis.cellscape.exportModel(id),
      candidate,
    )) {
      await writeFile(join(folder, name), Buffer.from(base64, 'base64'));
    }
  }
  console.log(`\nLog and ${front.members.length} models: ${out}`);
}
