import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { RunEvent } from '../../src/run/events.ts';
import { withoutInterruptions } from '../../src/run/interruptions.ts';
import { events, finished, launch, open, start, waitFor } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const evaluated = (log: readonly RunEvent[]) => log.filter((event) => event.type === 'evaluated');

/** What happened, numbers, times and measured times aside. */
const timeless = (log: readonly RunEvent[]) =>
  withoutInterruptions(log).map((event) => {
    const { sequence: _, time: __, ...body } = event;
    return { ...body, seconds: 0, setup: 0, inference: 0 };
  });

/** Another tab of the same browser profile. */
async function another(context: BrowserContext, path = ''): Promise<Page> {
  const page = await context.newPage();
  await page.goto(inject('url') + path);
  await page.waitForSelector('.shell');
  return page;
}

/** How many events of the run that was stored last are on the device. */
const stored = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('cellscape');
        opening.onerror = () => reject(opening.error);
        opening.onsuccess = () => {
          const asked = opening.result.transaction('runs').objectStore('runs').getAll();
          asked.onsuccess = () => {
            opening.result.close();
            resolve(Math.max(0, ...asked.result.map(({ events: count }: { events: number }) => count)));
          };
        };
      }),
  );

describe('a run and its tab', () => {
  it('goes on where the tab was closed, to the log it would have had', async () => {
    const { page } = await open(browser);
    const context = page.context();
    const settings = { workers: 1, evaluations: 10 };
    await start(page, settings);
    await waitFor(page, (log) => evaluated(log).length >= 4);
    const before = evaluated(await events(page));
    await page.close({ runBeforeUnload: false });
    const again = await another(context);
    const banner = again.getByRole('region', { name: 'Interrupted run' });
    await banner.getByText(/Run 1 stopped at \d+ of 10/).waitFor();
    await banner.getByRole('button', { name: 'Resume' }).click();
    const log = await waitFor(again, finished);
    expect(log.filter(({ type }) => type === 'reopened')).toHaveLength(1);
    expect(evaluated(log)).toHaveLength(10);
    // Everything that was shown as evaluated is there, with its error.
    for (const { candidate, error } of before)
      expect(evaluated(log).find((event) => event.candidate === candidate)?.error).toBe(error);
    const whole = await open(browser);
    await start(whole.page, settings);
    expect(timeless(log)).toEqual(timeless(await waitFor(whole.page, finished)));
    await whole.page.context().close();
    await context.close();
  });

  it('survives a crash of the page, and can be opened read-only or discarded with undo', async () => {
    const { page } = await open(browser);
    const context = page.context();
    await start(page, { evaluations: 200 });
    await waitFor(page, (log) => evaluated(log).length >= 3);
    const session = await context.newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    // It never answers.
    void session.send('Page.crash').catch(() => undefined);
    await crashed;
    const again = await another(context);
    await again.getByRole('button', { name: 'Open read-only' }).click();
    await again.locator('.mark').first().waitFor();
    const log = await events(again);
    expect(evaluated(log).length).toBeGreaterThanOrEqual(3);
    // Nothing goes on by itself.
    await again.waitForTimeout(1000);
    expect(await events(again)).toHaveLength(log.length);
    await again.reload();
    await again.getByRole('button', { name: 'Discard' }).click();
    await again.getByText('was thrown away').waitFor();
    await again.getByRole('button', { name: 'Bring it back' }).click();
    await again.goto(`${inject('url')}#/runs`);
    await again.getByRole('button', { name: 'Open', exact: true }).waitFor();
    await context.close();
  });

  it('is read along in another tab, and taken over there', async () => {
    const { page } = await open(browser);
    const context = page.context();
    await start(page, { evaluations: 300 });
    await waitFor(page, (log) => evaluated(log).length >= 2);
    const reader = await another(context);
    await reader.getByText('This run goes on in another tab').waitFor();
    await reader.locator('.mark').first().waitFor();
    const first = evaluated(await events(reader)).length;
    await waitFor(reader, (log) => evaluated(log).length >= first + 2);
    expect(await reader.getByRole('button', { name: 'Play Space' }).isDisabled()).toBe(true);
    await reader.getByRole('button', { name: 'Take over' }).click();
    await page
      .getByText('This run goes on in another tab')
      .waitFor({ timeout: 15_000 })
      .catch(() => undefined);
    // It went on there, and goes on here; the other reads along.
    const known = evaluated(await events(reader)).length;
    const log = await waitFor(reader, (now) => evaluated(now).length >= known + 2);
    await waitFor(page, (now) => evaluated(now).length >= known + 2);
    expect(await page.getByText('This run goes on in another tab').isVisible()).toBe(true);
    // One writer: numbers without gaps, no candidate evaluated twice.
    expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, i) => i));
    expect(new Set(evaluated(log).map(({ candidate }) => candidate)).size).toBe(evaluated(log).length);
    await context.close();
  });

  it('is gone on with from what another tab has made of it', async () => {
    const { page } = await open(browser);
    const context = page.context();
    await start(page, { evaluations: 3 });
    await waitFor(page, finished);
    const other = await another(context);
    const goOn = async (tab: Page, evaluations: number) => {
      await tab.getByLabel('Evaluations', { exact: true }).fill(String(evaluations));
      await tab.getByRole('button', { name: `Go on to ${evaluations}` }).click();
      return waitFor(tab, (log) => finished(log) && evaluated(log).length === evaluations);
    };
    const there = await goOn(other, 6);
    // The first tab has read along, and is no step behind.
    expect(await waitFor(page, (log) => log.length === there.length)).toEqual(there);
    const here = await goOn(page, 9);
    expect(here.slice(0, there.length)).toEqual(there);
    expect(here.filter(({ type }) => type === 'reopened')).toHaveLength(2);
    await expect.poll(() => stored(page)).toBe(here.length);
    await context.close();
  });

  it('asks before it is left only while something would be lost', async () => {
    const { page } = await open(browser);
    await start(page, { evaluations: 300 });
    await waitFor(page, (log) => evaluated(log).length >= 1);
    const guarded = () =>
      page.evaluate(() => !dispatchEvent(new Event('beforeunload', { cancelable: true })));
    await expect.poll(guarded).toBe(false);
    await page.context().close();
  });

  it('stops at once: its workers are idle', async () => {
    const { page } = await open(browser);
    await start(page, { evaluations: 300, dataShare: 0.2 });
    await waitFor(page, (log) => log.some(({ type }) => type === 'started'));
    await page.getByRole('button', { name: 'Stop' }).click();
    const log = await waitFor(page, finished, 5);
    expect(log.at(-1)).toMatchObject({ type: 'finished', reason: 'stopped' });
    await page.context().close();
  });
});

