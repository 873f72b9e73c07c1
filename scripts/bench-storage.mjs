// npm run bench:storage: how long a stored run takes to open, and a run to stop.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPackages } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '10000' },
    opens: { type: 'string', default: '7' },
    stops: { type: 'string', default: '20' },
    json: { type: 'boolean', default: false },
  },
});
const say = values.json ? () => undefined : console.log;

installPackages(root);
const { launchChromium } = await import('./chromium.mjs');
const { buildPage, servePage } = await import('./serve.mjs');
const { createServer } = await import('vite');
const vite = await createServer({
  root,
  server: { middlewareMode: true },
  appType: 'custom',
  logLevel: 'error',
});
const { syntheticLog } = await vite.ssrLoadModule('/src/run/synthetic.ts');
const { writeRunFile } = await vite.ssrLoadModule('/src/run/log/run-file.ts');

// Real genotypes, as many candidates as it takes.
const wanted = Number(values.events);
let candidates = Math.ceil(wanted / 8);
/** @type {import('../src/run/events.ts').RunEvent[]} */
let log = [];
while (log.length < wanted) {
  candidates = Math.ceil(candidates * 1.05);
  log = [...syntheticLog({ candidates, seed: 1, genotypes: true })];
}
const folder = await mkdtemp(join(tmpdir(), 'cellscape-bench-'));
const file = join(folder, 'run.cellscape.zip');
const meta = { name: 'Long', note: '', star: false, created: 0, marks: {} };
await writeFile(file, writeRunFile({ meta, events: log }));
await vite.close();

await buildPage();
const server = await servePage();
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.goto(`${server.url}#/runs`);
await page.waitForFunction(() => document.querySelector('.chip')?.textContent?.includes('ms a step'), null, {
  timeout: 60_000,
});
const before = Date.now();
await page.locator('input[type=file][aria-label="Run file"]').setInputFiles(file);
await page.getByText('is among your runs').waitFor({ timeout: 60_000 });
const importing = Date.now() - before;

const opening = [];
for (let i = 0; i < Number(values.opens); i++) {
  await page.goto('about:blank');
  await page.goto(`${server.url}#/runs`);
  const open = page.getByRole('button', { name: 'Open', exact: true }).last();
  await open.waitFor();
  // What is shown when the page opens is the same run: another is shown before the clock runs.
  await page.waitForTimeout(2500);
  opening.push(
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          const start = performance.now();
          const buttons = [...document.querySelectorAll('button')].filter(
            ({ textContent }) => textContent === 'Open',
          );
          buttons.at(-1)?.click();
          const look = () => {
            if (location.hash === '#/run' && document.querySelector('.mark')) {
              // The next frame has been painted.
              requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
            } else requestAnimationFrame(look);
          };
          look();
        }),
    ),
  );
}
opening.sort((a, b) => a - b);

const stopping = [];
for (let i = 0; i < Number(values.stops); i++) {
  await page.evaluate(() =>
    globalThis.cellscape.start({
      evaluations: 1000,
      dataShare: 0.2,
      backend: 'wasm',
      seed: Math.floor(performance.now()),
    }),
  );
  await page.waitForTimeout(700 + 137 * (i % 7));
  stopping.push(
    await page.evaluate(async () => {
      const start = performance.now();
      await globalThis.cellscape.stop();
      return performance.now() - start;
    }),
  );
}
stopping.sort((a, b) => a - b);
const middle = (/** @type {number[]} */ sorted) => sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
const summary = {
  ...{ events: log.length, candidates, importMs: importing },
  open: { medianMs: middle(opening), maxMs: opening.at(-1) },
  stop: { medianMs: middle(stopping), maxMs: stopping.at(-1) },
};
if (values.json) console.log(JSON.stringify(summary, null, 2));
else
  say(`
a run of ${log.length.toLocaleString('en')} events, ${candidates.toLocaleString('en')} candidates with real genotypes
  opened: click to painted front       ${middle(opening).toFixed(0)} ms median of ${opening.length}, ${opening.at(-1)?.toFixed(0)} ms at most
  imported from a file                 ${importing} ms
a run that trains on all cores
  stopped: workers idle                ${middle(stopping).toFixed(0)} ms median of ${stopping.length}, ${stopping.at(-1)?.toFixed(0)} ms at most`);
await browser.close();
await server.close();
await rm(folder, { recursive: true, force: true });
