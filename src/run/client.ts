import * as Comlink from 'comlink';
import type { Coordinator } from './coordinator.worker.ts';
import type { RunEvent } from './events.ts';

/** The coordinator as the page sees it: every call is answered from its worker. */
export type CoordinatorClient = Comlink.Remote<Coordinator>;

/** Starts the coordinator's worker. `onFault` is called when it fails as a whole: nothing can be searched then. */
export function startCoordinator(onFault: (message: string) => void): CoordinatorClient {
  const worker = new Worker(new URL('./coordinator.worker.ts', import.meta.url), { type: 'module' });
  worker.onerror = (event) => {
    event.preventDefault();
    onFault(event.message || 'its script could not be loaded');
  };
  return Comlink.wrap<Coordinator>(worker);
}

/** Lets a function of the page be called from the coordinator. */
export const listener = (onEvents: (events: RunEvent[]) => void): typeof onEvents => Comlink.proxy(onEvents);

/** Where the data lie, beside the page. */
export const MNIST_URL: string = new URL('data/mnist/', document.baseURI).href;
