import { type CandidateView, candidateOf } from '../../run/candidate-table.ts';
import type { RunView } from '../../run/fold.ts';
import type { Role } from '../../run/page-message.ts';
import { strategyOf } from '../../search/catalogue.ts';
import { duration, whole } from '../shared/format.ts';

/** Speed and time left; the time left is empty where there is nothing to go by. */
export function runFigures(run: RunView, role: Role): { perMinute: number; left: string } {
  const done = run.evaluated + run.failed;
  const perMinute = run.activeMs > 0 ? (done * 60_000) / run.activeMs : 0;
  const rest = run.settings.evaluations - done;
  const left =
    perMinute > 0 && run.phase !== 'finished' && role !== 'idle' && rest > 0
      ? duration((rest / perMinute) * 60)
      : '';
  return { perMinute, left };
}

const ENDINGS = {
  budget: 'All evaluations are done',
  minutes: 'The time for the run is used up',
  compute: 'The training time for the run is used up',
  stagnation: 'The front has not grown for long',
  stopped: 'The run was stopped',
  exhausted:
    'Nothing new was found in a thousand proposals: the space, or what the cap leaves of it, is exhausted',
  error: 'The run ended with an error',
} as const;

/** What is going on, as a sentence. */
export function statusSentence(run: RunView | null, starting: boolean, role: Role): string {
  if (starting) return 'Loading MNIST and starting the workers …';
  if (!run) return 'Ready. Each candidate will be trained on real MNIST, in this browser.';
  const numbers = new Set([...run.open].map((row) => run.spans.candidate[row]!));
  const training = [...numbers].flatMap((n) => candidateOf(run.candidates, n) ?? []);
  if (run.phase === 'finished') {
    const { reason, message } = run.finished!;
    const front = run.front.length === 1 ? '1 candidate is' : `${run.front.length} candidates are`;
    return `${ENDINGS[reason]}${message ? `: ${message}` : ''}. ${whole(run.evaluated)} evaluated in ${duration(run.activeMs / 1000)}; ${front} on the front.`;
  }
  if (role === 'idle')
    return `This run was interrupted after ${whole(run.evaluated + run.failed)} of ${whole(run.settings.evaluations)} evaluations. It can go on from there.`;
  if (run.phase === 'paused')
    return `Paused. ${listed(training)} ${training.length === 1 ? 'waits' : 'wait'} where ${training.length === 1 ? 'it is' : 'they are'}.`;
  const { epochs, strategy } = run.settings;
  const { title, family } = strategyOf(strategy);
  const search = family.endsWith('volution') ? `${title}, generation ${run.generation}` : title;
  const at = training
    .slice(0, NAMED)
    .map(
      ({ candidate, curve }) =>
        `candidate ${candidate} trains epoch ${Math.min(curve.length + 1, epochs)} of ${epochs}`,
    );
  if (training.length > NAMED) at.push(`${training.length - NAMED} more train`);
  return `${search}. ${at.length > 0 ? `${capital(at.join('; '))}.` : 'Proposing candidates.'}`;
}

/** Trainings that are named one by one. */
const NAMED = 3;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const listed = (candidates: readonly CandidateView[]): string =>
  candidates.length === 0
    ? 'Nothing'
    : `Candidate ${candidates.map(({ candidate }) => candidate).join(' and ')}`;
