import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page, Worker } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/run/events.ts';
import { foldRun } from '../../src/run/fold.ts';
import { events, finished, launch, open, start, waitFor } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const evaluated = (log: readonly RunEvent[]) => log.filter((event) => event.type === 'evaluated');
const named = (page: Page, name: string): Worker[] =>
  page.workers().filter((worker) => worker.url().includes(name));

/** Candidates that train for some seconds, one after the other. */
const SLOW = { workers: 1, dataShare: 0.3, epochs: 2, evaluations: 4 } as const;

describe('workers that fail', () => {
  it('a worker that hangs is ended by its measured batch time, and its candidate trained again', async () => {
    const { page } = await open(browser);
    await start(page, { ...SLOW, evaluations: 3 });
    await waitFor(page, (log) => log.some(({ type }) => type === 'started'));
    // The watch knows the length of a batch by then.
    await page.waitForTimeout(1500);
    void named(page, 'evaluator')[0]!
      .evaluate(() => {
        for (;;);
      })
      .catch(() => undefined);
    const log = await waitFor(page, finished, 150);
    const lost = log.filter((event) => event.type === 'workerLost');
    expect(lost).toHaveLength(1);
    expect(lost[0]!.reason).toMatch(/longer|hung|answer/);
    expect(evaluated(log)).toHaveLength(3);
    await page.context().close();
  });

  it('a candidate that ends its worker twice has failed, and is never tried again', async () => {
    const { page } = await open(browser);
    await start(page, SLOW);
    for (let attempt = 1; attempt <= 2; attempt++) {
      await waitFor(page, (log) => log.filter(({ type }) => type === 'started').length >= attempt);
      const victims = named(page, 'evaluator');
      await victims
        .at(-1)!
        .evaluate(() => self.close())
        .catch(() => undefined);
      await waitFor(page, (log) => log.filter(({ type }) => type === 'workerLost').length >= attempt);
    }
    const log = await waitFor(page, finished, 150);
    const [failed] = log.filter((event) => event.type === 'failed');
    const { candidate } = failed!;
    const hash = log.find((event) => event.type === 'proposed' && event.candidate === candidate);
    expect(log.filter((event) => event.type === 'started' && event.candidate === candidate)).toHaveLength(2);
    expect(
      log.filter(
        (event) => event.type === 'proposed' && hash?.type === 'proposed' && event.hash === hash.hash,
      ),
    ).toHaveLength(1);
    expect(evaluated(log)).toHaveLength(SLOW.evaluations - 1);
    await page.context().close();
  });
});

describe('time that does not go on as it should', () => {
  it('a clock that is set back leaves times in order and the run as it is', async () => {
    const { page } = await open(browser);
    await start(page, { evaluations: 6 });
    await waitFor(page, (log) => evaluated(log).length >= 2);
    await named(page, 'coordinator')[0]!.evaluate(() => {
      const real = Date.now;
      Date.now = () => real() - 48 * 3600 * 1000;
    });
    const log = await waitFor(page, finished);
    expect(evaluated(log)).toHaveLength(6);
    const times = log.map(({ time }) => time);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(foldRun(null, log)!.activeMs).toBeLessThan(120_000);
    await page.context().close();
  });

  it('a tab that was frozen says so, and its run goes on', async () => {
    // A browser of its own: its processes are stopped as a whole.
    const profile = await mkdtemp(join(tmpdir(), 'cellscape-frozen-'));
    const own = await launch([`--crash-dumps-dir=${profile}`]);
    const { page } = await open(own);
    await start(page, { evaluations: 400 });
    await waitFor(page, (log) => evaluated(log).length >= 2);
    const session = await own.newBrowserCDPSession();
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
    expect(renderers.length).toBeGreaterThan(0);
    for (const pid of renderers) process.kill(pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 13_000));
    for (const pid of renderers) process.kill(pid, 'SIGCONT');
    const log = await waitFor(page, (now) => now.some(({ type }) => type === 'frozen'), 30);
    const frozen = log.find((event) => event.type === 'frozen')!;
    expect(frozen.milliseconds).toBeGreaterThan(10_000);
    const known = evaluated(log).length;
    await waitFor(page, (now) => evaluated(now).length > known);
    // It is no time in which the run was going.
    const view = foldRun(null, await events(page))!;
    expect(view.activeMs).toBeLessThan(view.lastTime - view.started.time - 9_000);
    await page.locator('.status-bar').getByText(/slept/).waitFor();
    await own.close();
    await rm(profile, { recursive: true, force: true });
  });
});

describe('every screen', () => {
  it.each(['#/design', '#/run', '#/runs', '#/compare', '#/landscape', '#/stress?candidates=60'])(
    'keeps to its own files, and to its policy: %s',
    async (path) => {
      const { page, faults } = await open(browser, path);
      await page.waitForTimeout(1500);
      expect(faults).toEqual([]);
      // What somebody might slip in is not run.
      const violations = await page.evaluate(
        () =>
          new Promise<string[]>((resolve) => {
            const seen: string[] = [];
            addEventListener('securitypolicyviolation', (event) => {
              seen.push((event as SecurityPolicyViolationEvent).effectiveDirective);
              if (seen.length === 2) resolve(seen);
            });
            const script = document.createElement('script');
            script.textContent = 'globalThis.slipped = true';
            document.body.append(script);
            fetch('https://example.com/').catch(() => undefined);
            setTimeout(() => resolve(seen), 3000);
          }),
      );
      expect(violations.sort()).toEqual(['connect-src', 'script-src-elem']);
      expect(await page.evaluate(() => 'slipped' in globalThis)).toBe(false);
      await page.context().close();
    },
  );
});
