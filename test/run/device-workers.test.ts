import { describe, expect, it } from 'vitest';
import { defaultWorkers, fallbacks, type Measurement } from '../../src/run/device-workers.ts';
import type { BackendName } from '../../src/run/settings.ts';

const measured = (backend: BackendName, milliseconds: number | null, gainOfTwo = 1): Measurement => ({
  backend,
  milliseconds,
  gainOfTwo,
  reason: milliseconds === null ? 'It does not work here.' : '',
});

describe('defaultWorkers', () => {
  it.each([
    [0, 1],
    [1, 1],
    [2, 2],
    [8, 8],
    [9, 8],
    [128, 8],
  ])('wasm, %d cores: %d', (cores, workers) => {
    expect(defaultWorkers('wasm', [measured('wasm', 5, 3)], cores)).toBe(workers);
    expect(defaultWorkers('wasm', [], cores)).toBe(workers);
  });

  it.each([
    [0.5, 1],
    [1, 1],
    [1.1499, 1],
    [1.15, 2],
    [2, 2],
    [3.5, 2],
  ])('a GPU where two do %d times as much as one: %d, whatever the cores', (gain, workers) => {
    for (const [backend, other] of [
      ['webgpu', 'webgl'],
      ['webgl', 'webgpu'],
    ] as const) {
      // The other one's gain says nothing.
      const device = [measured(other, 1, workers === 2 ? 1 : 2), measured(backend, 2, gain)];
      for (const cores of [1, 64]) expect(defaultWorkers(backend, device, cores)).toBe(workers);
    }
  });

  it('a GPU that was not measured: one', () => {
    expect(defaultWorkers('webgpu', [], 16)).toBe(1);
    expect(defaultWorkers('webgpu', [measured('webgl', 2, 2)], 16)).toBe(1);
  });
});

describe('fallbacks', () => {
  it('all others that were measured to work, fastest first', () => {
    const device = [measured('webgpu', 1), measured('wasm', 4), measured('webgl', 9)];
    expect(fallbacks('webgpu', device)).toEqual(['wasm', 'webgl']);
    expect(fallbacks('webgl', device)).toEqual(['webgpu', 'wasm']);
    expect(fallbacks('wasm', device)).toEqual(['webgpu', 'webgl']);
  });

  it('none that does not work, and not the one itself', () => {
    const weak = [measured('webgpu', 2), measured('webgl', null), measured('wasm', null)];
    expect(fallbacks('webgpu', weak)).toEqual([]);
    // The user may insist on one that was measured not to work.
    expect(fallbacks('webgl', weak)).toEqual(['webgpu']);
  });

  it('wasm where nothing was measured, but not from wasm', () => {
    expect(fallbacks('webgpu', [])).toEqual(['wasm']);
    expect(fallbacks('webgl', [])).toEqual(['wasm']);
    expect(fallbacks('wasm', [])).toEqual([]);
  });
});
