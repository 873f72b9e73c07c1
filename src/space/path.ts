/** One step into plain JSON: a field's name or an item's index. */
export type Step = string | number;

/** Names that need no quotes in a path. */
const PLAIN = /^[^.[\]]+$/;

/**
 * Joins a path: names with dots, indices in brackets, e.g. `layers[0].filters`; names that dots and brackets would make
 * ambiguous stand in brackets and quotes, e.g. `head["a.b"]`. Different steps make different paths.
 */
export function at(path: string, step: Step): string {
  if (typeof step === 'number') return `${path}[${step}]`;
  if (!PLAIN.test(step)) return `${path}[${JSON.stringify(step)}]`;
  return path === '' ? step : `${path}.${step}`;
}

/** The steps of a path that `at` has joined. */
export function stepsOf(path: string): Step[] {
  return [...path.matchAll(/\[(\d+)\]|\[("[^"\\]*(?:\\.[^"\\]*)*")\]|([^.[\]]+)/g)].map(
    ([, index, quoted, name]) =>
      index !== undefined ? Number(index) : quoted !== undefined ? (JSON.parse(quoted) as string) : name!,
  );
}

/** What stands at a path; `undefined` where nothing does. Only own fields count. */
export function getAt(value: unknown, path: string): unknown {
  let here = value;
  for (const step of stepsOf(path)) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Record<Step, unknown>)[step];
  }
  return here;
}

/**
 * A copy of `value` with `next` at the path, or with nothing there where `next` is `undefined` (a list closes up).
 * What does not lie on the path is shared with the original. Throws a `RangeError` where the path leads nowhere.
 */
export function setAt<T>(value: T, path: string, next: unknown): T {
  return put(value, stepsOf(path), next, path) as T;
}

function put(value: unknown, steps: readonly Step[], next: unknown, path: string): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return next;
  if (typeof value !== 'object' || value === null)
    throw new RangeError(`There is no ${path}: ${JSON.stringify(step)} has no parent.`);
  if (Array.isArray(value)) {
    if (typeof step !== 'number') throw new RangeError(`There is no ${path}: a list has no "${step}".`);
    if (step > value.length) throw new RangeError(`There is no ${path}: the list ends before ${step}.`);
    if (rest.length === 0 && next === undefined) return value.toSpliced(step, 1);
    const copy = [...value];
    copy[step] = put(value[step], rest, next, path);
    return copy;
  }
  const fields = value as Record<string, unknown>;
  if (rest.length === 0 && next === undefined) {
    return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== String(step)));
  }
  // What every object inherits is no field of it.
  const below = Object.hasOwn(fields, step) ? fields[step] : undefined;
  return { ...fields, [step]: put(below, rest, next, path) };
}
