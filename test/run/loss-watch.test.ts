import { describe, expect, it } from 'vitest';
import { createLossWatch } from '../../src/run/loss-watch.ts';

const MINUTE = 60_000;

describe('a watch over losses of the GPU', () => {
  it('stays where it is for two losses, and goes on to the next backend after the third in five minutes', () => {
    const watch = createLossWatch(['webgpu', 'webgl', 'wasm']);
    expect(watch.backend).toBe('webgpu');
    expect(watch.note(0)).toBe('webgpu');
    expect(watch.note(2 * MINUTE)).toBe('webgpu');
    expect(watch.backend).toBe('webgpu');
    expect(watch.note(5 * MINUTE - 1)).toBe('webgl');
    expect(watch.backend).toBe('webgl');
  });

  it('forgets what is longer ago', () => {
    const watch = createLossWatch(['webgpu', 'wasm']);
    for (let loss = 0; loss < 50; loss++) expect(watch.note(loss * 2.5 * MINUTE)).toBe('webgpu');
    // The last of these two minutes and a half ago, and now two close together.
    const now = 50 * 2.5 * MINUTE;
    expect(watch.note(now)).toBe('webgpu');
    expect(watch.note(now + 1)).toBe('wasm');
  });

  it('counts anew on the next backend', () => {
    const watch = createLossWatch(['webgpu', 'webgl', 'wasm']);
    const backends = Array.from({ length: 8 }, (_, second) => watch.note(second * 1000));
    expect(backends).toEqual(['webgpu', 'webgpu', 'webgl', 'webgl', 'webgl', 'wasm', 'wasm', 'wasm']);
  });

  it('says so where there is none left, for good', () => {
    const watch = createLossWatch(['webgl']);
    expect([watch.note(0), watch.note(1), watch.note(2)]).toEqual(['webgl', 'webgl', undefined]);
    expect(watch.note(3)).toBeUndefined();
    expect(watch.note(60 * MINUTE)).toBeUndefined();
    // Who asks all the same is told of one that exists.
    expect(watch.backend).toBe('webgl');
  });
});
