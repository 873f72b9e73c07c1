import { defineConfig } from 'vitest/config';

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
