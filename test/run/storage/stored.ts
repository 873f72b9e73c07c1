import type { RunEvent } from '../../../src/run/events.ts';
import type { RunHead, RunSummary } from '../../../src/run/storage/database.ts';

export const SUMMARY: RunSummary = {
  space: 'test',
  strategy: 'random',
  seed: 1,
  backend: 'wasm',
  evaluations: 100,
  evaluated: 3,
  failed: 0,
  front: 1,
  bestError: 0.1,
  hypervolume: 0.5,
  phase: 'running',
  ending: null,
  activeMs: 100,
};

/** The head of a run without events, which "me" owns. */
export const headOf = (id: string): RunHead => ({
  id,
  name: id,
  note: '',
  star: false,
  created: 1,
  updated: 1,
  removed: null,
  owner: 'me',
  events: 0,
  summary: SUMMARY,
  marks: {},
});

/** Events that storage takes for a log; it looks at no more than numbers and types. */
export const eventsOf = (count: number): RunEvent[] =>
  Array.from({ length: count }, (_, sequence) => ({
    sequence,
    time: 1000 + sequence,
    type: 'measured',
    candidate: 1 + sequence,
    epoch: 1,
    loss: 0.5,
    error: 0.25,
    seconds: sequence,
  }));
