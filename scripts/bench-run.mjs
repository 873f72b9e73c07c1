// npm run bench:run: the Run screen with a made-up run of thousands of candidates that goes on, in a headless browser: what
// drawing it costs, how long keys and clicks wait, and how much the page's heap grows.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPackages } from './install.mjs';
import { needsBuild, rememberBuild } from './stale.mjs';

const USAGE = `npm run bench:run -- [options]

  --candidates A,B   candidates of the run when it goes on (2000,10000,100000)
  --seconds N        how long it goes on (30)
  --events N         events every 33 ms (100)
  --only pareto      this panel alone
  --url URL          a page that is served already, instead of a build of these sources
  --json             one object of JSON instead of a table
  --help`;

const { values } = parseArgs({
  options: {
    candidates: { type: 'string', default: '2000,10000,100000' },
    seconds: { type: 'string', default: '30' },
    events: { type: 'string', default: '100' },
    only: { type: 'string' },
    url: { type: 'string' },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const sizes = values.candidates.split(',').map(Number);
const seconds = Number(values.seconds);
const events = Number(values.events);
const right = [...sizes, seconds, events].every((value) => value > 0);
if (values.help || !right || (values.only !== undefined && values.only !== 'pareto')) {
  console.log(USAGE);
  process.exit(values.help ? 0 : 2);
}

const root = dirname(dirname(fileURLToPath(import.meta.url)));
installPackages(root);
const { launchChromium } = await import('./chromium.mjs');
const { buildPage, servePage } = await import('./serve.mjs');
if (!values.url && needsBuild(root)) {
  await buildPage();
  rememberBuild(root);
}
const server = values.url ? undefined : await servePage();
const url = values.url ?? server?.url;

/** Milliseconds between two batches of events, as the coordinator sends them. */
const BATCH_MS = 33;
/** Milliseconds between a key or a click and the next. */
const INPUT_MS = 350;
/** Every panel redraws at least once in so many milliseconds, if it redraws at all. */
const ROUND_MS = 250;

/** @typedef {{ count: number, p50: number, p95: number, max: number }} Times */

/** @param {number[]} numbers @returns {Times} */
function timesOf(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (/** @type {number} */ share) =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}

/** @typedef {{ start: number, wall: number, processor: number }} Task */

/**
 * What the page's main thread did, from the browser's trace: its tasks over a millisecond, and the work of all tasks in each
 * stretch of so many milliseconds, in which every open chart was drawn. By the processor's time, too: on a machine with
 * other things to do, a task takes longer than it costs.
 * @param {Buffer} trace
 */
function tasksOf(trace) {
  /** @type {{ traceEvents: { name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?: number, args?: any }[] }} */
  const { traceEvents } = JSON.parse(trace.toString());
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  /** @type {Map<string, Task[]>} */
  const byThread = new Map();
  for (const { name, ph, pid, tid, ts, dur = 0, tdur = dur } of traceEvents) {
    const thread = `${pid} ${tid}`;
    if (ph !== 'X' || name !== 'ThreadControllerImpl::RunTask' || !mains.has(thread)) continue;
    const tasks = byThread.get(thread) ?? [];
    byThread.set(thread, tasks);
    tasks.push({ start: ts / 1000, wall: dur / 1000, processor: tdur / 1000 });
  }
  const busy = (/** @type {Task[]} */ tasks) => tasks.reduce((sum, { wall }) => sum + wall, 0);
  const tasks = [...byThread.values()].sort((a, b) => busy(b) - busy(a))[0] ?? [];
  const first = Math.min(...tasks.map(({ start }) => start));
  const by = (/** @type {'wall' | 'processor'} */ clock) => {
    /** @type {number[]} */
    const rounds = [];
    for (const task of tasks) {
      const round = Math.floor((task.start - first) / ROUND_MS);
      rounds[round] = (rounds[round] ?? 0) + task[clock];
    }
    return {
      tasks: timesOf(tasks.map((task) => task[clock]).filter((each) => each > 1)),
      rounds: timesOf([...rounds].map((each) => each ?? 0)),
    };
  };
  return { wall: by('wall'), processor: by('processor'), busy: busy(tasks) };
}

/** @param {number} candidates */
async function measure(candidates) {
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  const begin = Date.now();
  await page.goto(`${url}#/stress?candidates=${candidates}${values.only ? `&only=${values.only}` : ''}`);
  await page.waitForFunction(() => globalThis.cellscapeStress, null, { timeout: 300_000 });
  const loaded = (Date.now() - begin) / 1000;
  // The device is being measured at first, on the same cores.
  await page.waitForFunction(
    () => document.querySelector('.chip')?.textContent?.includes('ms a step'),
    null,
    {
      timeout: 120_000,
    },
  );
  await page.waitForTimeout(2000);
  const protocol = await page.context().newCDPSession(page);
  const heap = async () => {
    await protocol.send('HeapProfiler.collectGarbage');
    const used = await protocol.send('Runtime.getHeapUsage');
    // Columns are typed arrays, which lie outside the heap proper.
    return (used.usedSize + (used.backingStorageSize ?? 0)) / 1e6;
  };
  const count = () => page.evaluate(() => globalThis.cellscapeStress?.candidates() ?? 0);
  const [heapBefore, countBefore] = [await heap(), await count()];
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await page.evaluate(
    ([batch, pause]) => {
      globalThis.cellscapeStress?.reset();
      globalThis.cellscapeStress?.goOn(batch, pause);
    },
    /** @type {const} */ ([events, BATCH_MS]),
  );
  // Somebody looks at the run meanwhile: opens members of the front by pointer, walks along it by keys.
  for (let look = 0, end = Date.now() + seconds * 1000; Date.now() < end; look++) {
    const place = await page.evaluate((which) => {
      const marks = document.querySelectorAll('.mark');
      const box = marks[which % Math.max(1, marks.length)]?.getBoundingClientRect();
      return box ? [box.x + box.width / 2, box.y + box.height / 2] : null;
    }, look * 7);
    if (place && look % 3 === 0) await page.mouse.click(place[0] ?? 0, place[1] ?? 0);
    else await page.keyboard.press(look % 3 === 1 ? 'ArrowRight' : 'Enter');
    await page.waitForTimeout(INPUT_MS);
  }
  const report = await page.evaluate(() => {
    globalThis.cellscapeStress?.hold();
    return globalThis.cellscapeStress?.report();
  });
  const trace = tasksOf(await browser.stopTracing());
  if (!report) throw new Error('The stress page has gone.');
  await page.waitForTimeout(1000);
  const [heapAfter, countAfter] = [await heap(), await count()];
  await browser.close();
  const further = countAfter - countBefore;
  return {
    candidates,
    loaded,
    further,
    updates: report.commits,
    frames: report.frames,
    inputs: report.inputs,
    longTasks: report.longTasks,
    wall: trace.wall,
    processor: trace.processor,
    busy: trace.busy / (report.seconds * 1000),
    heap: heapBefore,
    heapPerThousand: ((heapAfter - heapBefore) / further) * 1000,
  };
}

/** @type {Awaited<ReturnType<typeof measure>>[]} */
const results = [];
for (const size of sizes) {
  if (!values.json) console.log(`${size.toLocaleString('en')} candidates, going on for ${seconds} s …`);
  results.push(await measure(size));
}
await server?.close();

if (values.json)
  console.log(JSON.stringify({ seconds, events, only: values.only ?? null, results }, null, 2));
else {
  const three = (/** @type {Times} */ { p50, p95, max }) =>
    [p50, p95, max].map((value) => value.toFixed(1)).join(' / ');
  /** @type {[string, (result: typeof results[number]) => string][]} */
  const rows = [
    ['candidates', ({ candidates }) => candidates.toLocaleString('en')],
    ['loaded after, s', ({ loaded }) => loaded.toFixed(1)],
    ['further candidates', ({ further }) => further.toLocaleString('en')],
    ['batches of events', ({ updates }) => String(updates.count)],
    ['store to commit: p50 / p95 / most, ms', ({ updates }) => three(updates)],
    ['tasks over 1 ms', ({ wall }) => three(wall.tasks)],
    ['  of the processor', ({ processor }) => three(processor.tasks)],
    [`all work in ${ROUND_MS} ms`, ({ wall }) => three(wall.rounds)],
    ['  of the processor', ({ processor }) => three(processor.rounds)],
    ['main thread busy, %', ({ busy }) => (100 * busy).toFixed(0)],
    ['frame to frame', ({ frames }) => three(frames)],
    ['input to paint', ({ inputs }) => `${three(inputs)} (${inputs.count})`],
    ['tasks over 50 ms', ({ longTasks }) => `${longTasks.count}, longest ${longTasks.longest.toFixed(0)}`],
    ['heap before, MB', ({ heap }) => heap.toFixed(1)],
    ['heap for 1,000 more, MB', ({ heapPerThousand }) => heapPerThousand.toFixed(2)],
  ];
  for (const [what, cell] of rows)
    console.log(what.padEnd(40) + results.map((result) => cell(result).padStart(26)).join(''));
}
process.exit(0);
