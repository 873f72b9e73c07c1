import AxeBuilder from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
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
    expect(await violations()).toEqual([]);
    await start(page);
    await waitFor(page, finished);
    await page.locator('.mark').first().click();
    await page.getByRole('img', { name: /Architecture of candidate/ }).waitFor();
    expect(await violations()).toEqual([]);
    await page.getByRole('link', { name: 'Design' }).click();
    await page.getByRole('img', { name: /Specimen/ }).waitFor();
    expect(await violations()).toEqual([]);
    expect(faults).toEqual([]);
  });

  it('refuses bad settings in place, with what would do, and keeps Play back', async () => {
    const { page } = await open(browser);
    const play = page.getByRole('button', { name: /^Play/ }).first();
    for (const [label, bad, good, message] of [
      ['Batch', '0', '32', 'Batch must be a whole number from 1 to 4,096.'],
      ['Cap', '100', '60000', 'has 174 parameters: raise the cap'],
      ['Rate', 'fast', '0.01', 'Rate is not a number; 0.015 is used.'],
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
    const size = page.locator('.big-number');
    await expect.poll(() => size.innerText()).toContain('2.79 × 10⁴⁰ genotypes');
    const operations = page.getByRole('group', { name: 'Operations' });
    await operations.getByLabel('conv 5×5').uncheck();
    await expect.poll(() => size.innerText()).not.toContain('10⁴⁰');
    const smaller = await size.innerText();
    await page.reload();
    await expect.poll(() => page.locator('.big-number').innerText()).toBe(smaller);
    const chosen = operations.getByRole('checkbox', { checked: true });
    while ((await chosen.count()) > 0) await chosen.first().uncheck();
    await page.getByText('Operations is an empty list').waitFor();
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

  it('works from a sub-path of another host', async () => {
    const { page, url } = await open(browser);
    const addresses = await page.evaluate(() =>
      [...document.querySelectorAll('script[src], link[href]')].map(
        (element) => element.getAttribute('src') ?? element.getAttribute('href'),
      ),
    );
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) expect(address).toMatch(/^\.\//);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1/);
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