describe('storage that fails', () => {
  it('full: the run goes on and says so, and is stored when there is room again', async () => {
    const { page, url } = await open(browser);
    const session = await page.context().newCDPSession(page);
    await start(page, { evaluations: 400 });
    await waitFor(page, (log) => evaluated(log).length >= 1);
    const { origin } = new URL(url);
    await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
    await page.getByText('This device has no room left').waitFor({ timeout: 30_000 });
    const known = evaluated(await events(page)).length;
    await waitFor(page, (log) => evaluated(log).length > known);
    await session.send('Storage.overrideQuotaForOrigin', { origin });
    await page.getByText('This device has no room left').waitFor({ state: 'hidden', timeout: 30_000 });
    await page.getByRole('button', { name: 'Stop' }).click();
    const log = await waitFor(page, finished);
    await expect.poll(() => stored(page)).toBe(log.length);
    await page.context().close();
  });

  it('damaged in the middle: opened up to there, and gone on with from there', async () => {
    const { page } = await open(browser);
    const context = page.context();
    await start(page, { evaluations: 8, workers: 1 });
    const log = await waitFor(page, (now) => evaluated(now).length >= 5);
    await page.close({ runBeforeUnload: false });
    const again = await another(context);
    await again.getByRole('region', { name: 'Interrupted run' }).waitFor();
    await again.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const opening = indexedDB.open('cellscape');
          opening.onsuccess = () => {
            const tx = opening.result.transaction('chunks', 'readwrite');
            const asked = tx.objectStore('chunks').getAll();
            asked.onsuccess = () => {
              const chunk = asked.result[Math.floor(asked.result.length / 2)];
              tx.objectStore('chunks').put({
                ...chunk,
                text: `${chunk.text.slice(0, 20)}\u0000${chunk.text.slice(21)}`,
              });
            };
            tx.oncomplete = () => {
              opening.result.close();
              resolve();
            };
          };
        }),
    );
    await again.reload();
    await again.getByRole('button', { name: 'Open read-only' }).click();
    await again
      .getByText(
        /The stored log of this run is shown up to event \d+: the piece from event \d+ on is damaged/,
      )
      .waitFor();
    const read = await events(again);
    expect(read.length).toBeGreaterThan(1);
    expect(read).toEqual(log.slice(0, read.length));
    await again.getByRole('button', { name: /^Go on from/ }).click();
    const whole = await waitFor(again, finished);
    expect(evaluated(whole)).toHaveLength(8);
    await context.close();
  });

  it('a stored document that breaks the page: the third start is made without it', async () => {
    const { page, url } = await open(browser);
    // Two starts that failed, as the next finds them.
    await page.addInitScript(() => {
      if (sessionStorage.getItem('prepared')) return;
      sessionStorage.setItem('prepared', 'yes');
      localStorage.setItem('cellscape-boot', JSON.stringify({ before: { count: 2, time: 0 } }));
      localStorage.setItem('cellscape', '{"space": {"name": "Broken"}}');
    });
    await page.goto('about:blank');
    await page.goto(url);
    await page.getByText('This page failed twice in a row').waitFor();
    expect(await page.locator('.document-name').innerText()).toBe('Hierarchical cells, small');
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the stored data' }).click();
    expect(await readFile(await (await saved).path(), 'utf8')).toContain('Broken');
    await page.getByRole('button', { name: 'Start with them again' }).click();
    await page.getByText('This page failed twice in a row').waitFor({ state: 'hidden' });
    await page.context().close();
  });
});

