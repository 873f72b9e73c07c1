import type { Rng } from '../../src/space/random.ts';

/** Names that every object inherits, or that look like indices, and names that a path cannot hold without quotes. */
const ODD_NAMES = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '0',
  '',
  'a.b',
  'x]',
  '["',
  'choose',
  'with',
  'min',
  'max',
  'edges',
  'shared',
] as const;

/** Values at the edges of what numbers, texts and lists can be. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  0,
  -0,
  -1,
  0.5,
  1e21,
  1e308,
  Number.MAX_SAFE_INTEGER,
  '',
  'NaN',
  'none',
  'conv3',
  'down',
  'cell',
  [],
  {},
  [[]],
  { min: 0, max: 1e9 },
  { min: 0, max: 0 },
  '__proto__',
];

/** An own field called so, also where the name is `__proto__`. */
const withField = (fields: object, name: string, value: unknown): object =>
  Object.fromEntries([...Object.entries(fields), [name, value]]);

/** Every place in some JSON, as its steps. */
function places(value: unknown, steps: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [steps];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [steps, ...entries.flatMap(([step, below]) => places(below, [...steps, step]))];
}

/** A copy with the value at some steps changed; the copy shares nothing that is written to. */
function replaced(
  value: unknown,
  steps: readonly (string | number)[],
  change: (old: unknown) => unknown,
): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return change(value);
  if (Array.isArray(value)) return value.with(step as number, replaced(value[step as number], rest, change));
  return Object.fromEntries(
    Object.entries(value as object).map(([name, below]) => [
      name,
      name === step ? replaced(below, rest, change) : below,
    ]),
  );
}

/**
 * Some JSON with one random edit: a value replaced by any other, by an odd one, by another part of the same document, nested
 * deep; a field deleted, added, renamed; an item deleted, doubled, moved.
 */
export function edited(json: unknown, rng: Rng, junk: unknown): unknown {
  const all = places(json);
  const at = rng.pick(all);
  const kind = rng.int(10);
  return JSON.parse(
    JSON.stringify(
      replaced(json, at, (old) => {
        if (Array.isArray(old) && old.length > 0 && kind < 6) {
          const index = rng.int(old.length);
          return [
            old.toSpliced(index, 1),
            old.toSpliced(rng.int(old.length), 0, old[index]),
            [...old].reverse(),
            old.toSpliced(index, 1, rng.pick(ODD_VALUES)),
            [...old, ...old],
            old[index],
          ][kind];
        }
        if (typeof old === 'object' && old !== null && !Array.isArray(old) && kind < 6) {
          const names = Object.keys(old);
          const name = names.length > 0 ? rng.pick(names) : 'a';
          const rest = Object.fromEntries(Object.entries(old).filter(([other]) => other !== name));
          const own = (old as Record<string, unknown>)[name] ?? null;
          return [
            rest,
            withField(old, rng.pick(ODD_NAMES), rng.pick(ODD_VALUES)),
            withField(rest, rng.pick(ODD_NAMES), own),
            withField(rest, `${name}2`, own),
            withField(old, rng.pick(ODD_NAMES), junk),
            withField(rest, name, rng.pick(ODD_VALUES)),
          ][kind];
        }
        if (typeof old === 'number' && kind < 5) return [old + 1, old - 1, -old, old * 1000, old / 2][kind];
        if (kind < 8) return kind < 7 ? rng.pick(ODD_VALUES) : junk;
        // Another part of the same document, or the part itself, further down.
        if (kind === 8)
          return rng.pick(all).reduce<unknown>((here, step) => (here as Record<string, unknown>)[step], json);
        return Array.from({ length: 1 + rng.int(80) }).reduce<unknown>(
          (inner) => (rng.chance(0.5) ? [inner] : { a: inner }),
          old,
        );
      }),
    ),
  );
}
