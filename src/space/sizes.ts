import {
  type BlockSpec,
  type DagMotif,
  type LayerSpec,
  OPTION_DEFAULTS,
  type PipelinesMotif,
  rangeOf,
  type SpaceDocument,
  valuesOf,
} from './document.ts';
import { isOperation, type ResolutionName, takesOptions } from './operations.ts';
import { at } from './path.ts';
import { fitting, operationSize, reachOf, type Size, step } from './size-steps.ts';
import type { Problem } from './validate.ts';

/** What can be wrong with sizes at one place; each is told once. */
type Report = (path: string, message: string, fix?: Problem['fix']) => void;

/** Different sizes at one place, at most: what has more is refused, for all of them have to be followed. */
const MOST_SIZES = 64;

/** The longest side, at most. */
const MOST_PIXELS = 1024;

/** More sizes than are followed. */
class TooManySizes extends Error {}

/** The sides that every layer may end with, from the input on, and everything that cannot fit. */
export interface SizeReport {
  /** By layer: the sizes that its input can have. One more than there are layers: the last are the head's. */
  readonly sizes: readonly (readonly Size[])[];
  readonly problems: readonly Problem[];
}

/**
 * Follows height and width through everything a document allows: every resolution, every length, every operation.
 * The document's form must be right and its motifs free of cycles. Tells where a size would fall below one pixel and
 * where parts that are to be merged can end at different sizes.
 */
export function followSizes(document: SpaceDocument): SizeReport {
  const problems = new Map<string, Problem>();
  const report: Report = (path, message, fix) => {
    // One kind of problem is told once a place, for the first size that has it.
    const kind = `${path} ${message.split(' ', 3).join(' ')}`;
    if (!problems.has(kind)) problems.set(kind, { path, message, ...(fix && { fix }) });
  };
  const walk = new Walk(document.motifs, report);
  const [height, width] = document.input;
  let sizes = new Sizes([[height, width]]);
  if (document.stem) sizes = sizes.map((size) => step(size, document.stem!.stride === 2 ? 'down' : 'same'));
  const byLayer = [[...sizes]];
  // What the two cells before a cell can have left, together: a dag of two inputs reads both.
  let states: Pair[] = [...sizes].map((size) => ({ before: size, size }));
  for (const [i, layer] of document.layers.entries()) {
    const resolutions = valuesOf(layer.resolution);
    const path = `layers[${i}].resolution`;
    const keep = { label: 'Keep the size here', path, value: 'same' };
    if (resolutions.includes('down') && sizes.some(([h, w]) => h === 1 && w === 1)) {
      report(
        path,
        'goes down, but its input can already be 1×1: use "same", or fewer layers that go down',
        keep,
      );
    }
    try {
      states = walk.layer(layer, states);
      sizes = new Sizes(states.map(({ size }) => size));
    } catch (error) {
      if (!(error instanceof TooManySizes)) throw error;
      report(
        `layers[${i}].cell`,
        `can leave an image in more than ${MOST_SIZES} sizes here: use padding "same", or fewer lengths to choose from`,
      );
      // Nothing is known from here on; the document is refused.
      while (byLayer.length <= document.layers.length) byLayer.push([...sizes]);
      break;
    }
    if (sizes.some(tooLarge)) {
      report(
        path,
        `can grow an image above ${MOST_PIXELS} pixels: use fewer layers that go up`,
        resolutions.includes('up') ? keep : undefined,
      );
      sizes = new Sizes([[MOST_PIXELS, MOST_PIXELS]]);
      states = [...sizes].map((size) => ({ before: size, size }));
    }
    byLayer.push([...sizes]);
  }
  return { sizes: byLayer, problems: [...problems.values()] };
}

/** The sizes of the last two cells. */
interface Pair {
  readonly before: Size;
  readonly size: Size;
}

const tooLarge = (size: Size): boolean => Math.max(...size) > MOST_PIXELS;

/** A set of sizes. */
class Sizes {
  readonly #all = new Map<string, Size>();

