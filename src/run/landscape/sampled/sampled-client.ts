import type * as Comlink from 'comlink';
import { client } from '../../client.ts';
import type { SampledLab } from './lab.ts';

/** Sampling as the page sees it: every call is answered, or rejected when its worker has died. */
export type SampledClient = Comlink.Remote<SampledLab>;

/**
 * Starts the worker that samples spaces. Its news are heard by a `listener` of `run/client.ts`. One that has failed is
 * ended, and its evaluators with it; another can be started.
 */
export function startSampled(onFault: (message: string) => void): SampledClient {
  const worker = new Worker(new URL('./sampled.worker.ts', import.meta.url), { type: 'module' });
  return client<SampledLab>(worker, 'sampling', (why) => {
    worker.terminate();
    onFault(why);
  });
}
