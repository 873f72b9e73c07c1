// Compiles a module of src, with all that it needs, to one file that Node and its threads can import.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** What WebAssembly modules made by Emscripten look for in Node. */
const COMMON_JS = `import { createRequire as toRequire } from 'node:module';
import { dirname as folderOf } from 'node:path';
import { fileURLToPath as toPath } from 'node:url';
const require = toRequire(import.meta.url);
const __dirname = folderOf(toPath(import.meta.url));
`;

/**
 * Returns the address of the bundle. tfjs is taken from its sources: its own bundles for Node hold a second copy of the
 * core each.
 * @param {string} entry below src
 * @param {string} name of the file
 */
export async function bundle(entry, name) {
  const { build } = await import('vite');
  const built = await build({
    root,
    configFile: false,
    logLevel: 'error',
    resolve: { mainFields: ['module', 'main'] },
    ssr: { noExternal: true },
    build: {
      ssr: join('src', entry),
      write: false,
      target: 'node20',
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const [output] = Array.isArray(built) ? built : [built];
  if (!('output' in output)) throw new Error('vite watches instead of building.');
  const code = COMMON_JS + output.output[0].code;
  const path = join(root, 'node_modules', '.cache', 'cellscape', basename(name));
  if (!existsSync(path) || readFileSync(path, 'utf8') !== code) {
    mkdirSync(dirname(path), { recursive: true });
    // Whoever reads it meanwhile reads the whole of one version.
    writeFileSync(`${path}.${process.pid}`, code);
    renameSync(`${path}.${process.pid}`, path);
  }
  return pathToFileURL(path).href;
}