  constructor(sizes: Iterable<Size>) {
    for (const size of sizes) this.#all.set(size.join('×'), size);
    if (this.#all.size > MOST_SIZES) throw new TooManySizes();
  }
  [Symbol.iterator]() {
    return this.#all.values();
  }
  map(change: (size: Size) => Size | undefined): Sizes {
    return new Sizes([...this].map(change).filter((size) => size !== undefined));
  }
  with(others: Iterable<Size>): Sizes {
    return new Sizes([...this, ...others]);
  }
  some(test: (size: Size) => boolean): boolean {
    return [...this].some(test);
  }
  get count(): number {
    return this.#all.size;
  }
  get words(): string {
    return [...this.#all.keys()].join(', ');
  }
}

class Walk {
  readonly #motifs: SpaceDocument['motifs'];
  readonly #report: Report;
  /** What was followed before: motifs that hold motifs meet the same questions over and over. */
  readonly #known = new Map<string, Sizes>();

  constructor(motifs: SpaceDocument['motifs'], report: Report) {
    this.#motifs = motifs;
    this.#report = report;
  }

  /** The states that a layer's cells can leave. Cells after the first keep the resolution. */
  layer({ cell, repeat, resolution }: LayerSpec, states: readonly Pair[]): Pair[] {
    const { min, max } = rangeOf(repeat);
    const ends = new Map<string, Pair>();
    for (const first of valuesOf(resolution)) {
      let each = states;
      for (let count = 1; count <= max; count++) {
        const next = new Map<string, Pair>();
        for (const { before, size } of each) {
          const own = count === 1 ? first : 'same';
          for (const end of this.motif(cell, new Sizes([size]), new Sizes([before]), own))
            next.set(`${size.join('×')} ${end.join('×')}`, { before: size, size: end });
        }
        if (next.size > 4 * MOST_SIZES) throw new TooManySizes();
        each = [...next.values()];
        if (count >= min) for (const [key, pair] of next) ends.set(key, pair);
      }
    }
    return [...ends.values()];
  }

  motif(name: string, sizes: Sizes, before: Sizes, resolution: ResolutionName): Sizes {
    const motif = this.#motifs[name]!;
    const twoInputs = motif.kind === 'dag' && motif.inputs === 2;
    const key = [name, sizes.words, twoInputs ? before.words : '', resolution].join('|');
    const known = this.#known.get(key);
    if (known) return known;
    const path = at('motifs', name);
    const ends =
      motif.kind === 'dag'
        ? this.#dag(motif, path, sizes, before, resolution)
        : this.#pipelines(motif, path, sizes, resolution);
    this.#known.set(key, ends);
    return ends;
  }

  #pipelines(motif: PipelinesMotif, path: string, sizes: Sizes, resolution: ResolutionName): Sizes {
    let all = new Sizes([]);
    for (const size of sizes) {
      const ends = motif.pipelines.map(({ blocks }, i) =>
        this.#pipeline(blocks, at(at(path, 'pipelines'), i), size, resolution),
      );
      const together = new Sizes(ends.flatMap((end) => [...end]));
      const copies = motif.pipelines.reduce((sum, { repeat }) => sum + rangeOf(repeat).max, 0);
      if (together.count > 1 && copies > 1) {
        this.#report(
          path,
          `has pipelines that can end at different sizes from ${size.join('×')}: ${together.words}; give each the same resolutions, and padding "same"`,
        );
      }
      all = all.with(together);
    }
    return all;
  }

