// npm test: all of the set-up, then types, lint, unit tests and browser tests. `npm test -- FILTER` runs matching
// test files alone.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const filters = process.argv.slice(2);

installPackages(root);
const { ensureChromium } = await import('./chromium.mjs');
try {
  console.log(`Browser: ${ensureChromium()}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
const { prepare } = await import('./prepare.mjs');
await prepare();

/**
 * Runs a tool of the project; ends this program where it fails.
 * @param {string} name @param {string} script @param {string[]} args
 */
function run(name, script, args) {
  console.log(`\n— ${name}`);
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

if (filters.length === 0) {
  run('types', 'typescript/bin/tsc', []);
  run('lint and format', '@biomejs/biome/bin/biome', ['ci', '--error-on-warnings', '.']);
}
run('tests', 'vitest/vitest.mjs', ['run', ...filters]);
