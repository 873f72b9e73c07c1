// Builds the page where needed and serves the built folder.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preview } from 'vite';
import { prepare } from './prepare.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Prepares the data and builds `dist`. */
export async function buildPage() {
  await prepare();
  // In a process of its own: a test runner's NODE_ENV would bring React's development build into the page.
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, NODE_ENV: 'production' },
    },
  );
  if (status !== 0) throw new Error('vite build failed: see above.');
}

/** Serves `dist` on this machine; `port` 0 is any free one. Returns the address and what ends it. */
export async function servePage({ port = 0, strictPort = false } = {}) {
  const server = await preview({
    root,
    logLevel: 'warn',
    preview: { host: '127.0.0.1', port: port || (await freePort()), strictPort },
  });
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no address.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    close: () => new Promise((resolve) => server.httpServer.close(resolve)),
  };
}

/** A port nobody listens on just now. */
async function freePort() {
  const { createServer } = await import('node:net');
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(address && typeof address === 'object' ? address.port : 4173));
    });
  });
}
