// A thread of npm run race: takes the next run that nobody has taken, and says what came of it.
import { parentPort, workerData } from 'node:worker_threads';

/** @type {import('./race.mjs').Work} */
const { bundle, text, options, entrants, runs, seed, taken } = workerData;
/** @type {typeof import('../src/run/race-command.ts')} */
const { prepareRace, raceRun, strategyOf } = await import(bundle);
const race = prepareRace(text, options);
const next = new Int32Array(taken);
for (;;) {
  // Run by run over all strategies: a race that is interrupted has about as many runs of each.
  const job = Atomics.add(next, 0, 1);
  const run = Math.floor(job / entrants.length);
  const entrant = entrants[job % entrants.length];
  if (run >= runs || !entrant) break;
  const { strategy, parameters } = entrant;
  try {
    parentPort?.postMessage({ strategy, result: raceRun(race, strategyOf(strategy), parameters, seed, run) });
  } catch (error) {
    const stack = error instanceof Error ? error.stack : String(error);
    throw new Error(`The strategy ${strategy} failed in run ${run} of seed ${seed}: ${stack}`);
  }
}
