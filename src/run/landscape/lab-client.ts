import type * as Comlink from 'comlink';
import { client } from '../client.ts';
import type { Lab } from './lab.ts';

/** The lab as the page sees it: every call is answered, or rejected when its worker has died. */
export type LabClient = Comlink.Remote<Lab>;

/** Starts the lab's worker: tables and their landscapes. */
export const startLab = (onFault: (message: string) => void): LabClient =>
  client<Lab>(
    // Its name tells it where the page is: our own table lies beside that.
    new Worker(new URL('./lab.worker.ts', import.meta.url), { type: 'module', name: document.baseURI }),
    'landscape',
    onFault,
  );
