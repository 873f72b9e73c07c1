import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { root } from '../../scripts/serve.mjs';
import { finished, launch, open, start, waitFor } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe('the page', () => {
  it.each(['light', 'dark'] as const)('is clean for axe on every screen, %s', async (colorScheme) => {
    const { page, faults } = await open(browser, '', { colorScheme });
    const violations = async () => {
      const { violations: found } = await new AxeBuilder({ page }).analyze();
      return found.map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`,
      );
    };
    await page.getByRole('button', { name: /^Device:/ }).click();
    for (const summary of await page.locator('details.fold > summary').all())
      await summary.dispatchEvent('click');
    expect(await violations()).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    expect(await violations()).toEqual([]);
    await start(page);
    await waitFor(page, finished);
    await page.locator('.mark').first().click();
    await page.getByRole('img', { name: /Architecture of candidate/ }).waitFor();
    expect(await violations()).toEqual([]);
    await page.getByRole('link', { name: 'Design' }).click();
    await page.getByRole('img', { name: /Specimen/ }).waitFor();
    expect(await violations()).toEqual([]);
    await page.getByRole('link', { name: 'Compare' }).click();
    await page.getByRole('button', { name: 'Compare' }).waitFor();
    expect(await violations()).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('measures the device once, shows what it found, and lets another backend be chosen', async () => {
    const { page } = await open(browser, '', { measures: true });
    const chip = page.getByRole('button', { name: /^Device:/ });
    await page.getByText(/WebAssembly SIMD · \d+ ms a step/).waitFor({ timeout: 60_000 });
    const measured = await chip.textContent();
    await page.reload();
    // At once: nothing is measured again.
    expect(await chip.textContent()).toBe(measured);
    await chip.click();
    const dialog = page.getByRole('dialog', { name: 'Device' });
    expect(await dialog.getByRole('row').allInnerTexts()).toHaveLength(4);
    await dialog.getByLabel('Train on').selectOption('webgl');
    expect(await page.getByLabel('Backend').inputValue()).toBe('webgl');
    await dialog.getByLabel('Train on').selectOption('auto');
    await dialog.getByRole('button', { name: 'Measure again' }).click();
    await dialog.getByText('Measuring this device').waitFor();
    await dialog.getByRole('rowheader', { name: 'WebAssembly SIMD' }).waitFor({ timeout: 60_000 });
  });

  it('refuses bad settings in place, with what would do, and keeps Play back', async () => {
    const { page } = await open(browser);
    const play = page.getByRole('button', { name: /^Play/ }).first();
    for (const [label, bad, good, message] of [
      ['Batch', '0', '32', 'Batch must be a whole number from 1 to 4,096.'],
      ['Cap', '100', '60000', 'has 174 parameters: raise the cap'],
      ['Rate', 'fast', '0.01', 'Rate is not a number; 0.03 is used.'],
    ] as const) {
      const field = page.getByLabel(label, { exact: true });
      await field.fill(bad);
      await page.getByText(message).waitFor();
      expect(await field.getAttribute('aria-invalid')).toBe('true');
      if (label !== 'Rate') await expect.poll(() => play.isDisabled()).toBe(true);
      await field.fill(good);
      await expect.poll(() => play.isDisabled()).toBe(false);
    }
  });

  it('refuses an empty list of operations on Design, shows the size live, and keeps the space over a reload', async () => {
    const { page, url } = await open(browser, '#/design');
    const size = page.locator('.size b').first();
    await expect.poll(() => size.innerText()).toBe('2.79 × 10⁴⁰');
    await page.getByRole('treeitem', { name: /^one of 6/ }).click();
    const operations = page.getByRole('group', { name: /^Operation/ });
    await operations.getByLabel('conv 5×5', { exact: true }).uncheck();
    await expect.poll(() => size.innerText()).not.toContain('10⁴⁰');
    const smaller = await size.innerText();
    await page.reload();
    await expect.poll(() => size.innerText()).toBe(smaller);
    // Undo and redo, by key and by button.
    await page.getByRole('treeitem', { name: /^one of 5/ }).click();
    await operations.getByLabel('conv 3×3', { exact: true }).uncheck();
    await expect.poll(() => size.innerText()).not.toBe(smaller);
    await page.keyboard.press('Control+z');
    await expect.poll(() => size.innerText()).toBe(smaller);
    expect(await operations.getByLabel('conv 3×3', { exact: true }).isChecked()).toBe(true);
    await page.getByRole('button', { name: /^Redo: operation/ }).click();
    await expect.poll(() => operations.getByLabel('conv 3×3', { exact: true }).isChecked()).toBe(false);
    await page.getByRole('button', { name: /^Undo: operation/ }).click();
    const chosen = operations.getByRole('checkbox', { checked: true });
    while ((await chosen.count()) > 0) await chosen.first().uncheck();
    await operations.getByText('Operation is an empty list').waitFor();
    await page.goto(`${url}#/run`);
    await page.getByText(/operation is an empty list/).waitFor();
    expect(await page.getByRole('button', { name: /^Play/ }).first().isDisabled()).toBe(true);
  });

  it('fits 1024 × 640 without scrolling the page', async () => {
    const { page } = await open(browser, '', { viewport: { width: 1024, height: 640 } });
    for (const hash of ['#/run', '#/design']) {
      await page.evaluate((to) => {
        location.hash = to;
      }, hash);
      await page.waitForTimeout(300);
      const overflow = await page.evaluate(() => [
        document.documentElement.scrollWidth - innerWidth,
        document.documentElement.scrollHeight - innerHeight,
      ]);
      expect(overflow).toEqual([0, 0]);
    }
  });

  it('works from a sub-path of a plain static host', async () => {
    const host = await serveFolder(join(root, 'dist'), '/some/where/');
    try {
      const page = await browser.newPage();
      await page.goto(`${host.url}some/where/`);
      await page.waitForSelector('.shell');
      await start(page, { evaluations: 1, workers: 1, dataShare: 0.001 });
      const log = await waitFor(page, finished);
      expect(log.at(-1)).toMatchObject({ reason: 'budget' });
      await page.close();
    } finally {
      await host.close();
    }
  });
});

describe('without any backend', () => {
  it('says so, and what would help', async () => {
    const bare = await launch(['--disable-gpu', '--disable-software-rasterizer', '--disable-3d-apis']);
    try {
      const context = await bare.newContext();
      // No flag takes WebAssembly from a browser: without its module it is as good as gone.
      await context.route('**/*.wasm', (route) => route.abort());
      const page = await context.newPage();
      await page.goto(inject('url'));
      await page
        .getByRole('heading', { name: 'This browser cannot train networks' })
        .waitFor({ timeout: 60_000 });
      const text = await page.locator('body').innerText();
      for (const words of ['no WebGPU adapter', 'no WebGL 2', 'wasm did not start', 'update the browser'])
        expect(text).toContain(words);
    } finally {
      await bare.close();
    }
  });
});

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** The plainest of hosts: files below one path, no headers but their type. */
async function serveFolder(
  folder: string,
  path: string,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const address = new URL(request.url ?? '', 'http://localhost').pathname;
    const file = join(folder, address === path ? 'index.html' : address.slice(path.length));
    if (!address.startsWith(path) || !existsSync(file)) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    return createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
