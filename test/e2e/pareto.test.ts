import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FrontHistory } from '../../src/run/analysis/replay-at.ts';
import { newsOf } from '../../src/run/events.ts';
import { foldRun, type RunView } from '../../src/run/fold.ts';
import { syntheticEvents } from '../../src/run/synthetic.ts';
import { launch, open } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const ADDRESS = '#/stress?candidates=300&seed=5';

/** The run that the page shows there: the same events, taken as it takes them. */
function shownRun(): RunView {
  const events = syntheticEvents({ candidates: 400_300, seed: 5, genotypes: true });
  let view: RunView | null = null;
  for (let over = 0; over < 300; over = view ? view.evaluated + view.failed : 0) {
    const taken = Array.from({ length: 5 * (300 - over) }, () => newsOf(events.next().value!));
    view = foldRun(view, taken);
  }
  return view!;
}

const marked = (page: Page): Promise<number[]> =>
  page
    .locator('.mark')
    .evaluateAll((marks) => marks.map((mark) => Number((mark as SVGElement).dataset.candidate)));

async function stress(options?: Parameters<typeof open>[2]) {
  const opened = await open(browser, ADDRESS, options);
  await opened.page.waitForFunction(() => globalThis.cellscapeStress);
  await opened.page.locator('.mark').first().waitFor();
  return { ...opened, panel: opened.page.locator('#pareto') };
}

