import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonical, groupsOf, isComplete } from '../../../src/run/portraits/groups.ts';
import { DEFAULT_SETTINGS, withStrategy } from '../../../src/run/settings.ts';
import { HIERARCHICAL_SMALL } from '../../../src/space/presets.ts';
import { portrait } from './portraits.ts';

const one = [{ parameters: 500, error: 0.1 }];
const seed = (value: number, more: Parameters<typeof portrait>[1] = {}) =>
  portrait(one, { ...more, settings: { ...more.settings, seed: value } });

describe('groupsOf', () => {
  it('puts runs together that differ in their seed alone, in the order of their first', () => {
    const random = withStrategy(DEFAULT_SETTINGS, 'random');
    const runs = [seed(1), seed(1, { settings: random }), seed(2), seed(3), seed(2, { settings: random })];
    const [a, b, ...others] = groupsOf(runs);
    expect(a!.runs).toEqual([runs[0], runs[2], runs[3]]);
    expect(b!.runs).toEqual([runs[1]!, runs[4]!]);
    expect(others).toEqual([]);
  });

  it('counts a seed once, by the run that came furthest', () => {
    const short = seed(1);
    const long = portrait([...one, ...one], { settings: { seed: 1 } });
    const [group] = groupsOf([short, long, seed(2)]);
    expect(group!.runs).toHaveLength(3);
    expect(group!.seeds.map(({ id }) => id)).toEqual([long.id, group!.runs[2]!.id]);
  });

  it.each([
    ['a setting', { settings: { mutationRate: 0.5 } }],
    ['a setting that was changed on the way', { begun: { mutationRate: 0.5 } }],
    ['the cap', { started: { space: { ...HIERARCHICAL_SMALL, constraints: { maxParameters: 7 } } } }],
    ['the images', { started: { dataset: { name: 'none', fingerprint: 'x', train: 10, validation: 10 } } }],
    ['the backend', { started: { backend: 'webgl' as const } }],
    ['a version', { started: { versions: { cellscape: 'test', tfjs: 'x', kernels: 'SIMD' as const } } }],
    ['the first genotype', { started: { first: 'a' } }],
    ['the workers, where proposals do not wait', { settings: { ahead: 0 }, started: { workers: 5 } }],
  ])('keeps runs apart that differ in %s', (_, more) => {
    const base = 'settings' in more && 'ahead' in more.settings ? { settings: { ahead: 0 } } : {};
    expect(groupsOf([seed(1, base), seed(2, more)])).toHaveLength(2);
  });

  it('does not mind what a space is called, and how many workers did what they would have done anyway', () => {
    const renamed = { ...HIERARCHICAL_SMALL, name: 'Another name' };
    expect(groupsOf([seed(1), seed(2, { started: { space: renamed, workers: 5 } })])).toHaveLength(1);
  });
});

describe('isComplete', () => {
  it('is true of runs that ended by their own rule', () => {
    const ended = (summary: Parameters<typeof portrait>[1]) => isComplete(portrait(one, summary));
    expect(ended({ summary: { ending: 'stagnation' } })).toBe(true);
    expect(ended({ summary: { ending: 'stopped' } })).toBe(false);
    expect(ended({ summary: { ending: 'error' } })).toBe(false);
    expect(ended({ summary: { phase: 'running', ending: null } })).toBe(false);
  });
});

describe('canonical', () => {
  it('does not mind the order of fields, and nothing else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // -0 is 0 in JSON.
        const plain: unknown = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(canonical(plain))).toEqual(plain);
        expect(canonical(turned(plain))).toBe(canonical(plain));
      }),
    );
  });
});

/** The same value with the fields of every object in the other order. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, field]) => [name, turned(field)]),
  );
}
