import { describe, expect, it } from 'vitest';
import { newsOf, type RunEvent } from '../../../src/run/events.ts';
import { foldRun } from '../../../src/run/fold.ts';
import type { PageMessage } from '../../../src/run/page-message.ts';
import { hear, NO_RUN, type ShownRun } from '../../../src/ui/runs/hear.ts';
import { pretend, start } from '../../run/runs.ts';

async function shortLog(): Promise<RunEvent[]> {
  const run = start({ evaluations: 6 }, [pretend()]);
  await run.done;
  return run.events.map((event, sequence): RunEvent => ({ ...event, sequence, time: sequence }));
}

function heard(before: ShownRun, ...messages: PageMessage[]): ShownRun {
  let now = before;
  for (const message of messages) now = Object.assign({}, now, hear(now, message));
  return now;
}

const opened = (run: string | null, more: Partial<Extract<PageMessage, { kind: 'opened' }>> = {}) =>
  ({ kind: 'opened', run, view: null, damage: null, role: 'writer', ...more }) as const;

describe('what the page knows of its run', () => {
  it('comes from news, in whatever batches', async () => {
    const log = await shortLog();
    const news = (from: number, to: number): PageMessage => ({
      kind: 'news',
      run: 'a',
      events: log.slice(from, to).map(newsOf),
    });
    const whole = heard(NO_RUN, opened('a'), news(0, 5), news(5, log.length));
    expect(whole.run?.evaluated).toBe(6);
    expect(whole.run?.version).toBe(log.length - 1);
    expect(whole.runId).toBe('a');
  });

  it('is of the run that is shown: what is told of another changes nothing', async () => {
    const log = await shortLog();
    const view = foldRun(null, log)!;
    const now = heard(NO_RUN, opened('a', { view, role: 'idle' }));
    expect(now.run).toBe(view);
    const later = heard(
      now,
      { kind: 'news', run: 'b', events: log.map(newsOf) },
      { kind: 'role', run: 'b', role: 'reader' },
      { kind: 'safety', run: 'b', safety: { kind: 'taken' } },
      { kind: 'runs' },
    );
    expect(later).toEqual(now);
  });

  it('starts anew with each run: no fault or damage of the one before', () => {
    const damage = { at: 4, reason: 'it is', lost: 2 };
    const before = heard(NO_RUN, opened('a', { damage }), {
      kind: 'safety',
      run: 'a',
      safety: { kind: 'full', since: 3, reason: 'no room' },
    });
    expect(before).toMatchObject({ damage, safety: { kind: 'full' } });
    expect(heard(before, opened('b'))).toMatchObject({
      damage: null,
      safety: { kind: 'saved' },
      role: 'writer',
    });
    expect(heard(before, opened(null, { role: 'idle' }))).toEqual(NO_RUN);
  });
});
