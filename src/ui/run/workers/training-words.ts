import { SPAN } from '../../../run/course.ts';
import type { RunView } from '../../../run/fold.ts';
import { percent } from '../../shared/format.ts';
import { timeText } from '../panels/time-ticks.ts';
import type { Lanes } from './lanes.ts';

/** A row of the spans in words, a line each. */
export function trainingLines(run: RunView, { queue }: Lanes, row: number): string[] {
  const { spans, candidates } = run;
  const n = spans.candidate[row]!;
  const seconds = (spans.to[row]! - spans.from[row]!) / 1000;
  const setup = spans.setup[row]! / 1000;
  return [
    `Candidate ${n}, worker ${spans.worker[row]! + 1}`,
    [outcomeText(run, row), ...(Number.isNaN(seconds) ? [] : [`${seconds.toFixed(1)} s`])].join(', '),
    ...(setup > 0 ? [`${setup.toFixed(1)} s of it to build and compile`] : []),
    `waited ${(queue[row]! / 1000).toFixed(1)} s, began at ${timeText(spans.from[row]! / 1000)}`,
    ...(spans.outcome[row] === SPAN.failed ? [shortened(candidates.reasons.get(n) ?? '')] : []),
  ].filter(Boolean);
}

function outcomeText({ spans, candidates, settings }: RunView, row: number): string {
  const n = spans.candidate[row]!;
  switch (spans.outcome[row]) {
    case SPAN.evaluated: {
      const error = candidates.error[n]!;
      return Number.isNaN(error) ? 'trained' : `error ${percent(error)}`;
    }
    case SPAN.failed:
      return 'failed';
    case SPAN.lost:
      return 'lost: it was not finished';
    default:
      return `trains epoch ${Math.min(candidates.epochs[n]! + 1, settings.epochs)} of ${settings.epochs}`;
  }
}

const shortened = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text);
