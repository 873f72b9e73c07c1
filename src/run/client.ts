import * as Comlink from 'comlink';
import type { Coordinator } from './coordinator.worker.ts';
import type { Designer } from './designer.worker.ts';
import { createMortal } from './mortal.ts';

/** A worker's interface as the page sees it: every call is answered, or rejected when the worker has died. */
export type CoordinatorClient = Comlink.Remote<Coordinator>;
export type DesignerClient = Comlink.Remote<Designer>;

/** Starts the coordinator's worker. `onFault` is called when it fails as a whole: nothing can be searched then. */
export const startCoordinator = (onFault: (message: string) => void): CoordinatorClient =>
  client<Coordinator>(
    new Worker(new URL('./coordinator.worker.ts', import.meta.url), { type: 'module' }),
    'search',
    onFault,
  );

/** Starts the designer's worker: counting, sampling and drawing beside a run. */
export const startDesigner = (onFault: (message: string) => void): DesignerClient =>
  client<Designer>(
    new Worker(new URL('./designer.worker.ts', import.meta.url), { type: 'module' }),
    'design',
    onFault,
  );

/** A worker's calls, each answered or rejected when it has died. `name`: what it does, for the words of its end. */
export function client<T>(
  worker: Worker,
  name: string,
  onFault: (message: string) => void,
): Comlink.Remote<T> {
  const { race, die } = createMortal(
    (why) => new Error(`The ${name} worker stopped: ${why}. Reload the page to go on.`),
  );
  worker.onerror = (event) => {
    event.preventDefault();
    const why = event.message || 'its script could not be loaded';
    die(why);
    onFault(why);
  };
  return new Proxy(Comlink.wrap<T>(worker) as object, {
    get: (remote, call) =>
      // Symbols are comlink's own; all that has a name is a call.
      typeof call === 'symbol'
        ? Reflect.get(remote, call)
        : (...args: unknown[]) =>
            race((remote as Record<string, (...given: unknown[]) => Promise<unknown>>)[call]!(...args)),
  }) as Comlink.Remote<T>;
}

/** Lets a function of the page be called from the coordinator. */
export const listener = <E>(onMessage: (message: E) => void): typeof onMessage => Comlink.proxy(onMessage);

/** Where the data lie, beside the page. */
export const MNIST_URL: string = new URL('data/mnist/', document.baseURI).href;
