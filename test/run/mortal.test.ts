import { describe, expect, it } from 'vitest';
import { createMortal } from '../../src/run/mortal.ts';

const never = new Promise<never>(() => undefined);
const mortal = () => createMortal((why) => new Error(why));

describe('createMortal', () => {
  it('passes answers and errors on', async () => {
    const { race } = mortal();
    expect(await race(Promise.resolve(1))).toBe(1);
    await expect(race(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });

  it('rejects what waits, and what comes later, with the first reason', async () => {
    const { race, die } = mortal();
    const waiting = race(never);
    die('first');
    die('second');
    await expect(waiting).rejects.toThrow('first');
    await expect(race(never)).rejects.toThrow('first');
    await expect(race(Promise.resolve(1))).rejects.toThrow('first');
  });
});
