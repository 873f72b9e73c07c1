import { describe, expect, it } from 'vitest';
import { frontChoice } from '../../../../src/ui/run/pareto/choice.ts';
import { madeUp } from './tables.ts';

describe('frontChoice', () => {
  const { candidates: table, front } = madeUp();
  const choice = frontChoice(table, front, 'parameters', 'error');

  it('leads from the smallest member to the most accurate one', () => {
    expect(choice.preferred(0)).toBe(front[0]);
    expect(choice.preferred(1)).toBe(front.at(-1));
    const chosen = Array.from({ length: 21 }, (_, i) => front.indexOf(choice.preferred(i / 20)!));
    expect(chosen).toEqual([...chosen].sort((a, b) => a - b));
    expect(new Set(chosen).size).toBeGreaterThan(3);
  });

  it('lists members of the front in its order', () => {
    const listed = choice.shortList(5).map((n) => front.indexOf(n));
    expect(listed).toHaveLength(5);
    expect(listed).toEqual([...listed].sort((a, b) => a - b));
    expect(Math.min(...listed)).toBeGreaterThanOrEqual(0);
  });

  it('has a knee where the front bends, and none on a front of two or of nobody', () => {
    expect(front).toContain(choice.knee);
    expect(frontChoice(table, front.slice(0, 2), 'parameters', 'error').knee).toBeNull();
    expect(frontChoice(table, [], 'parameters', 'error')).toMatchObject({ knee: null });
    expect(frontChoice(table, [], 'parameters', 'error').preferred(0.5)).toBeNull();
  });
});
