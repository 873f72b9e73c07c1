import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComparisonEvent } from '../../src/run/comparison.ts';
import { STRATEGIES } from '../../src/search/catalogue.ts';
import { events, finished, launch, open, start, waitFor } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

describe('strategies', () => {
  it('are chosen, explained, and searched with', async () => {
    const { page, faults } = await open(browser);
    const select = page.getByLabel('Strategy', { exact: true });
    await select.waitFor();
    expect(await select.locator('option').count()).toBe(STRATEGIES.length);
    await select.selectOption('aging-evolution');
    await page.getByText('About Regularised (aging) evolution').click();
    await page.getByText('Real, Aggarwal, Huang & Le, AAAI 2019').waitFor();
    await page.getByText('the paper’s 100 are for 20,000').waitFor();
    await page.getByLabel('Population', { exact: true }).fill('1');
    await page.getByText('Population must be a whole number from 2 to 1,000.').waitFor();
    expect(await page.getByRole('button', { name: /^Play/ }).first().isDisabled()).toBe(true);
    await page.getByLabel('Population', { exact: true }).fill('5');
    await page.getByLabel('Removes', { exact: true }).selectOption('worst');
    // Settings outlive the page, the strategy's own among them.
    await page.reload();
    expect(await page.getByLabel('Population', { exact: true }).inputValue()).toBe('5');
    expect(await page.getByLabel('Removes', { exact: true }).inputValue()).toBe('worst');
    for (const [label, value] of [
      ['Evaluations', '8'],
      ['Epochs', '1'],
      ['Data, %', '1'],
    ] as const)
      await page.getByLabel(label, { exact: true }).fill(value);
    await page.getByRole('button', { name: /^Play/ }).first().click();
    const log = await waitFor(page, finished);
    expect(log[0]).toMatchObject({
      settings: {
        strategy: 'aging-evolution',
        parameters: { population: 5, survivors: 'worst', tournament: 3 },
      },
    });
    expect(log.filter(({ type }) => type === 'evaluated')).toHaveLength(8);
    expect(faults).toEqual([]);
  });

  it('of every kind search a real space to the end of the budget', async () => {
    const { page, faults } = await open(browser);
    for (const { id, family } of STRATEGIES) {
      // Those that learn a model begin with random samples.
      const evaluations = family === 'Bayesian optimisation' ? 13 : 5;
      await start(page, { strategy: id, parameters: {}, evaluations, dataShare: 0.005 });
      const log = await waitFor(page, finished);
      expect(log.at(-1), id).toMatchObject({ type: 'finished', reason: 'budget' });
      expect(log.filter(({ type }) => type === 'evaluated').length, id).toBe(evaluations);
    }
    expect(faults).toEqual([]);
  });

  it('can be changed in the middle of a run: applied, given up, or for a new run', async () => {
    const { page, faults } = await open(browser);
    await start(page, { evaluations: 200, dataShare: 0.02 });
    await waitFor(page, (log) => log.filter(({ type }) => type === 'evaluated').length >= 2);
    const changes = page.getByRole('region', { name: 'Changed settings' });
    expect(await changes.count()).toBe(0);

    await page.getByLabel('Population', { exact: true }).fill('7');
    await page.getByLabel('Mutation', { exact: true }).fill('0.25');
    await changes.getByText('Population 4 → 7').waitFor();
    await changes.getByText('Mutation rate 0.05 → 0.25').waitFor();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await changes.getByRole('button', { name: 'Apply to this run' }).click();
    await changes.waitFor({ state: 'detached' });
    const applied = (await events(page)).filter(({ type }) => type === 'settingChanged');
    expect(applied).toMatchObject([{ changes: { mutationRate: 0.25, parameters: { population: 7 } } }]);

    // What an error means cannot change on the way.
    await page.getByLabel('Epochs', { exact: true }).fill('2');
    await changes.getByText('Epochs 1 → 2').waitFor();
    expect(await changes.getByRole('button', { name: 'Apply to this run' }).isDisabled()).toBe(true);
    await changes.getByRole('button', { name: 'Discard' }).click();
    await changes.waitFor({ state: 'detached' });
    expect(await page.getByLabel('Epochs', { exact: true }).inputValue()).toBe('1');

    await page.getByLabel('Evaluations', { exact: true }).fill('5');
    await page.getByLabel('Seed', { exact: true }).fill('99');
    await changes.getByRole('button', { name: 'Start a new run' }).click();
    const log = await waitFor(
      page,
      (events) => events[0]?.type === 'runStarted' && events[0].settings.seed === 99 && finished(events),
    );
    expect(log[0]).toMatchObject({
      settings: { evaluations: 5, mutationRate: 0.25, parameters: { population: 7 } },
    });
    expect(log.filter(({ type }) => type === 'evaluated')).toHaveLength(5);
    expect(faults).toEqual([]);
  });

  it('are compared on one space with equal budget and shared seeds', async () => {
    const { page, faults } = await open(browser);
    await page.getByLabel('Epochs', { exact: true }).fill('1');
    await page.getByLabel('Data, %', { exact: true }).fill('1');
    await page.getByRole('link', { name: 'Compare' }).click();
    for (const name of ['NSGA-II', 'LEMONADE sampling', 'Random search', 'SMS-EMOA'])
      await page.getByLabel(name, { exact: true }).setChecked(name !== 'LEMONADE sampling');
    await page.getByLabel('Candidates a run').fill('4');
    await page.getByLabel('Runs of each').fill('0');
    await page.getByText('Runs of each must be a whole number').waitFor();
    await page.getByLabel('Runs of each').fill('2');
    await page.getByText('24 candidates in all, seeds 42 to 43.').waitFor();
    await page.getByRole('button', { name: 'Compare', exact: true }).click();
    await page
      .getByText(/run 2 of 2: \d+ of 24 candidates/)
      .first()
      .waitFor({ timeout: 120_000 });
    // A search has to wait meanwhile.
    await page.getByRole('link', { name: 'Run', exact: true }).click();
    await page.getByRole('button', { name: /^Play/ }).first().click();
    await page.getByText('A comparison is under way: stop it first').waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('link', { name: 'Compare' }).click();
    await page.getByText('All runs are done. 24 candidates').waitFor({ timeout: 120_000 });

    const standings = page.getByRole('table', {
      name: /Standings by hypervolume, tested against Random search/,
    });
    const rows = await standings.locator('tbody tr').allInnerTexts();
    expect(rows.map((row) => row.split('\t')[0])).toEqual(['NSGA-II', 'Random search', 'SMS-EMOA']);
    expect(rows.map((row) => row.split('\t')[1])).toEqual(['2', '2', '2']);
    // With shared seeds their first samples are the same.
    expect(new Set(rows.map((row) => row.split('\t')[2])).size).toBe(1);
    await page.getByLabel('against').selectOption('nsga2');
    await page.getByRole('table', { name: /tested against NSGA-II/ }).waitFor();
    await page.getByRole('button', { name: 'Table' }).click();
    const course = page.getByRole('table', { name: /Median and quartiles of the hypervolume/ });
    expect(await course.locator('tbody tr').count()).toBe(4);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export comparison log' }).click();
    const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n');
    const log = lines.map((line) => JSON.parse(line) as ComparisonEvent);
    expect(log.map(({ sequence }) => sequence)).toEqual([...log.keys()]);
    expect(log[0]).toMatchObject({ type: 'comparisonStarted', runs: 2 });
    expect(log.filter((event) => event.type === 'inRun' && event.event.type === 'evaluated')).toHaveLength(
      24,
    );
    expect(faults).toEqual([]);
  });
});
