// npm run bench:landscape: how long the landscape lab takes, in the built page in a headless browser, on our own table or on
// -- --table FILE: the analysis of a column, 1,000 operators, and redrawing the graph.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPackages } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: { table: { type: 'string' }, rounds: { type: 'string', default: '10' } },
});
const rounds = Number(values.rounds);
installPackages(root);
const { launchChromium } = await import('./chromium.mjs');
const { buildPage, servePage } = await import('./serve.mjs');
const { needsBuild, rememberBuild } = await import('./stale.mjs');
if (needsBuild(root)) {
  await buildPage();
  rememberBuild(root);
}
const server = await servePage();
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.goto(`${server.url}#/landscape`);

/** The chosen column has been analysed. */
async function analysed() {
  await page.getByRole('heading', { name: 'Density of states' }).waitFor({ timeout: 120_000 });
  await page.waitForFunction(() => document.querySelector('.lab-progress') === null);
}
/** @param {readonly number[]} numbers @param {number} share */
const quantile = (numbers, share) =>
  numbers.toSorted((a, b) => a - b)[Math.ceil(share * numbers.length) - 1] ?? Number.NaN;
/** @param {string} what @param {readonly number[]} times @param {string} [of] */
const say = (what, times, of = 'ms') =>
  console.log(
    `${what}: median ${Math.round(quantile(times, 0.5))}, p95 ${Math.round(quantile(times, 0.95))}, most ` +
      `${Math.round(Math.max(...times))} ${of} (${times.length})`,
  );

await analysed();
if (values.table !== undefined) {
  await page.getByLabel('A table as CSV or JSON').setInputFiles(resolve(values.table));
  await page.getByText('The table is kept on this device.').waitFor({ timeout: 60_000 });
  await analysed();
}
// The page has measured the device before anything is timed.
await page.waitForFunction(() => document.querySelector('.chip')?.textContent?.includes('ms a step'), null, {
  timeout: 60_000,
});
await page.evaluate(() => {
  const tasks = /** @type {number[]} */ ([]);
  Object.assign(globalThis, { tasks });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) tasks.push(duration);
  }).observe({ type: 'longtask' });
});
const longTasks = () => page.evaluate(() => /** @type {any} */ (globalThis).tasks.splice(0).map(Math.round));

const fitness = page.getByRole('combobox', { name: 'Fitness', exact: true });
const columns = await fitness
  .getByRole('option')
  .evaluateAll((all) =>
    all.map((option) => /** @type {HTMLOptionElement} */ (option).value).filter((value) => value !== ''),
  );
/** From a change of the column until its charts are painted. @type {number[]} */
const analyses = [];
for (let round = 0; round < rounds; round++) {
  const column = columns[(round + 1) % Math.min(3, columns.length)] ?? '';
  analyses.push(
    await page.evaluate(async (name) => {
      const select = [...document.querySelectorAll('select')].find((each) =>
        each.labels?.[0]?.textContent?.startsWith('Fitness'),
      );
      if (!select) throw new Error('There is no choice of a column.');
      const since = performance.now();
      const put = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value')?.set;
      put?.call(select, name);
      select.dispatchEvent(new Event('change', { bubbles: true }));
      const shown = () =>
        [...document.querySelectorAll('h2')].some((h) => h.textContent === 'Density of states');
      while (shown()) await new Promise(requestAnimationFrame);
      while (!shown() || document.querySelector('.lab-progress')) await new Promise(requestAnimationFrame);
      return performance.now() - since;
    }, column),
  );
}
say('a column: choice to painted analysis', analyses);
console.log(`  tasks over 50 ms on the page meanwhile: ${JSON.stringify(await longTasks())}`);

const part = (/** @type {string} */ name) =>
  page.getByRole('navigation', { name: 'Parts of the landscape lab' }).getByRole('link', { name }).click();
await part('Operators');
await page.getByLabel('Threshold').fill('0');
/** @type {number[]} */
const experiments = [];
for (let round = 0; round < Math.min(rounds, 5); round++) {
  await page.getByLabel('Seed').fill(String(round + 1));
  const since = performance.now();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('button', { name: 'Cancel' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).waitFor({ state: 'detached', timeout: 120_000 });
  experiments.push(performance.now() - since);
}
say('1,000 operators, four groups, exact, with bootstrap intervals', experiments);
console.log(`  tasks over 50 ms on the page meanwhile: ${JSON.stringify(await longTasks())}`);

await part('Graph');
const rings = page.getByRole('application');
await rings.waitFor();
await page.waitForTimeout(1000);
const box = await rings.boundingBox();
if (!box) throw new Error('The graph is not drawn.');
/** Frame by frame, while something is done over and over. @param {() => Promise<void>} work @param {number} times */
async function frames(work, times) {
  await page.evaluate(() => {
    const seen = /** @type {number[]} */ ([]);
    let last = performance.now();
    const frame = () => {
      const now = performance.now();
      seen.push(now - last);
      last = now;
      /** @type {any} */ (globalThis).next = requestAnimationFrame(frame);
    };
    Object.assign(globalThis, { seen });
    frame();
  });
  for (let i = 0; i < times; i++) await work();
  return page.evaluate(() => {
    cancelAnimationFrame(/** @type {any} */ (globalThis).next);
    return /** @type {number[]} */ (/** @type {any} */ (globalThis).seen.slice(1));
  });
}
let turn = 0;
const hover = await frames(async () => {
  turn += 0.11;
  const radius = (box.height / 2) * (0.2 + (0.7 * (turn % 5)) / 5);
  await page.mouse.move(
    box.x + box.width / 2 + radius * Math.cos(turn),
    box.y + box.height / 2 + radius * Math.sin(turn),
  );
}, 300);
say('the graph, pointer over it: frame to frame', hover);
let out = false;
const zoomed = await frames(async () => {
  out = !out;
  await page.mouse.wheel(0, out ? -60 : 60);
  await page.waitForTimeout(16);
}, 120);
say('the graph, zooming: frame to frame', zoomed);
console.log(`  tasks over 50 ms meanwhile: ${JSON.stringify(await longTasks())}`);
await browser.close();
await server.close();
process.exit(0);
