// npm run bench: what this machine reaches, in a headless browser. Prints tables, and all of it as one line of JSON
// at the end.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPackages } from './install.mjs';

const USAGE = `npm run bench -- [options]

  --peer pytorch   the reference network in Debian's python3-torch, too, alternating with ours
  --only PART      engine, gpu, pool, leaks or search (all of them)
  --rounds N       alternating rounds of the engine (3)
  --runs N         searches (3)
  --candidates N   candidates of each search (20)
  --help`;

const { values } = parseArgs({
  options: {
    peer: { type: 'string' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    runs: { type: 'string', default: '3' },
    candidates: { type: 'string', default: '20' },
    help: { type: 'boolean' },
  },
});
const parts = ['engine', 'gpu', 'pool', 'leaks', 'search'];
if (
  values.help ||
  (values.peer && values.peer !== 'pytorch') ||
  (values.only && !parts.includes(values.only))
) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}
const rounds = Number(values.rounds);
const does = (/** @type {string} */ part) => values.only === undefined || values.only === part;

const root = dirname(dirname(fileURLToPath(import.meta.url)));
installPackages(root);
const { measureLeaks, measurePool, measurePyTorch, measureSteps, median, openEngine } = await import(
  './bench-engine.mjs'
);
const { measureSearches } = await import('./bench-search.mjs');

/** @type {Record<string, unknown>} */
const summary = {};
const say = (/** @type {string} */ text) => console.log(text);
const ms = (/** @type {number} */ value) => value.toFixed(1).padStart(8);

if (does('engine')) {
  say('The engine: milliseconds a step, batch 64 …');
  summary.engine = await measureEngine();
}
if (does('gpu')) {
  say('\nThe GPU backends, on software adapters: what a step asks of the GPU (speed says nothing here) …');
  summary.gpu = await measureGpu();
}
if (does('pool')) {
  say('\nThe pool: steps a second of the reference network, all workers together …');
  const opened = await openEngine();
  /** @type {Record<number, number>[]} */
  const rates = [];
  for (let round = 1; round <= rounds; round++) rates.push(await measurePool(opened, 400));
  await opened.close();
  for (const workers of [1, 2, 4]) {
    const steps = rates.map((rate) => rate[workers] ?? 0);
    const gains = rates.map((rate) => (rate[workers] ?? 0) / (rate[1] ?? 1));
    const each = gains.map((gain) => gain.toFixed(2)).join(', ');
    say(`  ${workers} workers ${ms(median(steps))}   × ${median(gains).toFixed(2)} (${each})`);
  }
  summary.pool = rates;
}
if (does('leaks')) {
  say('\nMemory while 500 candidates of the default space come and go …');
  const opened = await openEngine();
  const rows = await measureLeaks(opened, 500);
  await opened.close();
  for (const { candidates, tensors, heap } of rows)
    if (candidates === 50 || candidates % 250 === 0)
      say(`  after ${candidates}: ${tensors} tensors, heap ${(heap / 2 ** 20).toFixed(1)} MiB`);
  summary.leaks = rows;
}
if (does('search')) {
  say('\nSearches with default settings, on the page …');
  summary.search = await measureSearches(root, Number(values.runs), Number(values.candidates), say);
}
say(`\n${JSON.stringify(summary)}`);
process.exit(0);

/** The reference network and three members of the default space; the peer in between, where it was asked for. */
async function measureEngine() {
  const opened = await openEngine();
  const size = { batch: 64, steps: 60 };
  const few = { batch: 64, steps: 5 };
  /** @type {Record<string, number[]>} */
  const columns = {};
  const note = (/** @type {string} */ name, /** @type {number} */ value) => {
    columns[name] = [...(columns[name] ?? []), value];
    return value;
  };
  for (let round = 1; round <= rounds; round++) {
    const relaxed = await measureSteps(opened, 'wasm', false, 'reference', size);
    note('wasm, relaxed SIMD', relaxed.processor);
    note('wasm, relaxed SIMD: first step of a new network, above a steady one', relaxed.firstStep);
    if (values.peer) {
      for (const format of /** @type {const} */ (['contiguous', 'channels_last'])) {
        const peer = measurePyTorch(format, size);
        if (!peer) {
          say('  PyTorch is not here: on Debian, apt-get install python3-torch.');
          break;
        }
        note(`PyTorch ${peer.version}, 1 thread, ${format === 'contiguous' ? 'NCHW' : format}`, peer.mean);
      }
    }
    note('wasm, SIMD128', (await measureSteps(opened, 'wasm', true, 'reference', size)).processor);
    for (const seed of [11, 12, 13]) {
      const member = await measureSteps(opened, 'wasm', false, seed, { batch: 32, steps: 60 });
      note(`wasm, relaxed SIMD: member ${seed} of the default space, batch 32`, member.processor);
    }
    say(`  round ${round} of ${rounds} done`);
  }
  // As this browser has them, software or not.
  for (const backend of /** @type {const} */ (['webgpu', 'webgl'])) {
    say(`  ${backend} …`);
    try {
      note(
        `${backend}, as this browser has it`,
        (await measureSteps(opened, backend, false, 'reference', few)).together,
      );
    } catch (error) {
      say(`  ${backend}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
    }
  }
  say("  tfjs's cpu backend, one step …");
  note(
    "tfjs's cpu backend",
    (await measureSteps(opened, 'cpu', false, 'reference', { batch: 64, steps: 1 })).step,
  );
  await opened.close();
  for (const [name, numbers] of Object.entries(columns))
    say(`${ms(median(numbers))}  ${name}   (${numbers.map((value) => value.toFixed(1)).join(', ')})`);
  const ours = columns['wasm, relaxed SIMD'] ?? [];
  for (const [name, numbers] of Object.entries(columns)) {
    if (!/^PyTorch|^tfjs/.test(name)) continue;
    const ratio = median(ours) / median(numbers);
    say(`  relaxed SIMD against ${name}: ${ratio.toFixed(ratio < 0.1 ? 4 : 2)}× the time`);
  }
  return columns;
}

async function measureGpu() {
  const opened = await openEngine({ gpu: true });
  /** @type {Record<string, unknown>} */
  const rows = {};
  for (const backend of /** @type {const} */ (['webgpu', 'webgl'])) {
    for (const network of /** @type {const} */ (['reference', 11])) {
      const name = `${backend}, ${network === 'reference' ? network : `member ${network}`}`;
      try {
        const { work, firstWork } = await measureSteps(opened, backend, false, network, {
          batch: 2,
          steps: 4,
        });
        rows[name] = { step: work, first: firstWork };
        say(
          `  ${name}: ${work?.dispatches} dispatches, ${work?.compilations} compilations, ${work?.reads} reads a step; first step ${firstWork?.compilations} compilations`,
        );
      } catch (error) {
        say(`  ${name}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
      }
    }
  }
  await opened.close();
  return rows;
}
