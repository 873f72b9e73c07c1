// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const STORED = { id: 'a', column: 'loss', minimise: true };
/** The module as a fresh page has it. */
async function fresh() {
  vi.resetModules();
  return import('../../../src/ui/landscape/remembered.ts');
}

beforeEach(() => localStorage.clear());
afterEach(() => vi.unstubAllGlobals());

describe('what was looked at last', () => {
  it('comes back', async () => {
    const { remember, remembered } = await fresh();
    expect(remembered()).toEqual({});
    remember(STORED);
    expect(remembered()).toEqual(STORED);
  });

  it.each([
    ['null', {}],
    ['3', {}],
    ['[1]', {}],
    ['{"id":', {}],
    ['{"id":{"toString":1},"column":["x"],"minimise":"no"}', {}],
    ['{"id":"a","column":7,"minimise":false,"more":1}', { id: 'a', minimise: false }],
  ])('of %s, which somebody stored, nothing is taken that is none', async (text, taken) => {
    localStorage.setItem('cellscape:landscape', text);
    expect((await fresh()).remembered()).toEqual(taken);
  });

  it('is not asked for by a page that failed with it twice', async () => {
    (await fresh()).remember(STORED);
    localStorage.setItem('cellscape-boot', JSON.stringify({ other: { count: 2, time: 0 } }));
    expect((await fresh()).remembered()).toEqual({});
  });

  it('is forgotten where nothing can be stored', async () => {
    const { remember, remembered } = await fresh();
    const refuse = () => {
      throw new DOMException('denied', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse });
    remember(STORED);
    expect(remembered()).toEqual({});
  });
});
