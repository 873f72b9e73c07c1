// npm run landscape:pictures: the pictures of docs/landscape.md, taken of the built page (about two minutes). Our own table,
// and a published one where it is given: -- --table FILE --fitness COLUMN.
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installPackages } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const text = /** @type {const} */ ({ type: 'string' });
const { values } = parseArgs({
  options: {
    table: text,
    fitness: text,
    out: { ...text, default: join(root, 'docs') },
    // The built page as it is, where it is known to be new.
    built: { type: 'boolean', default: false },
  },
});
installPackages(root);
const { launchChromium } = await import('./chromium.mjs');
const { buildPage, servePage } = await import('./serve.mjs');
if (!values.built) await buildPage();
const server = await servePage();
const browser = await launchChromium();
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
await page.goto(`${server.url}#/landscape`);

/** The chosen column has been analysed, and its charts are drawn. */
async function analysed() {
  await page.getByRole('heading', { name: 'Density of states' }).waitFor({ timeout: 120_000 });
  await page.waitForFunction(() => document.querySelector('.lab-progress') === null);
  await page.waitForTimeout(800);
}

/** @param {string} name */
async function shoot(name) {
  await page.mouse.move(0, 0);
  await page.waitForTimeout(600);
  await page.screenshot({ path: join(values.out, `landscape-${name}.png`) });
}

/** @param {string} name */
const part = async (name) => {
  const parts = page.getByRole('navigation', { name: 'Parts of the landscape lab' });
  await parts.getByRole('link', { name }).click();
  await page.waitForTimeout(800);
};

/** @param {string} name */
async function all(name) {
  await part('Landscape');
  await analysed();
  await shoot(`${name}-overview`);
  await part('Graph');
  await shoot(`${name}-graph`);
  await part('Operators');
  await page.getByLabel('Threshold').fill('0');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByText('Over 10 steps').first().waitFor({ timeout: 120_000 });
  await shoot(`${name}-operators`);
}

await analysed();
await all('own');
if (values.table !== undefined) {
  await part('Landscape');
  await page.getByLabel('A table as CSV or JSON').setInputFiles(resolve(values.table));
  await page.getByText('The table is kept on this device.').waitFor({ timeout: 60_000 });
  await analysed();
  if (values.fitness !== undefined) {
    await page.getByRole('combobox', { name: 'Fitness' }).selectOption(values.fitness);
    await analysed();
  }
  await all('published');
}
await browser.close();
await server.close();
process.exit(0);
