// npm run bench: what the page reaches on this machine, in a headless browser. Prints a table and one line of JSON.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPackages } from './install.mjs';
import { needsBuild, rememberBuild } from './stale.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, candidates: { type: 'string', default: '20' } },
});
const runs = Number(values.runs);
const candidates = Number(values.candidates);

installPackages(root);
const { launchChromium } = await import('./chromium.mjs');
const { buildPage, servePage } = await import('./serve.mjs');
if (needsBuild(root)) {
  await buildPage();
  rememberBuild(root);
}
const server = await servePage();

/** @type {{ device: string, firstCandidate: number, allCandidates: number, longestTask: number, longTasks: number }[]} */
const results = [];
for (let run = 1; run <= runs; run++) {
  console.log(`Run ${run} of ${runs}: ${candidates} candidates with default settings …`);
  results.push(await measure());
}
await server.close();

/** @param {number[]} numbers */
const median = (numbers) =>
  numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)] ?? Number.NaN;
const summary = {
  device: results[0]?.device,
  runs,
  candidates,
  firstCandidateSeconds: median(results.map((result) => result.firstCandidate)),
  allCandidatesSeconds: median(results.map((result) => result.allCandidates)),
  longestMainThreadTaskMs: Math.max(...results.map((result) => result.longestTask)),
  mainThreadTasksOver50Ms: median(results.map((result) => result.longTasks)),
};
console.log(`
${summary.device}
first candidate on the chart   ${summary.firstCandidateSeconds.toFixed(1)} s after Play (median of ${runs})
${candidates} candidates                  ${summary.allCandidatesSeconds.toFixed(0)} s after Play (median)
longest task, main thread      ${summary.longestMainThreadTaskMs.toFixed(0)} ms while searching (all runs)
`);
console.log(JSON.stringify(summary));
process.exit(0);

/** One search with default settings in a fresh browser: times after Play, and the main thread's long tasks meanwhile. */
async function measure() {
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(server.url);
  // The device is measured when its chip says more than that it is being measured.
  await page.waitForFunction(
    () => document.querySelector('.chip')?.textContent?.includes('ms a step'),
    null,
    { timeout: 60_000 },
  );
  const device = (await page.locator('.chip').first().getAttribute('title')) ?? '';
  await page.evaluate(() => {
    const tasks = /** @type {number[]} */ ([]);
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ type: 'longtask' });
  });
  const start = Date.now();
  await page.getByRole('button', { name: /^Play/ }).first().click();
  await page.waitForFunction(() => document.querySelector('.mark'), null, { timeout: 300_000, polling: 100 });
  const firstCandidate = (Date.now() - start) / 1000;
  const done = () =>
    page.evaluate(
      async () => (await globalThis.cellscape.events(0)).filter(({ type }) => type === 'evaluated').length,
    );
  // Somebody looks at the page meanwhile: marks are opened, the table is shown and hidden.
  for (let look = 0; (await done()) < candidates; look++) {
    const marks = page.locator('.mark');
    if (look % 2 === 0) await marks.nth((look / 2) % (await marks.count())).click();
    await page.waitForTimeout(1000);
  }
  const allCandidates = (Date.now() - start) / 1000;
  const tasks = await page.evaluate(() => /** @type {any} */ (globalThis).longTasks);
  await browser.close();
  return {
    device,
    firstCandidate,
    allCandidates,
    longestTask: Math.max(0, ...tasks),
    longTasks: tasks.length,
  };
}
