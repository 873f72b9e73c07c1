/** A weighted edge to a neighbour, either way along the graph; equal weights mark edges that may be exchanged. */
export interface Edge {
  readonly to: number;
  readonly weight: number;
}

/**
 * An ordered partition of a graph's nodes into cells, refined until the nodes of a cell cannot be told apart by their
 * neighbours' cells (colour refinement, Hopcroft's way: only what changed is looked at again). A cell is known by the
 * place of its first node. The places depend on the graph's structure alone, never on its numbering: the step at the heart
 * of canonical labelling (McKay 1981).
 */
export class Partition {
  readonly #edges: readonly (readonly Edge[])[];
  /** The nodes in the order of their places. */
  readonly #order: Int32Array;
  /** For every node the first place of its cell. */
  readonly #cell: Int32Array;
  /** For every first place the size of its cell. */
  readonly #size: Int32Array;
  #cells: number;

  private constructor(
    edges: readonly (readonly Edge[])[],
    order: Int32Array,
    cell: Int32Array,
    size: Int32Array,
    cells: number,
  ) {
    this.#edges = edges;
    this.#order = order;
    this.#cell = cell;
    this.#size = size;
    this.#cells = cells;
  }

  /** The coarsest stable partition in which nodes of one cell have one label. */
  static of(labels: readonly string[], edges: readonly (readonly Edge[])[]): Partition {
    const n = labels.length;
    const order = Int32Array.from(labels.keys()).sort((a, b) =>
      labels[a]! < labels[b]! ? -1 : Number(labels[a]! > labels[b]!),
    );
    const cell = new Int32Array(n);
    const size = new Int32Array(n);
    const firsts: number[] = [];
    for (const [place, node] of order.entries()) {
      const before = place === 0 ? undefined : order[place - 1]!;
      if (before === undefined || labels[before] !== labels[node]) firsts.push(place);
      cell[node] = firsts.at(-1)!;
      size[firsts.at(-1)!]!++;
    }
    const partition = new Partition(edges, order, cell, size, firsts.length);
    partition.#refine(firsts);
    return partition;
  }

  copy(): Partition {
    return new Partition(
      this.#edges,
      this.#order.slice(),
      this.#cell.slice(),
      this.#size.slice(),
      this.#cells,
    );
  }

  /** The nodes by place. */
  order(): Int32Array {
    return this.#order;
  }

  /** The nodes of the smallest cell with several (the first of equals); nothing where all are told apart. */
  ambiguous(): number[] | undefined {
    if (this.#cells === this.#order.length) return undefined;
    let best = -1;
    for (let place = 0; place < this.#order.length; place += this.#size[place]!) {
      const size = this.#size[place]!;
      if (size > 1 && (best < 0 || size < this.#size[best]!)) best = place;
    }
    return [...this.#order.subarray(best, best + this.#size[best]!)];
  }

  /** The first place of a node's cell, and how many nodes the cell has. */
  cellOf(node: number): { readonly first: number; readonly size: number } {
    const first = this.#cell[node]!;
    return { first, size: this.#size[first]! };
  }

  /** Puts `node` before the others of its cell and refines. */
  individualise(node: number): void {
    const first = this.#cell[node]!;
    const members = [...this.#order.subarray(first, first + this.#size[first]!)];
    this.#place(first, [[node], members.filter((member) => member !== node)]);
    this.#refine([first]);
  }

  /** Lays the groups out from place `first` on, each a cell of its own; returns their first places. */
  #place(first: number, groups: readonly (readonly number[])[]): number[] {
    const firsts: number[] = [];
    let place = first;
    for (const group of groups) {
      firsts.push(place);
      this.#size[place] = group.length;
      for (const node of group) {
        this.#cell[node] = firsts.at(-1)!;
        this.#order[place++] = node;
      }
    }
    this.#cells += groups.length - 1;
    return firsts;
  }

  /** Splits cells by how often, and how, their nodes are joined to the cells in the queue, until nothing splits. */
  #refine(queue: number[]): void {
    const sums = new Map<number, number>();
    for (let next = 0; next < queue.length && this.#cells < this.#order.length; next++) {
      const first = queue[next]!;
      sums.clear();
      for (const node of this.#order.subarray(first, first + this.#size[first]!)) {
        // Weights are below 2³¹: sums of thousands of them are exact.
        for (const { to, weight } of this.#edges[node]!) sums.set(to, (sums.get(to) ?? 0) + weight);
      }
      const touched = new Set<number>();
      for (const node of sums.keys()) touched.add(this.#cell[node]!);
      for (const cell of [...touched].sort((a, b) => a - b)) {
        const size = this.#size[cell]!;
        if (size === 1) continue;
        const groups = new Map<number, number[]>();
        for (const node of this.#order.subarray(cell, cell + size)) {
          const sum = sums.get(node) ?? 0;
          const group = groups.get(sum);
          if (group) group.push(node);
          else groups.set(sum, [node]);
        }
        if (groups.size === 1) continue;
        const sorted = [...groups].sort(([a], [b]) => a - b).map(([, group]) => group);
        queue.push(...this.#place(cell, sorted));
      }
    }
  }
}
