/**
 * Points none of which dominates another, in two objectives that are minimised: by the first, ascending, the second
 * falling. Changed in place, for a hundred thousand insertions at once; `search/archive.ts` is the same as data that do
 * not change.
 */
export class Staircase {
  #x: number[] = [];
  #y: number[] = [];
  #items: number[] = [];
  /** Counts the changes. */
  version = 0;

  get size(): number {
    return this.#items.length;
  }

  /** The items of the points, by the first objective. */
  items(): readonly number[] {
    return [...this.#items];
  }

  clear(): void {
    this.#x = [];
    this.#y = [];
    this.#items = [];
    this.version++;
  }

  /** Adds a point unless one of those here is nowhere worse; of equal points the first stays. `O(log n)` where it does not enter. */
  insert(x: number, y: number, item: number): boolean {
    const [xs, ys] = [this.#x, this.#y];
    let place = 0;
    for (let high = xs.length; place < high; ) {
      const middle = (place + high) >> 1;
      if (xs[middle]! < x) place = middle + 1;
      else high = middle;
    }
    if (place > 0 && ys[place - 1]! <= y) return false;
    if (xs[place] === x && ys[place]! <= y) return false;
    let end = place;
    while (end < ys.length && ys[end]! >= y) end++;
    xs.splice(place, end - place, x);
    ys.splice(place, end - place, y);
    this.#items.splice(place, end - place, item);
    this.version++;
    return true;
  }
}
