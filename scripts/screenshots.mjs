// npm run screenshots: the README's pictures, of a real search and a real comparison on this machine (about ten minutes).
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPackages } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    evaluations: { type: 'string', default: '40' },
    out: { type: 'string', default: join(root, 'docs') },
    // Every screen in both themes at both sizes, for looking at; without it only what the README shows.
    all: { type: 'boolean', default: false },
  },
});

installPackages(root);
const { launchChromium } = await import('./chromium.mjs');
const { buildPage, servePage } = await import('./serve.mjs');
await buildPage();
const server = await servePage();
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'dark' });
await page.goto(server.url);
await page.waitForFunction(() => document.querySelector('.chip')?.textContent?.includes('ms a step'), null, {
  timeout: 60_000,
});

const README = ['run-dark', 'analysis-light', 'runs-light', 'design-light', 'compare-light'];

/** Both themes at both sizes. @param {string} name */
async function shoot(name) {
  for (const [width, height, size] of /** @type {const} */ ([
    [1440, 900, ''],
    [1024, 640, '-small'],
  ])) {
    await page.setViewportSize({ width, height });
    for (const theme of ['dark', 'light']) {
      const other = page.getByRole('button', { name: `Use the ${theme} theme` });
      if (await other.isVisible()) await other.click();
      if (!values.all && !README.includes(`${name}-${theme}${size}`)) continue;
      await page.mouse.move(0, 0);
      await page.waitForTimeout(600);
      await page.screenshot({ path: join(values.out, `${name}-${theme}${size}.png`) });
    }
  }
}

await shoot('start');
await page.evaluate(
  (evaluations) => globalThis.cellscape.start({ evaluations, parameters: { population: 12 }, seed: 3 }),
  Number(values.evaluations),
);
for (;;) {
  const log = await page.evaluate(() => globalThis.cellscape.events(0));
  const done = log.filter(({ type }) => type === 'evaluated').length;
  if (done >= Number(values.evaluations) - 4) break;
  await page.waitForTimeout(1000);
}
const marks = page.locator('.mark');
await marks.nth(Math.floor((await marks.count()) / 2)).click();
await page.getByRole('img', { name: /Architecture of candidate/ }).waitFor();
await shoot('run');
/** Shows views in the slots below the Pareto chart. @param {string[]} views */
async function show(...views) {
  await page.setViewportSize({ width: 1440, height: 900 });
  for (const [slot, view] of views.entries())
    await page.locator('.lower h2 select').nth(slot).selectOption({ label: view });
  await page.waitForTimeout(2500);
}
await show('What survives', 'Importance', 'Population');
await shoot('analysis');
await show('Learning curves', 'Workers', 'Candidates');
await shoot('curves');
await show('Hypervolume', 'Lineage', 'Candidates');
await page.getByText('All evaluations are done').waitFor({ timeout: 600_000 });

// Two strategies with three seeds each, side by side: two epochs on 3 % of the images.
for (const strategy of ['nsga2', 'random'])
  for (const seed of [1, 2, 3]) {
    await page.evaluate(
      ([name, number]) =>
        globalThis.cellscape.start({
          ...{ strategy: name, seed: number, evaluations: 24, epochs: 2, dataShare: 0.03 },
          ...(name === 'nsga2' && { parameters: { population: 8 } }),
        }),
      /** @type {const} */ ([strategy, seed]),
    );
    for (;;) {
      const log = await page.evaluate(() => globalThis.cellscape.events(0));
      if (log.at(-1)?.type === 'finished') break;
      await page.waitForTimeout(500);
    }
  }
await page.getByRole('link', { name: 'Runs' }).click();
for (let run = 2; run <= 7; run++) await page.getByLabel(`Compare Run ${run}`, { exact: true }).check();
await page.waitForTimeout(2500);
await shoot('runs');
await page.getByRole('link', { name: 'Design' }).click();
await page.getByRole('img', { name: /Specimen/ }).waitFor();
await page.locator('#xray [aria-busy="false"]').waitFor();
await shoot('design-network');
/** @param {string} template @param {RegExp} cell */
async function openCell(template, cell) {
  await page.getByRole('button', { name: 'Templates' }).click();
  await page.getByRole('button', { name: `Open ${template}`, exact: true }).click();
  await page.getByRole('treeitem', { name: cell }).dblclick();
  await page.locator('#xray [aria-busy="false"]').waitFor();
}
await openCell('NATS-Bench topology', /^cell, /);
await page.locator('.edge-label').nth(3).click();
await shoot('design-dag');
await openCell('Multi-branch', /^branches, /);
await page.getByRole('treeitem', { name: /^one of 3/ }).click();
await page.getByRole('button', { name: 'Mutate' }).click();
await shoot('design');

// One epoch on 1 % of the images: four strategies, five runs of 24 candidates each.
await page.getByRole('link', { name: 'Run', exact: true }).click();
await page.getByRole('button', { name: 'Templates' }).waitFor({ state: 'detached' });
await page.evaluate(() => localStorage.clear());
await page.reload();
await page.getByLabel('Epochs', { exact: true }).fill('1');
await page.getByLabel('Data, %', { exact: true }).fill('1');
await page.getByRole('link', { name: 'Compare' }).click();
for (const name of ['SMS-EMOA', 'TPE']) await page.getByLabel(name, { exact: true }).check();
await page.getByLabel('NSGA-II', { exact: true }).uncheck();
await page.getByLabel('Candidates a run').fill('24');
await page.getByLabel('Runs of each').fill('5');
await page.getByRole('button', { name: 'Compare', exact: true }).click();
await page.getByText('All runs are done').waitFor({ timeout: 3_600_000 });
await shoot('compare');
await browser.close();
await server.close();
process.exit(0);
