import * as Comlink from 'comlink';
import { vi } from 'vitest';
import type { EvaluatorWorker } from '../../src/run/evaluator.worker.ts';

/**
 * The evaluator worker in this very thread, behind comlink as ever: what it exposes to its own scope is exposed to a
 * port. Once in a test file.
 */
export async function startInProcess(): Promise<Comlink.Remote<EvaluatorWorker>> {
  const { port1, port2 } = new MessageChannel();
  vi.stubGlobal('addEventListener', port2.addEventListener.bind(port2));
  vi.stubGlobal('postMessage', port2.postMessage.bind(port2));
  await import('../../src/run/evaluator.worker.ts');
  port2.start();
  return Comlink.wrap<EvaluatorWorker>(port1);
}
