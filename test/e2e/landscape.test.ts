import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launch, open } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** The page with our own table analysed. */
async function lab(options = {}) {
  const opened = await open(browser, '#/landscape', options);
  await analysed(opened.page);
  return opened;
}

/** The chosen column has been analysed. */
async function analysed(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Density of states' }).waitFor({ timeout: 60_000 });
  await page.waitForFunction(() => document.querySelector('.lab-progress') === null);
}

const part = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Parts of the landscape lab' }).getByRole('link', { name }).click();

/** Words over three letters with a value that has its best at ccc; a fault or two where asked. */
function table(faulty: boolean): string {
  const words = [...'abc'].flatMap((a) => [...'abc'].flatMap((b) => [...'abc'].map((c) => a + b + c)));
  const rows = words.map((word, i) => `${word},${i * i},${100 - i}`);
  if (faulty) rows.push('aab,3,4', 'ccx,not a number,5');
  return `word,quality,loss\n${rows.join('\n')}\n`;
}

const give = (page: Page, name: string, text: string): Promise<void> =>
  page
    .getByLabel('A table as CSV or JSON')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

describe('the landscape lab', () => {
  it('shows our own table at first sight, another column, and the same again after a reload', async () => {
    const { page, faults } = await lab();
    expect(await page.getByRole('combobox', { name: 'Table' }).inputValue()).toBe('own');
    expect(await page.getByText(/5,260 different networks/).isVisible()).toBe(true);
    const fitness = page.getByRole('combobox', { name: 'Fitness', exact: true });
    await fitness.selectOption('validationLoss');
    expect(await page.getByRole('combobox', { name: 'Better is' }).inputValue()).toBe('less');
    await analysed(page);
    await page.reload();
    await analysed(page);
    expect(await fitness.inputValue()).toBe('validationLoss');
    expect(faults).toEqual([]);
  });

  it('never holds the page while it analyses', async () => {
    const { page } = await lab();
    await page.evaluate(() => {
      const longest = { of: 0 };
      Object.assign(globalThis, { longest });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longest.of = Math.max(longest.of, duration);
      }).observe({ type: 'longtask' });
    });
    await page.getByRole('combobox', { name: 'Fitness', exact: true }).selectOption('testLoss');
    // What is shown meanwhile can be left and come back to.
    await part(page, 'Optima');
    await part(page, 'Landscape');
    await analysed(page);
    const longest = await page.evaluate(
      () => (globalThis as unknown as { longest: { of: number } }).longest.of,
    );
    // A hang, not a timing: the analysis takes longer than this in all.
    expect(longest).toBeLessThan(1000);
  });

  it('takes a table from a file, keeps it, and lists what is wrong with another', async () => {
    const { page, faults } = await lab();
    await give(page, 'words.csv', table(false));
    await page.getByText('The table is kept on this device.').waitFor();
    await analysed(page);
    expect(await page.getByRole('combobox', { name: 'Fitness', exact: true }).inputValue()).toBe('quality');
    await give(page, 'faulty.csv', table(true));
    const dialog = page.getByRole('dialog', { name: /faulty.csv/ });
    await dialog.waitFor();
    const said = await dialog.getByRole('listitem').allInnerTexts();
    expect(said.join('\n')).toMatch(/Line 29.*aab/s);
    expect(said.join('\n')).toMatch(/Line 30.*not a number/s);
    await dialog.getByRole('button', { name: /Keep the 27 sound rows/ }).click();
    await page.getByText('The table is kept on this device.').waitFor();
    await analysed(page);
    await page.reload();
    await analysed(page);
    const tables = page.getByRole('combobox', { name: 'Table' }).getByRole('option');
    expect(await tables.allInnerTexts()).toEqual([
      expect.stringMatching(/Our cells/),
      'faulty.csv',
      'words.csv',
    ]);
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('faulty.csv was removed.').waitFor();
    await analysed(page);
    await page.getByRole('button', { name: 'Put it back' }).click();
    await page.getByText('faulty.csv was removed.').waitFor({ state: 'detached' });
    expect(await tables.count()).toBe(3);
    expect(faults).toEqual([]);
  });

  it('walks the graph by keyboard', async () => {
    const { page, faults } = await lab();
    await part(page, 'Graph');
    const rings = page.getByRole('application');
    await rings.focus();
    const said = page.locator('.graph-line');
    const before = await said.innerText();
    await page.keyboard.press('PageDown');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    expect(await said.innerText()).not.toBe(before);
    await page.getByRole('combobox', { name: /^Walk/ }).selectOption('steepest');
    const slider = page.getByRole('slider', { name: 'Step of the steepest ascent' });
    await slider.press('End');
    // Ascent ends where no neighbour is fitter, or on a plateau: on our table always above where it began.
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/Step (\d+) of \1:/);
    expect(faults).toEqual([]);
  });

  it('compares operators and says what that means for the hypotheses', async () => {
    const { page, faults } = await lab();
    await part(page, 'Operators');
    await page.getByLabel('Operators', { exact: true }).fill('60');
    await page.getByLabel('Threshold').fill('0');
    await page.getByLabel('Strategies’ mutations too').check();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByText(/^H1/).waitFor({ timeout: 60_000 });
    const said = await page.locator('section', { hasText: 'Hypotheses' }).last().innerText();
    expect(said).toMatch(/H1[\s\S]*H2[\s\S]*H3/);
    expect(said).toMatch(/τ = [−0]/);
    await page.getByRole('combobox', { name: 'Lower panel' }).selectOption('operators');
    await page
      .getByText(/^random \d+$/)
      .first()
      .waitFor();
    await page.getByRole('combobox', { name: 'What to look at' }).selectOption('one');
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    await page.getByText('Best tenth').first().waitFor();
    expect(faults).toEqual([]);
  });

  it('samples the designed space by a proxy', async () => {
    const { page, faults } = await open(browser, '#/landscape/space');
    await page.getByRole('combobox', { name: 'Fitness', exact: true }).selectOption('parameters');
    await page.getByLabel('Members').fill('40');
    await page.getByRole('button', { name: 'Sample' }).click();
    await page
      .getByText(/correlation length/i)
      .first()
      .waitFor({ timeout: 60_000 });
    expect(faults).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('is clean for axe in every part, %s', async (colorScheme) => {
    const { page } = await lab({ colorScheme });
    for (const name of ['Landscape', 'Optima', 'Graph', 'Operators', 'Any space']) {
      await part(page, name);
      await page.waitForTimeout(300);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.map(({ id, nodes }) => `${name} ${id}: ${nodes.map(({ target }) => target)}`);
      expect(found).toEqual([]);
    }
  });
});
