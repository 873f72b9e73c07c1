// Builds and serves the page that has the training engine alone, for the browser tests and the benchmark.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, preview } from 'vite';
import { prepare } from './prepare.mjs';
import { root } from './serve.mjs';

/** Returns the page's address and what ends it. */
export async function serveEngine() {
  await prepare();
  const outDir = await mkdtemp(join(tmpdir(), 'cellscape-engine-'));
  /** @type {import('vite').InlineConfig} */
  const config = {
    root: join(root, 'test/engine'),
    configFile: false,
    base: './',
    logLevel: 'warn',
    mode: 'production',
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2023', assetsInlineLimit: 0 },
  };
  await build(config);
  const server = await preview({ ...config, preview: { host: '127.0.0.1', port: 0 } });
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no address.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: async () => {
      await new Promise((resolve) => server.httpServer.close(resolve));
      await rm(outDir, { recursive: true });
    },
  };
}