describe('the list of runs', () => {
  it('names, stars, notes, duplicates, throws away and brings back, exports and imports', async () => {
    const { page, faults } = await open(browser);
    await start(page, { evaluations: 4 });
    const log = await waitFor(page, finished);
    await page.goto(`${inject('url')}#/runs`);
    await page.getByLabel('Name of Run 1').fill('Mine <b>bold</b>');
    await page.getByLabel('Name of Run 1').blur();
    await page.getByRole('button', { name: 'Star Mine <b>bold</b>' }).click();
    await page.getByLabel('Note on Mine <b>bold</b>').fill('the first');
    await page.getByLabel('Note on Mine <b>bold</b>').blur();
    const more = page.getByLabel('More to do with Mine <b>bold</b>', { exact: true });
    await more.selectOption('copy');
    await page.getByLabel('Name of Mine <b>bold</b> (copy)').waitFor();
    const saving = page.waitForEvent('download');
    await more.selectOption('weights');
    const file = join(tmpdir(), `cellscape-${Date.now()}.cellscape.zip`);
    const bytes = await readFile(await (await saving).path());
    await writeFile(file, bytes);
    await more.selectOption('remove');
    await page.getByText('was thrown away').waitFor();
    await page.getByRole('button', { name: 'Bring it back' }).click();
    await page.getByLabel('Name of Mine <b>bold</b>', { exact: true }).waitFor();
    await page.reload();
    expect(await page.getByLabel('Note on Mine <b>bold</b>', { exact: true }).inputValue()).toBe('the first');
    await page.context().close();

    // Another browser opens the file, with everything in it.
    const other = await open(browser, '#/runs');
    await other.page.getByLabel('Run file').setInputFiles(file);
    await other.page.getByText('is among your runs').waitFor();
    const strip = (events: RunEvent[]) => events;
    expect(strip(await events(other.page))).toEqual(log);
    expect(await other.page.getByLabel('Note on Mine <b>bold</b>').inputValue()).toBe('the first');
    // Cut off anywhere, it opens to the last whole event, and says so.
    const cut = join(tmpdir(), `cellscape-cut-${Date.now()}.cellscape.zip`);
    await writeFile(cut, bytes.subarray(0, Math.floor(bytes.length * 0.02) + 600));
    await other.page.getByLabel('Run file').setInputFiles(cut);
    await other.page
      .locator('.notice, .banner')
      .filter({ hasText: /ends|whole|read/ })
      .first()
      .waitFor();
    // What is no run file is refused in words.
    const bad = join(tmpdir(), `cellscape-bad-${Date.now()}.zip`);
    await writeFile(bad, 'no zip at all');
    await other.page.getByLabel('Run file').setInputFiles(bad);
    await other.page.locator('.banner.failure').waitFor();
    expect(other.faults).toEqual([]);
    expect(faults).toEqual([]);
    await other.page.context().close();
  });

  it('deletes all local data when asked to', async () => {
    const { page } = await open(browser);
    await start(page, { evaluations: 2 });
    await waitFor(page, finished);
    await page.goto(`${inject('url')}#/runs`);
    await page.getByRole('button', { name: 'Delete all local data' }).click();
    await page.getByRole('button', { name: 'Delete everything' }).click();
    // The page starts anew, on nothing.
    await page.getByText('Every run is stored here as it happens').waitFor();
    await page.waitForLoadState();
    await expect.poll(() => stored(page).catch(() => -1)).toBe(0);
    const names = await page.evaluate(async () => {
      const found: string[] = [];
      const weights = await (await navigator.storage.getDirectory()).getDirectoryHandle('weights');
      for await (const name of weights.keys()) found.push(name);
      return found;
    });
    expect(names).toEqual([]);
    await page.context().close();
  });
});
