// npm run bench:pareto: the multi-objective kernels, and NSGA-II on the usual problems, in Node on one core; the kernels
// beside the times of moocore's C library and of pymoo where ../shared/vectors has them. Best of 15 calls after 15 to warm up, the reading of
// the input (an array of arrays) included.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
installPackages(root);
const { createServer } = await import('vite');
const server = await createServer({
  root,
  server: { middlewareMode: true, hmr: false, ws: false },
  appType: 'custom',
  logLevel: 'error',
  optimizeDeps: { noDiscovery: true },
});
/** @param {string} path */
const load = (path) => server.ssrLoadModule(`/src/${path}`);
const { crowdingDistance, hypervolume, hypervolumeContributions, nonDominatedSort } =
  await load('search/pareto.ts');
const { createArchive, insert } = await load('search/archive.ts');
const { createRng } = await load('space/random.ts');

const referenceFile = join(root, '../shared/vectors/pymoo-kernel-times.json');
if (!existsSync(referenceFile)) console.warn(`No times to compare with: ${referenceFile} is not there.`);
/** @type {{ op: string, m: number, n: number, ms: number }[]} */
const references = existsSync(referenceFile) ? JSON.parse(readFileSync(referenceFile, 'utf8')) : [];

/**
 * The shortest of several calls, milliseconds, after as many that let the compiler see the code.
 * @param {number} times @param {() => unknown} work
 */
function best(times, work) {
  for (let i = 0; i < times; i++) work();
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    work();
    shortest = Math.min(shortest, performance.now() - start);
  }
  return shortest;
}

const rng = createRng(1);
/** Evenly from the unit cube: many fronts. @param {number} n @param {number} m */
const cube = (n, m) => Array.from({ length: n }, () => Array.from({ length: m }, () => rng.float()));
/** From the unit sphere's positive part: all on one front. @param {number} n @param {number} m */
const sphere = (n, m) =>
  cube(n, m).map((point) => {
    // Normally distributed (Box & Muller), so that every direction is as likely.
    const normal = point.map((u) =>
      Math.abs(Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * rng.float())),
    );
    const length = Math.hypot(...normal);
    return normal.map((value) => value / length);
  });
/** @param {number} m */
const bound = (m) => new Array(m).fill(1.1);

/**
 * @type {{ kernel: string, theirs: string, draw: typeof cube, work: (points: number[][], m: number) =>
 * unknown }[]}
 */
const KERNELS = [
  {
    kernel: 'non-dominated sort',
    theirs: 'moocore.pareto_rank',
    draw: cube,
    work: nonDominatedSort,
  },
  {
    kernel: 'hypervolume',
    theirs: 'moocore.hypervolume',
    draw: sphere,
    work: (points, m) => hypervolume(points, bound(m)),
  },
  {
    kernel: 'contributions',
    theirs: 'moocore.hv_contributions',
    draw: sphere,
    work: (points, m) => hypervolumeContributions(points, bound(m)),
  },
  {
    kernel: 'crowding distance',
    theirs: 'pymoo calc_crowding_distance',
    draw: sphere,
    work: crowdingDistance,
  },
];

const rows = [];
for (const { kernel, theirs, draw, work } of KERNELS) {
  for (const m of [2, 3]) {
    for (const n of [100, 200, 1000, 5000]) {
      const points = draw(n, m);
      const ours = best(15, () => work(points, m));
      const reference = references.find((one) => one.op.startsWith(theirs) && one.m === m && one.n === n);
      if (references.length > 0 && !reference) continue;
      rows.push({
        kernel,
        objectives: m,
        points: n,
        'ours, ms': ours.toFixed(3),
        ...(reference && {
          'theirs, ms': reference.ms.toFixed(3),
          'ours / theirs': (ours / reference.ms).toFixed(2),
          theirs: reference.op.replace(/,.*/, ''),
        }),
      });
    }
  }
}
console.table(rows);

console.log('More objectives:');
const more = [];
for (const [m, n] of /** @type {const} */ ([
  [4, 100],
  [4, 1000],
  [5, 100],
  [6, 50],
])) {
  const front = sphere(n, m);
  const points = cube(n, m);
  more.push({
    objectives: m,
    points: n,
    'non-dominated sort, ms': best(15, () => nonDominatedSort(points)).toFixed(3),
    'hypervolume, ms': best(5, () => hypervolume(front, bound(m))).toFixed(2),
    'contributions, ms': best(n > 500 ? 2 : 5, () => hypervolumeContributions(front, bound(m))).toFixed(1),
  });
}
console.table(more);

for (const m of [2, 3]) {
  const points = sphere(1000, m);
  const taken = best(m === 2 ? 15 : 3, () => {
    let archive = createArchive(m, bound(m));
    for (const point of points) archive = insert(archive, point, null).archive;
  });
  console.log(
    `An archive of ${m} objectives takes 1,000 points of one front in ${taken.toFixed(2)} ms, hypervolume included.`,
  );
}

console.log('NSGA-II, real-coded, population 100, 250 generations (25,000 evaluations), best of 10 runs:');
const { evolution } = await load('search/methods/evolution.ts');
const { realCoded } = await load('search/real-coded.ts');
const { FIRST_OBJECTIVE } = await load('search/scalarise.ts');
const { search } = await load('search/search.ts');
const { dtlz2, zdt1, zdt2, zdt3 } = await server.ssrLoadModule('/test/search/test-problems.ts');
const OPTIONS = {
  ...{ population: 100, offspring: 100, ordering: 'crowding', survivors: 'worst' },
  ...{ parents: 'tournament', tournament: 2, crossoverRate: 0.9, brood: 1 },
};
const runs = [];
for (const { problem, variables, evaluate } of [
  { problem: 'ZDT1', variables: 30, evaluate: zdt1 },
  { problem: 'ZDT2', variables: 30, evaluate: zdt2 },
  { problem: 'ZDT3', variables: 30, evaluate: zdt3 },
  { problem: 'DTLZ2, 2 objectives', variables: 11, evaluate: dtlz2(2) },
  { problem: 'DTLZ2, 3 objectives', variables: 12, evaluate: dtlz2(3) },
]) {
  let seed = 0;
  const taken = best(10, () => {
    const space = realCoded(variables);
    /** @param {unknown} origin */
    const create = (origin) => evolution(space, OPTIONS, FIRST_OBJECTIVE, origin);
    const strategy = search(space, create, ++seed);
    for (let told = 0; told < 25_000; ) {
      const answer = strategy.ask();
      if (answer.kind !== 'evaluate') continue;
      strategy.tell({ candidate: answer.candidate, objectives: evaluate(answer.genotype) });
      told++;
    }
  });
  runs.push({ problem, ms: taken.toFixed(0) });
}
console.table(runs);
await server.close();
process.exit(0);
