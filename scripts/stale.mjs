// Tells whether dist was built from the sources as they are: a hash of all that goes into it, kept beside it.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCES = [
  'src',
  'public/icon.svg',
  'public/tables',
  'index.html',
  'vite.config.ts',
  'package-lock.json',
  'package.json',
  'scripts/prepare.mjs',
  'scripts/kernels.mjs',
  'scripts/kernel-tiles.mjs',
];

/** @param {string} root */
export function needsBuild(root) {
  const mark = join(root, 'dist', '.built-from');
  return !existsSync(mark) || readFileSync(mark, 'utf8') !== fingerprint(root);
}

/** @param {string} root */
export function rememberBuild(root) {
  writeFileSync(join(root, 'dist', '.built-from'), fingerprint(root));
}

/** @param {string} root */
function fingerprint(root) {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const path = join(root, source);
    const files = source.includes('.')
      ? ['']
      : readdirSync(path, { recursive: true, withFileTypes: true })
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name).slice(path.length))
          .sort();
    for (const file of files) hash.update(`${source}${file}\0`).update(readFileSync(path + file));
  }
  return hash.digest('hex');
}
