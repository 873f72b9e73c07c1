import * as Comlink from 'comlink';
import { createAnalyst } from './analysis/analyst.ts';
import { breath } from './analysis/breath.ts';

/** Answers questions about a run's candidates beside the page. */
Comlink.expose(createAnalyst(breath));
