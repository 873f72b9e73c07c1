import { defineConfig } from 'vitest/config';

/** Node has relaxed SIMD from version 21 on; before, it is asked for. */
const RELAXED_SIMD =
  Number(process.versions.node.split('.')[0]) < 21 ? ['--experimental-wasm-relaxed-simd'] : [];

export default defineConfig({
  test: {
    projects: [
      {
        // tfjs's own Node bundles hold a second copy of the core each; from source there is one, as in the browser.
        test: {
          server: { deps: { inline: [/@tensorflow/] } },
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**'],
          testTimeout: 60_000,
        },
      },
      {
        // The tests of the WebAssembly kernels once more, with the build for engines that have relaxed SIMD.
        test: {
          server: { deps: { inline: [/@tensorflow/] } },
          name: 'relaxed',
          include: ['test/evaluation/wasm/**/*.test.ts'],
          testTimeout: 60_000,
          execArgv: RELAXED_SIMD,
          env: { CELLSCAPE_RELAXED_SIMD: '1' },
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/serve.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          // One browser at a time: the machine's cores belong to the search under test.
          fileParallelism: false,
        },
      },
    ],
  },
});