describe('the Pareto chart', () => {
  const run = shownRun();

  it('is walked, selected, replayed, filtered and zoomed by keys alone', async () => {
    const { page, panel, faults } = await stress();
    expect(await marked(page)).toEqual(run.front);
    const focused = () =>
      page.evaluate(() => Number((document.activeElement as SVGElement).dataset.candidate));

    // One stop of the tab order; arrows walk along the front.
    expect(await page.locator('.mark[tabindex="0"]').count()).toBe(1);
    await page.locator('.mark[tabindex="0"]').focus();
    await page.keyboard.press('ArrowRight');
    expect(await focused()).toBe(run.front[1]);
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowLeft');
    expect(await focused()).toBe(run.front.at(-2));
    await page.keyboard.press('Enter');
    expect(page.url()).toContain(`#/stress/c/${run.front.at(-2)}?candidates=300`);
    await page
      .getByRole('button', { name: new RegExp(`^Candidate ${run.front.at(-2)}: error`), pressed: true })
      .waitFor();

    // Closer, and all of it again.
    const whole = panel.getByRole('button', { name: 'Whole' });
    expect(await whole.isDisabled()).toBe(true);
    await page.keyboard.press('+');
    await expect.poll(() => page.locator('.mark').count()).toBeLessThan(run.front.length);
    await page.locator('.mark').first().focus();
    await page.keyboard.press('0');
    await expect.poll(() => marked(page)).toEqual(run.front);

    // As it was.
    const history = new FrontHistory(run).extend(run);
    const replay = panel.getByRole('slider', { name: 'Replay' });
    await replay.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => marked(page)).toEqual([]);
    for (let i = 0; i < 25; i++) await page.keyboard.press('ArrowRight');
    await expect.poll(() => marked(page)).toEqual(history.at(25).front);
    expect(await replay.getAttribute('aria-valuetext')).toContain('25 of');
    await panel.getByRole('button', { name: 'Live' }).press('Enter');
    await expect.poll(() => marked(page)).toEqual(run.front);

    // A rectangle by its ends.
    await panel.getByRole('button', { name: 'Filter' }).press('Enter');
    await panel.getByLabel('Parameters to').fill('5,000');
    await page.keyboard.press('Tab');
    await panel.getByLabel('Validation error from').fill('4');
    await page.keyboard.press('Enter');
    const { candidates: table } = run;
    let inside = 0;
    for (let n = 1; n <= table.count; n++)
      if (table.error[n]! >= 0.04 && table.parameters[n]! <= 5000) inside++;
    await panel.getByText(`${inside} of ${run.evaluated} candidates`).waitFor();
    await panel.getByRole('button', { name: 'Table' }).press('Enter');
    expect(await panel.getByRole('table').getAttribute('aria-rowcount')).toBe(String(inside + 1));
    await panel.getByRole('button', { name: 'Clear' }).press('Enter');
    await expect
      .poll(() => panel.getByRole('table').getAttribute('aria-rowcount'))
      .toBe(String(run.evaluated + 1));
    expect(faults).toEqual([]);
  });

  it('is looked at, filtered, moved and zoomed by pointers', async () => {
    const { page, panel, faults } = await stress();
    const plane = (await panel.locator('.plane > rect').first().boundingBox())!;
    const [middle, height] = [plane.x + plane.width / 2, plane.y + plane.height / 2];

    // Over a mark stands what it is.
    const mark = page.locator('.mark').nth(3);
    await mark.hover();
    await panel.getByText(`Candidate ${run.front[3]}`, { exact: true }).waitFor();

    await page.mouse.move(plane.x + 40, plane.y + 10);
    await page.mouse.down();
    await page.mouse.move(middle, height, { steps: 4 });
    await page.mouse.up();
    await panel.getByRole('button', { name: 'Filter' }).click();
    const said = panel.getByText(/^\d+ of \d+ candidates$/);
    expect(Number((await said.innerText()).split(' ')[0])).toBeLessThan(run.evaluated);
    // No candidate is selected by a drag.
    expect(page.url()).not.toContain('/c/');
    await panel.getByRole('button', { name: 'Clear' }).click();
    await panel.getByRole('button', { name: 'Filter' }).click();

    const places = () =>
      page.locator('.mark').evaluateAll((marks) => marks.map((each) => each.getAttribute('cx')));
    const before = await places();
    await page.mouse.move(middle, height);
    await page.mouse.wheel(0, -400);
    await expect.poll(async () => (await places()).join()).not.toBe(before.join());
    const zoomed = await places();
    await page.keyboard.down('Shift');
    await page.mouse.down();
    await page.mouse.move(middle + 60, height - 20, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    await expect.poll(async () => (await places()).join()).not.toBe(zoomed.join());
    await panel.getByRole('button', { name: 'Whole' }).click();
    await expect.poll(places).toEqual(before);

    await page.locator('.mark').nth(2).click();
    expect(page.url()).toContain(`#/stress/c/${run.front[2]}?`);
    expect(faults).toEqual([]);
  });

  it('has any two measures on its axes, and help with choosing', async () => {
    const { page, panel, faults } = await stress();
    await panel.getByLabel('Vertical axis').selectOption('Inference time');
    const timed = [...run.candidates.inference.subarray(1, run.candidates.count + 1)].filter(
      Number.isFinite,
    ).length;
    await panel
      .getByText(`${timed} candidates; ${run.evaluated - timed} without a figure left out`)
      .waitFor();
    await panel.getByText(/the run’s own, of error and parameters/).waitFor();
    // Two axes never show the same.
    await panel.getByLabel('Horizontal axis').selectOption('Inference time');
    expect(await panel.getByLabel('Vertical axis').inputValue()).toBe('parameters');
    await panel.getByLabel('Horizontal axis').selectOption('Validation error');
    await expect.poll(() => marked(page)).toEqual([...run.front].reverse());
    await panel.getByLabel('Vertical axis').selectOption('Validation error');
    await expect.poll(() => marked(page)).toEqual(run.front);

    await panel.getByRole('button', { name: 'Choose' }).click();
    await panel.getByRole('button', { name: 'Pick 5' }).click();
    const picked = panel.getByRole('list', { name: /stand for the front/ }).getByRole('button');
    expect(await picked.count()).toBe(5);
    for (const name of await picked.allInnerTexts()) expect(run.front).toContain(Number(name));
    const weight = panel.getByRole('slider', { name: /What matters/ });
    await weight.fill('1');
    expect(page.url()).toContain(`/c/${run.front.at(-1)}?`);
    await weight.fill('0');
    expect(page.url()).toContain(`/c/${run.front[0]}?`);
    expect(faults).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('is clean for axe, %s', async (colorScheme) => {
    const { page, panel } = await stress({ colorScheme });
    for (const below of ['Filter', 'Choose']) {
      await panel.getByRole('button', { name: below }).click();
      const { violations } = await new AxeBuilder({ page }).include('#pareto').analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join()}`)).toEqual(
        [],
      );
    }
    await panel.getByLabel('Colour').selectOption('by operator');
    await panel.getByRole('button', { name: 'Table' }).click();
    const { violations } = await new AxeBuilder({ page }).include('#pareto').analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join()}`)).toEqual(
      [],
    );
  });
});
