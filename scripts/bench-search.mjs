// Searches on the page itself, as a user starts them: one of the parts of `npm run bench`.
import { median } from './bench-engine.mjs';
import { launchChromium } from './chromium.mjs';
import { buildPage, servePage } from './serve.mjs';
import { needsBuild, rememberBuild } from './stale.mjs';

/**
 * Searches a few times and sums up.
 * @param {string} root @param {number} runs @param {number} candidates @param {(text: string) => void} say
 */
export async function measureSearches(root, runs, candidates, say) {
  if (needsBuild(root)) {
    await buildPage();
    rememberBuild(root);
  }
  const server = await servePage();
  /** @type {Awaited<ReturnType<typeof measure>>[]} */
  const results = [];
  for (let run = 1; run <= runs; run++) {
    say(`  run ${run} of ${runs}: ${candidates} candidates …`);
    results.push(await measure(server.url, candidates));
  }
  await server.close();
  const all = median(results.map((result) => result.allCandidates));
  const summary = {
    device: results[0]?.device,
    runs,
    candidates,
    firstCandidateSeconds: median(results.map((result) => result.firstCandidate)),
    allCandidatesSeconds: all,
    candidatesPerMinute: (candidates * 60) / all,
    longestMainThreadTaskMs: Math.max(...results.map((result) => result.longestTask)),
    mainThreadTasksOver50Ms: median(results.map((result) => result.longTasks)),
  };
  const { longestMainThreadTaskMs } = summary;
  // The browser reports tasks from 50 ms on.
  const longest =
    longestMainThreadTaskMs > 0 ? `${longestMainThreadTaskMs.toFixed(0)} ms` : 'none over 50 ms';
  say(`  ${summary.device}
  first candidate on the chart   ${summary.firstCandidateSeconds.toFixed(1)} s after Play (median of ${runs})
  ${candidates} candidates                  ${all.toFixed(0)} s after Play (median), ${summary.candidatesPerMinute.toFixed(1)} a minute
  longest task, main thread      ${longest} while searching (all runs)`);
  return summary;
}

/**
 * One search with default settings in a fresh browser: times after Play, and the main thread's long tasks meanwhile.
 * @param {string} url @param {number} candidates
 */
async function measure(url, candidates) {
  const browser = await launchChromium();
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  // The device is measured when its chip says more than that it is being measured.
  await page.waitForFunction(
    () => document.querySelector('.chip')?.textContent?.includes('ms a step'),
    null,
    { timeout: 60_000 },
  );
  const device = (await page.locator('.chip').first().textContent()) ?? '';
  await page.evaluate(() => {
    const tasks = /** @type {number[]} */ ([]);
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) tasks.push(duration);
    }).observe({ type: 'longtask' });
  });
  const start = Date.now();
  await page.getByRole('button', { name: /^Play/ }).first().click();
  await page.waitForFunction(() => document.querySelector('.mark'), null, { timeout: 300_000, polling: 100 });
  const firstCandidate = (Date.now() - start) / 1000;
  const done = () =>
    page.evaluate(
      async () => (await globalThis.cellscape.events(0)).filter(({ type }) => type === 'evaluated').length,
    );
  // Somebody looks at the page meanwhile: marks are opened, the table is shown and hidden.
  for (let look = 0; (await done()) < candidates; look++) {
    const marks = page.locator('.mark');
    if (look % 2 === 0) await marks.nth((look / 2) % (await marks.count())).click();
    await page.waitForTimeout(1000);
  }
  const allCandidates = (Date.now() - start) / 1000;
  const tasks = await page.evaluate(() => /** @type {any} */ (globalThis).longTasks);
  await browser.close();
  return {
    device,
    firstCandidate,
    allCandidates,
    longestTask: Math.max(0, ...tasks),
    longTasks: tasks.length,
  };
}
