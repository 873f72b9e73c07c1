import type * as Comlink from 'comlink';
import { client } from '../client.ts';
import type { Lab } from './lab.ts';

/** The lab as the page sees it: every call is answered, or rejected when its worker has died. */
export type LabClient = Comlink.Remote<Lab>;

/** Starts the lab's worker: tables and their landscapes. One that has failed is ended; another can be started. */
export function startLab(onFault: (message: string) => void): LabClient {
  // Its name tells it where the page is: our own table lies beside that.
  const worker = new Worker(new URL('./lab.worker.ts', import.meta.url), {
    type: 'module',
    name: document.baseURI,
  });
  return client<Lab>(worker, 'landscape', (why) => {
    worker.terminate();
    onFault(why);
  });
}
