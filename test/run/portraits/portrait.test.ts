import { describe, expect, it } from 'vitest';
import { candidatesOf } from '../../../src/run/candidate-table.ts';
import { hypervolumesIn } from '../../../src/run/portraits/common-box.ts';
import { portraitOf } from '../../../src/run/portraits/portrait.ts';
import { pretend, start } from '../runs.ts';

describe('portraitOf', () => {
  it('says of a run what its log says', async () => {
    const { done, view } = start({ seed: 3 }, [pretend((seed) => seed % 4), pretend()]);
    await done;
    const run = view();
    const portrait = portraitOf('a', 'Run 1', run);
    expect(portrait.front.map(({ candidate }) => candidate)).toEqual(run.front);
    expect(portrait.course.hypervolume).toHaveLength(run.course.count);
    expect(portrait.course.hypervolume.at(-1)).toBe(run.hypervolume);
    // Every change of the front is somebody's entry.
    expect(portrait.entrants.map(({ evaluated }) => evaluated)).toEqual([...portrait.course.evaluated]);
    const errors = candidatesOf(run.candidates).flatMap(({ error }) => error ?? []);
    expect(portrait.best.at(-1)!.error).toBe(Math.min(...errors));
    expect(portrait.best.map(({ error }) => error)).toEqual(
      portrait.best.map(({ error }) => error).sort((a, b) => b - a),
    );
    expect(portrait.compute).toBe(run.compute);
  });

  it('has all that is needed to measure the course anew: in a box that is just as large it is the same', async () => {
    const { done, view } = start({ seed: 5, strategy: 'random', parameters: {} }, [pretend()]);
    await done;
    const portrait = portraitOf('a', 'Run 1', view());
    const { box } = portrait.started;
    const other = { ...portrait, started: { ...portrait.started, box: { ...box, error: 2 } } };
    const anew = hypervolumesIn(other, box);
    expect(anew).toHaveLength(portrait.course.count);
    for (const [row, value] of anew.entries())
      expect(value).toBeCloseTo(portrait.course.hypervolume[row]!, 12);
  });
});
