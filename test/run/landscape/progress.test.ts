import { describe, expect, it } from 'vitest';
import type { Progress } from '../../../src/landscape/progress.ts';
import { createDesk } from '../../../src/run/landscape/progress.ts';

function* counting(to: number, seen: number[] = []): Generator<Progress, string> {
  for (let i = 0; i < to; i++) {
    seen.push(i);
    yield { stage: 'counting', share: i / to };
  }
  return `counted to ${to}`;
}

/** A desk with a clock that goes on by `step` milliseconds at every look. */
function desk(step: number) {
  let time = 0;
  return createDesk(
    () => Promise.resolve(),
    () => {
      time += step;
      return time;
    },
  );
}

describe('the desk', () => {
  it('answers', async () => {
    expect(await desk(1).answer('a', counting(1000))).toBe('counted to 1000');
  });

  it('tells of progress now and then, not at every piece', async () => {
    const told: Progress[] = [];
    await desk(1).answer('a', counting(1000), (stage) => told.push(stage));
    expect(told.length).toBeGreaterThan(5);
    expect(told.length).toBeLessThan(100);
    expect(told.map(({ share }) => share)).toEqual(told.map(({ share }) => share).sort((a, b) => a - b));
  });

  it('gives up a question when a newer one of its kind comes, and no other', async () => {
    const work = desk(20);
    const seen: number[] = [];
    const old = work.answer('a', counting(100, seen));
    const other = work.answer('b', counting(3));
    const young = work.answer('a', counting(2));
    expect(await old).toBeNull();
    expect(seen.length).toBeLessThan(100);
    expect(await young).toBe('counted to 2');
    expect(await other).toBe('counted to 3');
  });

  it('gives up what is cancelled', async () => {
    const work = desk(20);
    const answer = work.answer('a', counting(100));
    work.cancel('a');
    expect(await answer).toBeNull();
  });
});
