import { describe, expect, it } from 'vitest';
import { createLossWatch, type LossWatch } from '../../src/run/loss-watch.ts';

const MINUTE = 60_000;

/** The first worker loses the backend that it is on. */
const note = (watch: LossWatch, time: number) => watch.note(0, watch.backend, time);

describe('a watch over losses of the GPU', () => {
  it('stays where it is for two losses, and goes on to the next backend after the third in five minutes', () => {
    const watch = createLossWatch(['webgpu', 'webgl', 'wasm']);
    expect(watch.backend).toBe('webgpu');
    expect(note(watch, 0)).toBe('webgpu');
    expect(note(watch, 2 * MINUTE)).toBe('webgpu');
    expect(watch.backend).toBe('webgpu');
    expect(note(watch, 5 * MINUTE - 1)).toBe('webgl');
    expect(watch.backend).toBe('webgl');
  });

  it('forgets what is longer ago', () => {
    const watch = createLossWatch(['webgpu', 'wasm']);
    for (let loss = 0; loss < 50; loss++) expect(note(watch, loss * 2.5 * MINUTE)).toBe('webgpu');
    // The last of these two minutes and a half ago, and now two close together.
    const now = 50 * 2.5 * MINUTE;
    expect(note(watch, now)).toBe('webgpu');
    expect(note(watch, now + 1)).toBe('wasm');
  });

  it('counts anew on the next backend', () => {
    const watch = createLossWatch(['webgpu', 'webgl', 'wasm']);
    const backends = Array.from({ length: 8 }, (_, second) => note(watch, second * 1000));
    expect(backends).toEqual(['webgpu', 'webgpu', 'webgl', 'webgl', 'webgl', 'wasm', 'wasm', 'wasm']);
  });

  it('says so where there is none left, for good', () => {
    const watch = createLossWatch(['webgl']);
    expect([note(watch, 0), note(watch, 1), note(watch, 2)]).toEqual(['webgl', 'webgl', undefined]);
    expect(note(watch, 3)).toBeUndefined();
    expect(note(watch, 60 * MINUTE)).toBeUndefined();
    // Who asks all the same is told of one that exists.
    expect(watch.backend).toBe('webgl');
  });

  it('counts a reset once, however many workers feel it', () => {
    const watch = createLossWatch(['webgpu', 'webgl', 'wasm']);
    for (const second of [0, 30]) {
      for (let worker = 0; worker < 8; worker++)
        expect(watch.note(worker, 'webgpu', second * 1000 + worker)).toBe('webgpu');
    }
    // The third one: the first worker says it, the others are late and do not count against the next backend.
    for (let worker = 0; worker < 8; worker++)
      expect(watch.note(worker, 'webgpu', 60_000 + worker)).toBe('webgl');
    expect(watch.backend).toBe('webgl');
  });
});
