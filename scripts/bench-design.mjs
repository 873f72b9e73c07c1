// npm run bench:design: the designer with 200 blocks in a headless browser: from an edit to the redrawn canvas and counter, and
// the frames of a drag; and how much of the page the Design screen adds (gzip).
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { installPackages } from './install.mjs';
import { needsBuild, rememberBuild } from './stale.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
installPackages(root);
const { launchChromium } = await import('./chromium.mjs');
const { buildPage, servePage } = await import('./serve.mjs');
if (needsBuild(root)) {
  await buildPage();
  rememberBuild(root);
}
const EDITS = 40;
const block = { operation: ['conv3', 'conv5', 'maxpool3', 'identity'], batchNorm: [true, false] };
const space = {
  schema: 2,
  name: '200 blocks',
  input: [28, 28, 1],
  classes: 10,
  motifs: {
    cell: {
      kind: 'pipelines',
      pipelines: Array.from({ length: 10 }, () => ({ blocks: Array.from({ length: 20 }, () => block) })),
      merge: ['add', 'concat'],
    },
  },
  layers: [{ cell: 'cell', repeat: 1, filters: [8, 16], resolution: 'same' }],
  head: { pool: 'average', dense: [], dropout: 0 },
  constraints: { maxParameters: 10_000_000 },
};

const server = await servePage();
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
await page.goto(`${server.url}#/design`);
await page.getByRole('img', { name: /Specimen/ }).waitFor();
// What the page itself has loaded; what its workers load is not among it.
const loaded = await page.evaluate(() =>
  performance
    .getEntriesByType('resource')
    .map(({ name }) => new URL(name).pathname.split('/').at(-1) ?? '')
    .filter((name) => /\.(js|css)$/.test(name) && !name.includes('worker')),
);
// The shell is what index.html itself asks for.
const html = readFileSync(join(root, 'dist', 'index.html'), 'utf8');
const route = [...new Set(loaded)].filter((name) => !html.includes(name));
const gzip = (/** @type {string} */ name) =>
  gzipSync(readFileSync(join(root, 'dist', 'assets', name)), { level: 9 }).length;

// The device is being measured at first, on the same cores.
await page.waitForFunction(() => document.querySelector('.chip')?.textContent?.includes('ms a step'), null, {
  timeout: 60_000,
});
await page.getByRole('button', { name: 'JSON', exact: true }).click();
await page.getByLabel('The space as JSON').fill(JSON.stringify(space));
await page.getByRole('button', { name: 'JSON', exact: true }).click();
await page.getByRole('treeitem', { name: /^cell,/ }).dblclick();
await page.waitForTimeout(8000);

/** @type {number[]} */
const canvas = [];
/** @type {number[]} */
const counter = [];
for (let i = 0; i < EDITS; i++) {
  await page
    .getByRole('treeitem', { name: /^one of 4/ })
    .nth(i * 4)
    .click();
  await page.waitForTimeout(200);
  const [drawn, counted] = await page.evaluate(async () => {
    const label = [...document.querySelectorAll('#inspector label.toggle')].find(
      (each) => each.textContent === 'conv 7×7',
    );
    const title = () => document.querySelector('.card-node.selected .card-title')?.textContent;
    const size = () => document.querySelector('.size b')?.textContent;
    const before = [title(), size()];
    const start = performance.now();
    if (!label) throw new Error('The inspector shows no operations.');
    /** @type {HTMLInputElement} */ (label.querySelector('input')).click();
    let [titleAt, sizeAt] = [0, 0];
    while (!titleAt || !sizeAt) {
      await new Promise(requestAnimationFrame);
      const now = performance.now() - start;
      if (!titleAt && title() !== before[0]) titleAt = now;
      if (!sizeAt && size() !== before[1]) sizeAt = now;
      if (now > 5000) break;
    }
    return [titleAt || 5000, sizeAt || 5000];
  });
  canvas.push(drawn ?? 5000);
  counter.push(counted ?? 5000);
  await page.waitForTimeout(300);
}

const box = await page.locator('.react-flow__node-card').nth(30).boundingBox();
if (!box) throw new Error('The block to drag is not on the canvas.');
const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
await page.mouse.move(x, y);
await page.mouse.down();
await page.evaluate(() => {
  /** @type {number[]} */
  const frames = [];
  Object.assign(globalThis, { frames });
  let last = performance.now();
  const tick = (/** @type {number} */ now) => {
    frames.push(now - last);
    last = now;
    requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
});
for (let i = 0; i < 120; i++) await page.mouse.move(x + i * 3, y + Math.sin(i / 8) * 60);
const frames = await page.evaluate(
  () => /** @type {{ frames: number[] }} */ (/** @type {unknown} */ (globalThis)).frames,
);
await page.mouse.up();
await browser.close();
await server.close();

/** @param {number[]} values @param {number} share */
const quantile = (values, share) =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) * share)] ?? Number.NaN;
const line = (/** @type {string} */ what, /** @type {number[]} */ values) =>
  console.log(
    `${what.padEnd(34)} median ${quantile(values, 0.5).toFixed(0)} ms, p95 ${quantile(values, 0.95).toFixed(0)} ms`,
  );
line(`edit to canvas, ${EDITS} edits`, canvas);
line('edit to size counter', counter);
line(`frame of a drag, ${frames.length} frames`, frames);
console.log(
  `Design beyond the shell: ${(route.reduce((sum, name) => sum + gzip(name), 0) / 1000).toFixed(1)} kB gzip (${route.join(', ')})`,
);
process.exit(0);
