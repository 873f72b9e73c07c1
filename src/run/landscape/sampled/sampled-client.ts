import type * as Comlink from 'comlink';
import { client } from '../../client.ts';
import type { SampledLab } from './lab.ts';

/** Sampling as the page sees it: every call is answered, or rejected when its worker has died. */
export type SampledClient = Comlink.Remote<SampledLab>;

/** Starts the worker that samples spaces. Its news are heard by a `listener` of `run/client.ts`. */
export const startSampled = (onFault: (message: string) => void): SampledClient =>
  client<SampledLab>(
    new Worker(new URL('./sampled.worker.ts', import.meta.url), { type: 'module' }),
    'sampling',
    onFault,
  );
