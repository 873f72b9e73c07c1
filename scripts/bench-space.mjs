// npm run bench:space: how fast spaces are counted, sampled, costed and hashed, in Node on one core.
import { dirname } from 'node:path';
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
const { PRESETS } = await load('space/presets.ts');
const { compileSpace } = await load('space/hierarchy.ts');
const { count } = await load('space/count.ts');
const { createRng } = await load('space/random.ts');
const { sample } = await load('space/sample.ts');
const { readDocument } = await load('space/read-json.ts');
const { decode } = await load('architecture/decode.ts');
const { prune } = await load('architecture/prune.ts');
const { totalCosts } = await load('architecture/costs.ts');
const { canonicalHash } = await load('architecture/canonical.ts');

/** The median of several measurements, milliseconds. @param {number} times @param {() => unknown} work */
function measure(times, work) {
  const taken = Array.from({ length: times }, () => {
    const start = performance.now();
    work();
    return performance.now() - start;
  });
  return taken.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN;
}

const MEMBERS = 10_000;
const rows = [];
for (const { title, document } of PRESETS) {
  // A fresh tree each time: a counted one remembers its count.
  const counting = measure(20, () => count(compileSpace(document).tree));
  const space = compileSpace(document);
  const drawing = measure(3, () => {
    const rng = createRng(1);
    for (let i = 0; i < MEMBERS; i++) totalCosts(decode(space, sample(space.tree, rng)));
  });
  const rng = createRng(2);
  const live = Array.from({ length: 200 }, () => prune(decode(space, sample(space.tree, rng)))).filter(
    Boolean,
  );
  const nodes = live.reduce((sum, { nodes: all }) => sum + all.length, 0) / live.length;
  const hashing =
    measure(5, () => {
      for (const architecture of live) canonicalHash(architecture);
    }) / live.length;
  rows.push({
    space: title,
    'compile and count, ms': counting.toFixed(2),
    '10,000 sampled and costed, ms': drawing.toFixed(0),
    'nodes, mean': nodes.toFixed(0),
    'hash, ms': hashing.toFixed(3),
    'hash of 200 nodes, ms': ((hashing / nodes) * 200).toFixed(3),
  });
}
console.table(rows);

const long = JSON.stringify({ ...PRESETS[0].document, name: 'x'.repeat(5_000_000) });
const deep = '['.repeat(65) + ']'.repeat(65);
const wide = JSON.stringify(Array.from({ length: 2001 }, () => ({})));
for (const [what, text] of [
  ['5 MB', long],
  ['depth 65', deep],
  ['2,001 nodes', wide],
]) {
  console.log(
    `A document of ${what} is refused in ${measure(5, () => readDocument(text)).toFixed(2)} ms: ${readDocument(text).problems[0].message}`,
  );
}
await server.close();
process.exit(0);
