/** A place at which two values differ: `layers[1].filters`, with what stands there (`undefined`: nothing). */
export interface Difference {
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * Where two plain values differ, the first `most` places in the order of the first one's fields: fields of objects and items
 * of lists by their place, down to what is no object or list, or stands on one side alone.
 */
export function differencesOf(before: unknown, after: unknown, most: number, path = ''): Difference[] {
  if (Object.is(before, after) || most <= 0) return [];
  if (!isNested(before) || !isNested(after) || Array.isArray(before) !== Array.isArray(after))
    return [{ path, before, after }];
  const found: Difference[] = [];
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const deeper = Array.isArray(before) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const [one, other] = [own(before, key), own(after, key)];
    found.push(...differencesOf(one, other, most - found.length, deeper));
    if (found.length >= most) break;
  }
  return found;
}

type Nested = readonly unknown[] | Readonly<Record<string, unknown>>;

const isNested = (value: unknown): value is Nested => typeof value === 'object' && value !== null;

const own = (value: Nested, key: string): unknown =>
  Object.hasOwn(value, key) ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
