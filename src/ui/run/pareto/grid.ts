/** Pixels of a cell's side. */
const CELL = 12;
/** Points beyond the grid that are looked at one by one before it is made anew. */
const LOOSE = 256;

/** Finds the point that is nearest to a place, among any number of them, without looking at all. */
export class PointGrid {
  #x: Float32Array = new Float32Array(0);
  #y: Float32Array = new Float32Array(0);
  #count = 0;
  #columns = 1;
  #rows = 1;
  /** Where each cell's points begin in `#points`. */
  #starts = new Int32Array(2);
  #points = new Int32Array(0);
  /** Points that are in the grid; the later ones are loose. */
  #sorted = 0;

  /** Puts the first `count` points in, within `width` × `height`; those outside are never found. `O(count)`. */
  build(x: Float32Array, y: Float32Array, count: number, width: number, height: number): void {
    this.#columns = Math.max(1, Math.ceil(width / CELL));
    this.#rows = Math.max(1, Math.ceil(height / CELL));
    this.#starts = new Int32Array(this.#columns * this.#rows + 1);
    this.#extend(x, y, count);
    this.#sorted = count;
    for (let i = 0; i < count; i++) {
      const cell = this.#cellOf(i);
      if (cell >= 0) this.#starts[cell + 1]!++;
    }
    for (let cell = 0; cell < this.#columns * this.#rows; cell++)
      this.#starts[cell + 1]! += this.#starts[cell]!;
    this.#points = new Int32Array(this.#starts.at(-1)!);
    const next = this.#starts.slice();
    for (let i = 0; i < count; i++) {
      const cell = this.#cellOf(i);
      if (cell >= 0) this.#points[next[cell]!++] = i;
    }
  }

  /** Takes points in that came after those of the last call; returns whether it would be better to build anew. */
  append(x: Float32Array, y: Float32Array, count: number): boolean {
    this.#extend(x, y, count);
    return count - this.#sorted > LOOSE;
  }

  /** The point nearest to a place, among the first `limit`, at most `radius` away: its index, or -1. Of equals the later. */
  nearest(x: number, y: number, radius: number, limit: number): number {
    let best = -1;
    let distance = radius * radius;
    const look = (i: number) => {
      if (i >= limit) return;
      const away = (this.#x[i]! - x) ** 2 + (this.#y[i]! - y) ** 2;
      if (away < distance || (away === distance && i > best)) {
        best = i;
        distance = away;
      }
    };
    for (let i = this.#sorted; i < this.#count; i++) look(i);
    const [column, row] = [Math.floor(x / CELL), Math.floor(y / CELL)];
    // Ring by ring: beyond the first, all points of a ring are at least (ring - 1) cells and the rest of this one away.
    for (let ring = 0; ; ring++) {
      const gap = ring === 0 ? 0 : (ring - 1) * CELL + this.#rest(x, y);
      if (gap * gap > distance) return best;
      for (let r = row - ring; r <= row + ring; r++) {
        const edge = r === row - ring || r === row + ring;
        const step = edge || ring === 0 ? 1 : 2 * ring;
        for (let c = column - ring; c <= column + ring; c += step) {
          if (r < 0 || c < 0 || r >= this.#rows || c >= this.#columns) continue;
          const cell = r * this.#columns + c;
          for (let k = this.#starts[cell]!; k < this.#starts[cell + 1]!; k++) look(this.#points[k]!);
        }
      }
    }
  }

  /** Pixels from a place to the nearest side of its cell. */
  #rest(x: number, y: number): number {
    const [dx, dy] = [x - Math.floor(x / CELL) * CELL, y - Math.floor(y / CELL) * CELL];
    return Math.min(dx, dy, CELL - dx, CELL - dy);
  }

  #extend(x: Float32Array, y: Float32Array, count: number): void {
    this.#x = x;
    this.#y = y;
    this.#count = count;
  }

  #cellOf(i: number): number {
    const [column, row] = [Math.floor(this.#x[i]! / CELL), Math.floor(this.#y[i]! / CELL)];
    const inside = column >= 0 && row >= 0 && column < this.#columns && row < this.#rows;
    return inside ? row * this.#columns + column : -1;
  }
}
