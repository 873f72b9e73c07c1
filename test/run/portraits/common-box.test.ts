import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeInBox } from '../../../src/run/front.ts';
import { commonBox, hypervolumesIn } from '../../../src/run/portraits/common-box.ts';
import { hypervolume } from '../../../src/search/hypervolume.ts';
import { HIERARCHICAL_SMALL } from '../../../src/space/presets.ts';
import { BOX, portrait } from './portraits.ts';

const one = [{ parameters: 500, error: 0.1 }];
const candidate = fc.record({
  parameters: fc.integer({ min: 100, max: 10_000 }),
  error: fc.double({ min: 0.01, max: 1, noNaN: true }),
});

describe('commonBox', () => {
  it('is the box of all where all have the same', () => {
    expect(commonBox([portrait(one), portrait(one)])).toEqual({ box: BOX, anew: false });
  });

  it('holds all boxes where they differ by the version alone', () => {
    const older = { error: 0.8, minParameters: 50, maxParameters: 10_000 };
    const runs = [portrait(one), portrait(one, { started: { box: older } })];
    expect(commonBox(runs)).toEqual({ box: { ...BOX, minParameters: 50 }, anew: true });
  });

  it('is none of runs on other images, in other spaces and under other caps', () => {
    const { constraints, ...space } = HIERARCHICAL_SMALL;
    const dataset = { name: 'none', fingerprint: 'x', train: 10, validation: 10 };
    const differ = (started: NonNullable<Parameters<typeof portrait>[1]>['started']) =>
      commonBox([portrait(one), portrait(one, { started: started! })]);
    expect(differ({ dataset })).toEqual({ box: null, differ: 'images' });
    expect(differ({ space: { ...space, constraints, classes: 9 } })).toEqual({ box: null, differ: 'spaces' });
    expect(differ({ space: { ...space, constraints: { maxParameters: 9 } } })).toEqual({
      ...{ box: null, differ: 'caps' },
    });
    expect(differ({ space: { ...space, constraints, name: 'x' } })).toEqual({ box: BOX, anew: false });
  });
});

describe('hypervolumesIn', () => {
  it('is, at each change of the front, the hypervolume of all that was evaluated until then', () => {
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 30 }), fc.integer({ min: 1, max: 100 }), (made, least) => {
        const box = { ...BOX, minParameters: least };
        const run = portrait(made);
        for (const [row, value] of hypervolumesIn(run, box).entries()) {
          const points = made.slice(0, run.course.evaluated[row]).map((each) => placeInBox(each, box));
          expect(value).toBeCloseTo(hypervolume(points, [1 + 1e-9, 1]), 10);
        }
      }),
    );
  });
});
