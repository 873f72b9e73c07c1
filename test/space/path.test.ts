import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at, getAt, type Step, setAt, stepsOf } from '../../src/space/path.ts';

/** Names as documents have them, and as only hostile ones do. */
const name = fc.oneof(
  fc.constantFrom(
    'layers',
    'conv3',
    'motif A',
    '0-2',
    '',
    '0',
    '.',
    'a.b',
    '[0]',
    'x]',
    '["',
    '"',
    '\\',
    '\n',
    '__proto__',
    'constructor',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const steps: fc.Arbitrary<Step[]> = fc.array(fc.oneof(name, fc.nat({ max: 99 })), { maxLength: 6 });
const pathOf = (parts: readonly Step[]): string => parts.reduce<string>(at, '');

/** Every place in some JSON. */
function places(value: unknown, here: readonly Step[] = []): (readonly Step[])[] {
  if (typeof value !== 'object' || value === null) return [here];
  const entries: [Step, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [here, ...entries.flatMap(([step, below]) => places(below, [...here, step]))];
}
const read = (value: unknown, parts: readonly Step[]): unknown =>
  parts.reduce<unknown>((here, step) => (here as Record<Step, unknown>)[step], value);

/** Some JSON (with odd names, too) and one of its places. */
const jsonAndPlace = fc
  .letrec<{ json: unknown }>((tie) => ({
    json: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<unknown>(1, 'x', null, true),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.array(fc.tuple(name, tie('json')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
    ),
  }))
  .json.chain((json) => fc.tuple(fc.constant(json), fc.constantFrom(...places(json))));

describe('at and stepsOf', () => {
  it('write plain names with dots, indices in brackets, and all else in quotes', () => {
    expect(pathOf(['layers', 0, 'filters', 2])).toBe('layers[0].filters[2]');
    expect(pathOf(['motifs', 'motif A', 'edges', '0-2'])).toBe('motifs.motif A.edges.0-2');
    expect(pathOf(['head', 'a.b', 3])).toBe('head["a.b"][3]');
    expect(pathOf([''])).toBe('[""]');
    expect(stepsOf('')).toEqual([]);
  });

  it('are inverse, so that no two places have one path', () => {
    fc.assert(
      fc.property(steps, (parts) => {
        expect(stepsOf(pathOf(parts))).toEqual(parts);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('getAt', () => {
  it('finds what stands at every place', () => {
    fc.assert(
      fc.property(jsonAndPlace, ([json, parts]) => {
        expect(getAt(json, pathOf(parts))).toBe(read(json, parts));
      }),
    );
  });

  it('finds nothing where there is nothing, inherited fields included', () => {
    for (const path of [
      'b',
      'a.b',
      'list[2]',
      'list.a',
      'toString',
      'constructor.name',
      '__proto__',
      'list.length.x',
      'a[0]',
    ])
      expect(getAt({ a: 1, list: [1, 2] }, path)).toBeUndefined();
  });
});

describe('setAt', () => {
  it('puts a value where it is then found, and leaves everything else and the original as they were', () => {
    fc.assert(
      fc.property(jsonAndPlace, fc.jsonValue(), ([json, parts], next) => {
        const before = JSON.stringify(json);
        const path = pathOf(parts);
        const after = setAt(json, path, next);
        expect(getAt(after, path)).toBe(next);
        expect(JSON.stringify(json)).toBe(before);
        expect(JSON.stringify(setAt(after, path, read(json, parts)))).toBe(before);
        // What is not on the way is shared, not copied.
        for (const other of places(json)) {
          const apart = other.findIndex((step, i) => step !== parts[i]);
          if (apart >= 0 && apart < parts.length) expect(read(after, other)).toBe(read(json, other));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('takes away what stands at a place: a field is gone, a list closes up', () => {
    fc.assert(
      fc.property(
        jsonAndPlace.filter(([, parts]) => parts.length > 0),
        ([json, parts]) => {
          const after = setAt(json, pathOf(parts), undefined);
          const [parent, step] = [parts.slice(0, -1), parts.at(-1)!];
          const [old, now] = [read(json, parent), read(after, parent)] as object[];
          if (Array.isArray(old)) expect(now).toEqual(old.filter((_, i) => i !== step));
          else expect(Object.keys(now!)).toEqual(Object.keys(old!).filter((other) => other !== step));
        },
      ),
      { numRuns: 500 },
    );
    expect(setAt({ a: { b: 1, c: 2 } }, 'a.b', undefined)).toEqual({ a: { c: 2 } });
    expect(setAt([1, 2, 3], '[1]', undefined)).toEqual([1, 3]);
  });

  it('adds a field or an item at the end, and replaces the whole', () => {
    expect(setAt({ a: {} }, 'a.new', [1])).toEqual({ a: { new: [1] } });
    expect(setAt({ a: [1] }, 'a[1]', 2)).toEqual({ a: [1, 2] });
    expect(setAt({ a: 1 }, '', 5)).toBe(5);
  });

  it('throws where the path leads nowhere, and never reaches what every object inherits', () => {
    for (const path of [
      'b.c',
      'a.b',
      'list[5]',
      'list.a',
      'list[2].x',
      '__proto__.polluted',
      'constructor.polluted',
    ])
      expect(() => setAt<unknown>({ a: 1, list: [1, 2] }, path, 1), path).toThrow(RangeError);
    const own = setAt<unknown>({}, '__proto__', { polluted: true });
    expect(Object.keys(own as object)).toEqual(['__proto__']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