  /** The sizes a pipeline can end with; the cell's resolution is that of its first block that is no identity. */
  #pipeline(blocks: readonly BlockSpec[], path: string, size: Size, resolution: ResolutionName): Sizes {
    type State = { readonly size: Size; readonly pending: ResolutionName };
    const key = ({ size: [h, w], pending }: State) => `${h}×${w} ${pending}`;
    let states = new Map<string, State>();
    const start = { size, pending: resolution };
    states.set(key(start), start);
    for (const [i, block] of blocks.entries()) {
      const { min, max } = rangeOf(block.repeat);
      const place = at(at(path, 'blocks'), i);
      const ends = new Map<string, State>(min === 0 ? states : []);
      for (let times = 1; times <= max; times++) {
        const next = new Map<string, State>();
        for (const state of states.values()) {
          for (const name of valuesOf(block.operation)) {
            for (const end of this.#block(name, block, place, state)) next.set(key(end), end);
          }
        }
        if (next.size > 4 * MOST_SIZES) throw new TooManySizes();
        states = next;
        if (times >= min) for (const [k, state] of states) ends.set(k, state);
      }
      states = ends;
    }
    return new Sizes([...states.values()].map(({ size: end, pending }) => step(end, pending)));
  }

  #block(
    name: string,
    block: BlockSpec,
    path: string,
    { size, pending }: { readonly size: Size; readonly pending: ResolutionName },
  ): { size: Size; pending: ResolutionName }[] {
    const own = block.resolution ?? OPTION_DEFAULTS.resolution;
    if (name === 'identity' && own === 'same') return [{ size, pending }];
    // An inherited change of resolution and one of the block's own are two steps.
    const from = own === 'same' ? size : step(size, pending);
    const resolution = own === 'same' ? pending : own;
    if (own === 'up' && tooLarge(step(from, own))) {
      const place = at(path, 'resolution');
      const keep = { label: 'Keep the size here', path: place, value: 'same' };
      this.#report(place, `can grow an image above ${MOST_PIXELS} pixels: go up less often`, keep);
      return [{ size: from, pending: 'same' }];
    }
    if (!isOperation(name)) {
      return [...this.motif(name, new Sizes([from]), new Sizes([from]), resolution)].map((end) => ({
        size: end,
        pending: 'same',
      }));
    }
    const end = operationSize(name, from, resolution, block.padding === 'valid');
    if (!end) {
      const window = reachOf(name);
      this.#report(
        path,
        `needs at least ${window}×${window} pixels for "${name}" without padding, and can get ${from.join('×')}: use padding "same"`,
        { label: 'Use padding "same"', path: at(path, 'padding'), value: 'same' },
      );
      return [{ size: step(from, resolution), pending: 'same' }];
    }
    const skips = takesOptions(name) && valuesOf(block.skip ?? OPTION_DEFAULTS.skip).includes(true);
    if (skips && !fitting(from, end)) {
      this.#report(
        path,
        `adds its input to its output, and without padding no stride makes ${from.join('×')} equal to ${end.join('×')}: use padding "same", or no skip`,
        { label: 'Use padding "same"', path: at(path, 'padding'), value: 'same' },
      );
    }
    return [{ size: end, pending: 'same' }];
  }

  #dag(motif: DagMotif, path: string, sizes: Sizes, before: Sizes, resolution: ResolutionName): Sizes {
    if (motif.inputs === 2) {
      for (const size of sizes) {
        for (const other of before) {
          if (fitting(other, size) === undefined) {
            this.#report(
              path,
              `reads the two cells before it, and they can have ${other.join('×')} and ${size.join('×')}, which no stride makes equal`,
            );
          }
        }
      }
    }
    // Motifs on its edges keep their size but for the resolution; that they agree is checked like pipelines.
    const inner = [motif.operation, ...Object.values(motif.edges ?? {})]
      .flatMap((names) => valuesOf(names))
      .filter((name) => !isOperation(name));
    for (const name of new Set(inner)) {
      for (const size of sizes) {
        for (const each of new Set([resolution, 'same'] as const)) {
          const start = each === resolution ? size : step(size, resolution);
          const expected = step(start, each).join('×');
          const ends = this.motif(name, new Sizes([start]), new Sizes([start]), each);
          if (ends.some((end) => end.join('×') !== expected)) {
            this.#report(
              path,
              `has motif "${name}" on an edge, which can change ${start.join('×')} to ${ends.words} beside edges that end at ${expected}`,
            );
          }
        }
      }
    }
    return sizes.map((size) => step(size, resolution));
  }
}
