import * as Comlink from 'comlink';
import { breathe } from '../../../evaluation/breathe.ts';
import { createSampledLab } from './lab.ts';

/** Samples spaces beside the page; its evaluator workers are its own. */
Comlink.expose(createSampledLab({ breathe, now: () => performance.now() }));
