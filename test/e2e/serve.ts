import type { TestProject } from 'vitest/node';
import { buildPage, root, servePage } from '../../scripts/serve.mjs';
import { needsBuild, rememberBuild } from '../../scripts/stale.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    url: string;
  }
}

/** Builds the page where it is stale and serves it for the browser tests. */
export default async function serve(project: TestProject) {
  if (needsBuild(root)) {
    await buildPage();
    rememberBuild(root);
  }
  const { url, close } = await servePage();
  project.provide('url', url);
  return close;
}
