// Compiles the WebAssembly kernels, plain and with relaxed SIMD.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { tileSource } from './kernel-tiles.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SOURCE = join(root, 'src/evaluation/wasm/assembly');
export const KERNELS = join(root, 'src/evaluation/wasm/built');

/** Compiles what is not compiled already. Throws with the compiler's words where it fails. */
export async function buildKernels() {
  const names = (await readdir(SOURCE)).filter((name) => name.endsWith('.ts')).sort();
  /** @type {Record<string, string>} */
  const sources = {};
  for (const name of names) sources[name] = await readFile(join(SOURCE, name), 'utf8');
  await mkdir(KERNELS, { recursive: true });
  for (const relaxed of [false, true]) await compile(sources, relaxed);
}

/** @param {Record<string, string>} sources @param {boolean} relaxed */
async function compile(sources, relaxed) {
  /** @type {Record<string, string>} */
  const files = { ...sources, 'tiles.ts': tileSource({ relaxed }) };
  const mark = createHash('sha256')
    .update(JSON.stringify([files, FLAGS]))
    .digest('hex');
  const target = join(KERNELS, relaxed ? 'kernels-relaxed.wasm' : 'kernels.wasm');
  const markPath = `${target}.sha256`;
  if (existsSync(target) && existsSync(markPath) && (await readFile(markPath, 'utf8')) === mark) return;
  const { default: asc } = await import('assemblyscript/asc');
  /** @type {Uint8Array | undefined} */
  let binary;
  const { error, stderr } = await asc.main(
    ['index.ts', '--outFile', 'out.wasm', ...FLAGS, ...(relaxed ? ['--enable', 'relaxed-simd'] : [])],
    {
      readFile: (/** @type {string} */ name) => files[name] ?? null,
      writeFile: (/** @type {string} */ name, /** @type {string | Uint8Array} */ data) => {
        if (name === 'out.wasm' && typeof data !== 'string') binary = data;
      },
      listFiles: () => [],
    },
  );
  if (error || !binary) throw new Error(`The WebAssembly kernels do not compile.\n${stderr}`);
  await writeFile(target, binary);
  await writeFile(markPath, mark);
}

/** No runtime, no memory of its own: the module works on tfjs's. */
const FLAGS = [
  '--noAssert',
  '--runtime',
  'stub',
  '--importMemory',
  '--noExportMemory',
  '--enable',
  'simd',
  '--disableWarning',
  'AS112',
];

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildKernels();
