/**
 * The path encoding of White et al. (2021): one bit for every path, here for every path that the examples have;
 * truncated to those that most of them have, of equally frequent ones the first in the order of texts.
 */
export class Vocabulary {
  readonly #places: ReadonlyMap<string, number>;

  constructor(examples: readonly (readonly string[])[], limit: number) {
    const counts = new Map<string, number>();
    for (const example of examples)
      for (const path of new Set(example)) counts.set(path, (counts.get(path) ?? 0) + 1);
    const frequent = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, limit);
    this.#places = new Map(frequent.map(([path], place) => [path, place]));
  }

  get size(): number {
    return this.#places.size;
  }

  /** The places of the paths that are known, ascending. */
  encode(paths: Iterable<string>): Int32Array {
    const places = new Set<number>();
    for (const path of paths) {
      const place = this.#places.get(path);
      if (place !== undefined) places.add(place);
    }
    return Int32Array.from(places).sort();
  }
}
