import { useEffect, useRef, useState } from 'react';
import { type AnalystClient, startAnalyst } from '../../../run/analyst-client.ts';
import type { RunView } from '../../../run/fold.ts';
import { messageOf } from '../../../run/message.ts';
import type { Genotype } from '../../../space/tree.ts';
import { parseRoute } from '../../route.ts';
import { coordinator, useApp } from '../../store.ts';
import { analysed, dueAfter, stretchesOf } from './feed.ts';

/** Candidates handed over at once: some milliseconds of the page's time. */
const BATCH = 200;
/** While a run goes, nothing is asked again sooner. */
const PAUSE_MS = 2000;

let worker: AnalystClient | undefined;

/** The analyst, started at its first use. */
function analyst(): AnalystClient {
  worker ??= startAnalyst((why) =>
    useApp.setState({ fault: `The analysis worker stopped: ${why}. Reload the page; the run is kept.` }),
  );
  return worker;
}

/** What the analyst has been told: of which run, and how many of its candidates were over. */
let told: { readonly started: RunView['started']; over: number; known: number } | undefined;
let feeding: Promise<unknown> = Promise.resolve();

/** Tells the analyst what it does not know of a run yet; how many candidates it knows then, `null` where another run came between. */
function feed(run: RunView): Promise<number | null> {
  const turn = feeding.then(() => tell(run));
  feeding = turn.catch(() => undefined);
  return turn;
}

async function tell({ started, candidates: table }: RunView): Promise<number | null> {
  const isShown = () => useApp.getState().run?.started === started;
  if (!isShown()) return null;
  if (told?.started !== started) {
    told = undefined;
    await analyst().reset(started.space);
    told = { started, over: 0, known: 0 };
  }
  const mine = told;
  for (;;) {
    const { candidates, over } = dueAfter(table, mine.over, BATCH);
    if (candidates.length > 0) {
      const found = new Map<number, Genotype>();
      for (const { from, count } of stretchesOf(candidates))
        for (const { candidate, genotype } of await coordinator.genotypes(from, count))
          found.set(candidate, genotype);
      if (!isShown()) return null;
      mine.known = await analyst().add(analysed(table, candidates, found));
    }
    if (over === mine.over) return mine.known;
    mine.over = over;
  }
}

/** Whether there are genotypes to be asked for: a made-up run is the page's alone. */
const hasGenotypes = (): boolean => parseRoute(location.hash).screen !== 'stress';

export interface Analysis<T> {
  /** The last answer about this run; `null` before the first. */
  readonly answer: T | null;
  /** `none`: this run has no genotypes here. */
  readonly state: 'asking' | 'answered' | 'none';
  /** What went wrong, in words. */
  readonly problem: string;
}

interface Held<T> extends Analysis<T> {
  readonly started: RunView['started'] | null;
  readonly key: string;
}

/** A question that was asked, and when it was answered. */
interface Asked {
  readonly started: RunView['started'] | null;
  readonly key: string;
  /** How many candidates were over. */
  readonly over: number;
  readonly at: number;
  /** `null` while there is no answer. */
  answered: number | null;
}

/**
 * Asks the analyst about a run, and again while candidates come in and the panel is seen: two seconds after an answer, and
 * where that took long, as long after it as it took. `key` names the question: where it changes, it is asked at once, and
 * what comes of the one before is dropped.
 */
export function useAnalysis<T>(
  run: RunView | null,
  visible: boolean,
  key: string,
  question: (analyst: AnalystClient) => Promise<T | null>,
): Analysis<T> {
  const [held, setHeld] = useState<Held<T>>({ started: null, key: '', ...NOTHING });
  const last = useRef<Asked>({ started: null, key: '', over: -1, at: 0, answered: 0 });
  const ask = useRef(question);
  ask.current = question;
  // biome-ignore lint/correctness/useExhaustiveDependencies: after an answer it may be time for the next question.
  useEffect(() => {
    if (!run || !visible) return;
    const { started } = run;
    const over = run.evaluated + run.failed;
    const before = last.current;
    const same = before.started === started && before.key === key;
    if (same && (before.answered === null || before.over === over)) return;
    const timer = setTimeout(
      async () => {
        const mine: Asked = { started, key, over, at: Date.now(), answered: null };
        last.current = mine;
        const found = await answerTo(run, () => last.current === mine, ask.current);
        mine.answered = Date.now();
        if (last.current !== mine) return;
        setHeld((before) => {
          // What was answered stays until there is a newer answer.
          const kept = before.started === started && before.key === key ? before.answer : null;
          return { started, key, ...found, answer: found.answer ?? kept };
        });
      },
      same ? waitAfter(before) : 0,
    );
    return () => clearTimeout(timer);
  }, [run, visible, key, held]);
  return held.started === run?.started && held.key === key ? held : NOTHING;
}

/** How long to wait with a question that was asked before. */
function waitAfter({ at, answered }: Asked): number {
  const end = answered ?? at;
  return Math.max(0, end + Math.max(PAUSE_MS, end - at) - Date.now());
}

async function answerTo<T>(
  run: RunView,
  isWanted: () => boolean,
  question: (analyst: AnalystClient) => Promise<T | null>,
): Promise<Analysis<T>> {
  if (!hasGenotypes()) return { ...NOTHING, state: 'none' };
  try {
    const known = await feed(run);
    // An answer that nobody waits for any more is not made.
    if (known === null || !isWanted()) return NOTHING;
    if (known === 0 && run.evaluated > 0) return { ...NOTHING, state: 'none' };
    const answer = known === 0 ? null : await question(analyst());
    return { answer, state: 'answered', problem: '' };
  } catch (error) {
    return { answer: null, state: 'answered', problem: messageOf(error) };
  }
}

const NOTHING = { answer: null, state: 'asking', problem: '' } as const;

/** How the architecture of one candidate became that of another. Rejects where one of them has no genotype here. */
export async function differenceBetween(run: RunView, before: number, after: number) {
  if (!hasGenotypes()) throw new Error('This run has no genotypes here.');
  const [from, to] = await Promise.all([coordinator.candidate(before), coordinator.candidate(after)]);
  // The analyst must know the run's space.
  await feed(run);
  return analyst().difference(from.genotype, to.genotype);
}
