import { beforeEach, describe, expect, it } from 'vitest';
import { PRESETS, withImages } from '../../src/space/presets.ts';
import { type EarlierSpace, keepEarlier, loadEarlier, saveEarlier } from '../../src/ui/earlier.ts';

const { document } = PRESETS[0]!;
const named = (name: string) => ({ ...document, name });

/** A storage as browsers have it. */
function storage(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  } as unknown as Storage;
}

describe('earlier spaces', () => {
  beforeEach(() => {
    globalThis.localStorage = storage();
  });

  it('keep what the user made, the latest first and each once, but no template', () => {
    let earlier: readonly EarlierSpace[] = [];
    for (const [time, name] of ['a', 'b', 'a'].entries()) earlier = keepEarlier(earlier, named(name), time);
    expect(earlier.map(({ document: kept, time }) => [kept.name, time])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
    for (const { document: template } of PRESETS) {
      expect(keepEarlier(earlier, template, 3)).toBe(earlier);
      expect(keepEarlier(earlier, withImages(template, [28, 28, 1], 10), 3)).toBe(earlier);
    }
    for (let i = 0; i < 40; i++) earlier = keepEarlier(earlier, named(`n${i}`), i);
    expect(earlier).toHaveLength(20);
    expect(earlier[0]!.document.name).toBe('n39');
  });

  it('come back from storage, and damaged ones are left out', () => {
    const kept = keepEarlier([], named('mine'), 5);
    expect(saveEarlier(kept)).toBe(true);
    expect(loadEarlier()).toEqual(kept);
    for (const damaged of ['', '{', 'null', '3', '[null, 4, {"document": {}}]']) {
      localStorage.setItem('cellscape-earlier', damaged);
      expect(loadEarlier()).toEqual([]);
    }
    localStorage.setItem('cellscape-earlier', JSON.stringify([{ document: 1, time: 1 }, ...kept]));
    expect(loadEarlier()).toEqual(kept);
  });

  it("keep a space with problems, too: it is the user's work", () => {
    const broken = { ...named('broken'), classes: 0, layers: [{ ...document.layers[0]!, cell: 'gone' }] };
    const kept = keepEarlier([], broken, 1);
    expect(saveEarlier(kept)).toBe(true);
    expect(loadEarlier()).toEqual(kept);
  });

  it('say so where nothing can be stored', () => {
    globalThis.localStorage = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    } as unknown as Storage;
    expect(saveEarlier(keepEarlier([], named('mine'), 5))).toBe(false);
  });
});
