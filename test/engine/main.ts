import * as Comlink from 'comlink';
import type { Engine } from './engine.worker.ts';

declare global {
  /** Starts an engine in a worker. */
  var startEngine: () => Comlink.Remote<Engine>;
  /** One that a test has started. */
  var engine: Comlink.Remote<Engine>;
}

globalThis.startEngine = () =>
  Comlink.wrap<Engine>(new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' }));
