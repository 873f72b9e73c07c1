import * as Comlink from 'comlink';
import type { Coordinator } from './coordinator.worker.ts';
import type { RunEvent } from './events.ts';
import { createMortal } from './mortal.ts';

/** The coordinator as the page sees it: every call is answered from its worker, or rejected when that has died. */
export type CoordinatorClient = Comlink.Remote<Coordinator>;

/** Starts the coordinator's worker. `onFault` is called when it fails as a whole: nothing can be searched then. */
export function startCoordinator(onFault: (message: string) => void): CoordinatorClient {
  const worker = new Worker(new URL('./coordinator.worker.ts', import.meta.url), { type: 'module' });
  const { race, die } = createMortal(
    (why) => new Error(`The search worker stopped: ${why}. Reload the page to go on.`),
  );
  worker.onerror = (event) => {
    event.preventDefault();
    const why = event.message || 'its script could not be loaded';
    die(why);
    onFault(why);
  };
  return new Proxy(Comlink.wrap<Coordinator>(worker), {
    get: (remote, name) =>
      // Symbols are comlink's own; all that has a name is a call.
      typeof name === 'symbol'
        ? Reflect.get(remote, name)
        : (...args: unknown[]) =>
            race(
              (remote as unknown as Record<string, (...given: unknown[]) => Promise<unknown>>)[name]!(
                ...args,
              ),
            ),
  });
}

/** Lets a function of the page be called from the coordinator. */
export const listener = (onEvents: (events: RunEvent[]) => void): typeof onEvents => Comlink.proxy(onEvents);

/** Where the data lie, beside the page. */
export const MNIST_URL: string = new URL('data/mnist/', document.baseURI).href;
