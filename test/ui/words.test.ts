// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../src/run/settings.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
import { parseRoute } from '../../src/ui/route.ts';
import { loadSaved, save } from '../../src/ui/saved.ts';
import { duration, huge, logTicks, percent, short, whole } from '../../src/ui/shared/format.ts';

describe('format', () => {
  it('writes figures as an instrument does', () => {
    expect(whole(12345.4)).toBe('12,345');
    expect([850, 8412, 1_310_000, 2e9].map(short)).toEqual(['850', '8.41k', '1.31M', '2G']);
    expect(percent(0.0092)).toBe('0.92 %');
    expect([8, 200, 7500].map(duration)).toEqual(['8 s', '3 min 20 s', '2 h 5 min']);
    expect(huge('27963897186496472125262680448091125952000')).toBe('2.79 × 10⁴⁰');
    expect(huge('144')).toBe('144');
  });

  it('puts 1-2-5 ticks around a range', () => {
    expect(logTicks(0.03, 0.9)).toEqual([0.02, 0.05, 0.1, 0.2, 0.5, 1]);
    expect(logTicks(174, 60_000)).toEqual([100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000]);
  });
});

describe('route', () => {
  it('reads known places and takes all else for the run', () => {
    expect(parseRoute('#/design')).toEqual({ screen: 'design', candidate: null });
    expect(parseRoute('#/run/c/17')).toEqual({ screen: 'run', candidate: 17 });
    for (const hash of ['', '#/run', '#/run/c/x', '#/run/c/99999999999', '#<script>']) {
      expect(parseRoute(hash)).toEqual({ screen: 'run', candidate: null });
    }
  });
});

describe('saved', () => {
  it('comes back as it was', () => {
    const saved = {
      space: { ...HIERARCHICAL_SMALL, name: 'Mine' },
      settings: { ...DEFAULT_SETTINGS, seed: 5 },
      theme: 'dark',
    } as const;
    expect(save(saved)).toBe(true);
    expect(loadSaved(HIERARCHICAL_SMALL, DEFAULT_SETTINGS)).toEqual(saved);
  });

  it('replaces what does not fit, part by part, and survives any text', () => {
    localStorage.setItem(
      'cellscape',
      JSON.stringify({
        space: { schema: 9 },
        settings: { seed: 7, batchSize: 0, strategy: 'magic' },
        theme: 'pink',
      }),
    );
    expect(loadSaved(HIERARCHICAL_SMALL, DEFAULT_SETTINGS)).toMatchObject({
      space: HIERARCHICAL_SMALL,
      settings: { ...DEFAULT_SETTINGS, seed: 7 },
    });
    for (const text of ['', '{', 'null', '[]', '{"settings":3}', '{"__proto__":{"x":1}}']) {
      localStorage.setItem('cellscape', text);
      expect(loadSaved(HIERARCHICAL_SMALL, DEFAULT_SETTINGS).settings).toEqual(DEFAULT_SETTINGS);
    }
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});
