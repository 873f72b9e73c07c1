// npm run bench:kill: ends the whole browser with SIGKILL, again and again in the middle of one run, resumes it each
// time, and compares what came of it with a run that nobody disturbed. A minute or two a dozen kills.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { installPackages } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '25' },
    evaluations: { type: 'string', default: '150' },
    strategy: { type: 'string', default: 'nsga2' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const kills = Number(values.kills);
const evaluations = Number(values.evaluations);
const say = values.json ? () => undefined : console.log;

installPackages(root);
const { chromium } = await import('playwright-core');
const { ensureChromium } = await import('./chromium.mjs');
const { buildPage, servePage } = await import('./serve.mjs');
const { withoutInterruptions } = await (await import('vite'))
  .createServer({ root, server: { middlewareMode: true }, appType: 'custom', logLevel: 'error' })
  .then(async (server) => {
    const loaded = await server.ssrLoadModule('/src/run/interruptions.ts');
    await server.close();
    return loaded;
  });
await buildPage();
const server = await servePage();

/** Moments of the kills, the same for the same seed: a plain congruential generator will do. */
let state = Number(values.seed) >>> 0;
const chance = () => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};

/** Starts a browser of its own process group on a profile. @param {string} profile @param {number} port */
async function launch(profile, port) {
  const flags = ['--headless=new', `--remote-debugging-port=${port}`, `--user-data-dir=${profile}`];
  const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update'];
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const child = spawn(ensureChromium(), [...flags, ...quiet, ...sandbox, 'about:blank'], {
    detached: true,
    stdio: 'ignore',
  });
  for (let attempt = 0; ; attempt++) {
    try {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
      const [context] = browser.contexts();
      if (!context) throw new Error('The browser has no context.');
      return { child, browser, page: await context.newPage() };
    } catch (error) {
      if (attempt > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** @typedef {import('../src/run/events.ts').RunEvent} RunEvent */
/** @param {import('playwright-core').Page} page @returns {Promise<RunEvent[]>} */
const events = (page) => page.evaluate(() => globalThis.cellscape.events(0));
/** @param {readonly RunEvent[]} log */
const evaluatedOf = (log) =>
  new Map(log.flatMap((event) => (event.type === 'evaluated' ? [[event.candidate, event.error]] : [])));

const settings = {
  ...{
    strategy: values.strategy,
    evaluations,
    epochs: 1,
    dataShare: 0.01,
    backend: 'wasm',
    workers: 1,
    seed: 7,
  },
  ...(values.strategy === 'nsga2' && { parameters: { population: 8 } }),
};
const start = (/** @type {import('playwright-core').Page} */ page) =>
  page.evaluate((chosen) => globalThis.cellscape.start(/** @type {any} */ (chosen)), settings);

/** Waits for the run's end. @param {import('playwright-core').Page} page */
async function ended(page) {
  for (;;) {
    const log = await events(page);
    if (log.at(-1)?.type === 'finished') return log;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
}

const profiles = await Promise.all([0, 1].map(() => mkdtemp(join(tmpdir(), 'cellscape-kill-'))));
let lost = 0;
let resumes = 0;
/** @type {RunEvent[]} */
let log = [];
/** Evaluations that a page has shown. @type {Map<number, number>} */
const shown = new Map();
for (let kill = 0; kill <= kills; kill++) {
  const { child, browser, page } = await launch(String(profiles[0]), 9400 + kill);
  await page.goto(server.url);
  await page.waitForFunction(() => 'cellscape' in globalThis);
  if (kill === 0) {
    await page.getByText('ms a step').first().waitFor({ timeout: 60_000 });
    await start(page);
  } else {
    await page.getByRole('button', { name: 'Resume', exact: true }).first().click();
    await page.getByText('when its tab was closed').waitFor({ state: 'hidden', timeout: 30_000 });
    resumes++;
    const there = evaluatedOf(await events(page));
    for (const [candidate, error] of shown) if (there.get(candidate) !== error) lost++;
  }
  if (kill === kills) {
    log = await ended(page);
    await browser.close().catch(() => undefined);
    try {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
    } catch {
      // It has ended with its browser.
    }
    break;
  }
  const until = Date.now() + 300 + 4000 * chance();
  while (Date.now() < until) {
    for (const [candidate, error] of evaluatedOf(await events(page))) shown.set(candidate, error);
    await new Promise((resolve) => setTimeout(resolve, 15));
  }
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  say(`kill ${kill + 1} of ${kills}: ${shown.size} evaluations shown, ${lost} lost, ${resumes} resumes`);
}

const undisturbed = await launch(String(profiles[1]), 9390);
await undisturbed.page.goto(server.url);
await undisturbed.page.waitForFunction(() => 'cellscape' in globalThis);
await undisturbed.page.getByText('ms a step').first().waitFor({ timeout: 60_000 });
await start(undisturbed.page);
const whole = await ended(undisturbed.page);
await undisturbed.browser.close().catch(() => undefined);
try {
  process.kill(-(undisturbed.child.pid ?? 0), 'SIGKILL');
} catch {
  // It has ended with its browser.
}

/** What happened, numbers and times aside. @param {readonly RunEvent[]} events */
const timeless = (events) =>
  withoutInterruptions(events).map((/** @type {any} */ event) => {
    const { sequence: _, time: __, seconds: ___, setup: ____, inference: _____, ...body } = event;
    return body;
  });
const frontOf = (/** @type {readonly RunEvent[]} */ events) => {
  const front = events.findLast((event) => event.type === 'frontChanged');
  return front?.type === 'frontChanged' ? front.members.join() : '';
};
const summary = {
  kills,
  resumes,
  evaluations: evaluatedOf(log).size,
  evaluationsLost: lost,
  sameFront: frontOf(log) === frontOf(whole),
  sameLog: isDeepStrictEqual(timeless(log), timeless(whole)),
};
if (!summary.sameLog) {
  const [got, expected] = [timeless(log), timeless(whole)];
  const place = got.findIndex(
    (/** @type {unknown} */ event, /** @type {number} */ i) => !isDeepStrictEqual(event, expected[i]),
  );
  say(`The logs (${got.length} and ${expected.length} events) differ first at ${place}:`);
  say(`${JSON.stringify(got[place])?.slice(0, 600)}\n${JSON.stringify(expected[place])?.slice(0, 600)}`);
}
if (values.json) console.log(JSON.stringify(summary, null, 2));
else
  console.log(`
${kills} kills of the whole browser (SIGKILL) in a run of ${evaluations} evaluations, strategy ${values.strategy}
  clean resumes                                      ${resumes}
  evaluations that were shown and lost               ${lost}
  the front equals that of an undisturbed run        ${summary.sameFront ? 'yes' : 'NO'}
  the log equals it, interruptions and times aside   ${summary.sameLog ? 'yes' : 'NO'}`);
await server.close();
await Promise.all(profiles.map((profile) => rm(profile, { recursive: true, force: true })));
process.exit(lost === 0 && summary.sameFront && resumes === kills ? 0 : 1);
