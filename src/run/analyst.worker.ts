import * as Comlink from 'comlink';
import { breathe } from '../evaluation/breathe.ts';
import { createAnalyst } from './analysis/analyst.ts';

/** Answers questions about a run's candidates beside the page. */
Comlink.expose(createAnalyst(breathe));
