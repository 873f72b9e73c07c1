import { PointGrid } from '../../run/pareto/grid.ts';
import type { Rings } from './rings.ts';

/** Units of the grid across the rings: about a node in a cell of it at 15,625 of them. */
const ACROSS = 1600;

/** Finds the node at a place by a grid over the rings, which is made once for each centre, whatever is in sight. */
export class NodeFinder {
  readonly #grid = new PointGrid();
  readonly #count: number;

  constructor({ x, y, order }: Pick<Rings, 'x' | 'y' | 'order'>) {
    this.#count = order.length;
    this.#grid.build(x.map(unitOf), y.map(unitOf), this.#count, ACROSS, ACROSS);
  }

  /** The node nearest to a place of the rings, at most `radius` away; −1 where there is none. */
  nearest(x: number, y: number, radius: number): number {
    return this.#grid.nearest(unitOf(x), unitOf(y), (radius * ACROSS) / 2.02, this.#count);
  }
}

// A little within the grid's edges, where the outermost nodes are.
const unitOf = (value: number): number => ((value + 1.01) * ACROSS) / 2.02;
