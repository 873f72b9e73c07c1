import type * as Comlink from 'comlink';
import type { Analyst } from './analysis/analyst.ts';
import { client } from './client.ts';

/** The analyst as the page sees it: every call is answered, or rejected when its worker has died. */
export type AnalystClient = Comlink.Remote<Analyst>;

/** Starts the analyst's worker: shares, importance, population and differences, beside a run. */
export const startAnalyst = (onFault: (message: string) => void): AnalystClient =>
  client<Analyst>(
    new Worker(new URL('./analyst.worker.ts', import.meta.url), { type: 'module' }),
    'analysis',
    onFault,
  );
