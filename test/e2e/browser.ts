import type { Browser, Page } from 'playwright-core';
import { inject } from 'vitest';
import { launchChromium } from '../../scripts/chromium.mjs';
import type { DeviceReport } from '../../src/run/devices.ts';
import type { RunEvent } from '../../src/run/events.ts';
import type { RunSettings } from '../../src/run/settings.ts';
import { CELLSCAPE_VERSION } from '../../src/run/version.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';

/** Candidates that train in about a second: what the tests run with. */
export const QUICK: Partial<RunSettings> = {
  parameters: { population: 4 },
  evaluations: 6,
  epochs: 1,
  dataShare: 0.01,
  batchSize: 32,
  learningRate: 0.01,
  backend: 'wasm',
  workers: 2,
  seed: 7,
};

/** A page of the app, and everything that went wrong on it. */
export interface Opened {
  readonly page: Page;
  readonly url: string;
  /** Console errors, exceptions, requests that failed or went elsewhere. */
  readonly faults: string[];
}

export const launch = (flags: string[] = []): Promise<Browser> => launchChromium(flags);

/** What a page would have measured of this machine before: with it, no test waits for software GPUs. */
const REPORT: DeviceReport = {
  measurements: [
    { backend: 'wasm', milliseconds: 5, gainOfTwo: 1, reason: '' },
    { backend: 'webgl', milliseconds: 500, gainOfTwo: 1, reason: '' },
    { backend: 'webgpu', milliseconds: 600, gainOfTwo: 1, reason: '' },
  ],
  fastest: 'wasm',
  cores: 2,
};

function rememberDevice([version, report]: readonly [string, DeviceReport]): void {
  const circumstances = [version, navigator.userAgent, navigator.hardwareConcurrency].join(' · ');
  localStorage.setItem('cellscape-device', JSON.stringify({ circumstances, report }));
}

/**
 * Opens the app in a fresh profile; `path` is a hash. `measures`: the page has never been here, and measures the
 * device first.
 */
export async function open(
  browser: Browser,
  path = '',
  { measures = false, ...options }: Parameters<Browser['newContext']>[0] & { measures?: boolean } = {},
): Promise<Opened> {
  const url = inject('url');
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    ...options,
  });
  if (!measures) await context.addInitScript(rememberDevice, [CELLSCAPE_VERSION, REPORT] as const);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('requestfailed', (request) => faults.push(`${request.url()}: ${request.failure()?.errorText}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('blob:'))
      faults.push(`foreign request ${request.url()}`);
  });
  await page.goto(url + path);
  await page.waitForSelector('.shell, .full-page');
  return { page, url, faults };
}

/** Starts a run through the page's own automation. */
export const start = (
  page: Page,
  settings: Partial<RunSettings> = {},
  space = HIERARCHICAL_SMALL,
): Promise<void> =>
  page.evaluate(([chosen, document]) => globalThis.cellscape.start(chosen, document), [
    { ...QUICK, ...settings },
    space,
  ] as const);

export const events = (page: Page): Promise<RunEvent[]> =>
  page.evaluate(() => globalThis.cellscape.events(0));

/** The run's log once it has finished, or once `enough` says so. */
export async function waitFor(
  page: Page,
  enough: (log: RunEvent[]) => boolean,
  seconds = 120,
): Promise<RunEvent[]> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const log = await events(page);
    if (enough(log)) return log;
    if (Date.now() > end)
      throw new Error(`Still waiting after ${seconds} s; the last events: ${JSON.stringify(log.slice(-4))}`);
    await page.waitForTimeout(200);
  }
}

export const finished = (log: readonly RunEvent[]): boolean => log.at(-1)?.type === 'finished';
