import * as Comlink from 'comlink';
import { type Change, changeIn, type Difference, difference } from '../architecture/difference.ts';
import { type GraphView, viewGraph } from '../architecture/layout.ts';
import { phenotype } from '../architecture/phenotype.ts';
import { smallestMember } from '../architecture/smallest.ts';
import { MNIST_FORM } from '../datasets/mnist.ts';
import { breathe } from '../evaluation/breathe.ts';
import { count } from '../space/count.ts';
import { crossover, subtreeCrossover } from '../space/crossover.ts';
import type { SpaceDocument } from '../space/document.ts';
import { compileSpace, type Space } from '../space/hierarchy.ts';
import { jsonSchema } from '../space/json-schema.ts';
import { KNOWN } from '../space/known.ts';
import { mutate } from '../space/mutate.ts';
import { describeProblems, type ParsedDocument, parseDocument } from '../space/parse-document.ts';
import { PRESETS, withImages } from '../space/presets.ts';
import { createRng, deriveSeed } from '../space/random.ts';
import { firstMember, sample, sampleUniform } from '../space/sample.ts';
import type { Genotype } from '../space/tree.ts';
import type { Problem } from '../space/validate.ts';
import { checkCap, checkData, checkSettings, type RunSettings } from './settings.ts';
import {
  FIGURES,
  type Figure,
  type Histogram,
  histogram,
  type MemberFigures,
  measureMember,
  type PartRange,
  wilson,
} from './xray.ts';

/** A space in figures. */
export interface SpaceReport {
  /** The number of genotypes, decimal digits; empty where the space has errors. */
  readonly size: string;
  /** Parameters of the smallest member. */
  readonly smallest: number;
  /** Everything wrong with the space, errors first; what keeps a run from starting is among them. */
  readonly problems: readonly Problem[];
  /** What is wrong with the run's settings. */
  readonly settingProblems: readonly Problem[];
}

/** The distributions of a space's members. */
export interface Xray {
  /** The cap that they were held against. */
  readonly cap: number;
  readonly members: number;
  readonly seed: number;
  readonly figures: Readonly<Record<Figure, Histogram & { readonly median: number }>>;
  /** The share of genotypes that may be trained, from as many drawn size-uniformly: tree-uniform draws would not estimate it. */
  readonly valid: ReturnType<typeof wilson>;
  /** What was seen at each part of the document, by path. */
  readonly ranges: ReadonlyMap<string, PartRange>;
}

/** Where a known architecture, or the middle of a preset, lies. */
export interface Landmark {
  readonly title: string;
  readonly kind: 'known' | 'preset';
  readonly figures: Readonly<Record<Figure, number>>;
}

/** A member of the space to look at. */
export interface SpecimenView {
  readonly genotype: Genotype;
  readonly graph: GraphView;
  readonly alive: boolean;
  readonly hash: string;
  /** Where it was made from another: what became of the other. */
  readonly change?: Change;
}

const BINS = 24;
const CHUNK = 50;
const LANDMARK_SAMPLES = 48;

/** The space last asked about: most questions are about the same one. */
let last: { key: string; parsed: ParsedDocument; space: Space | undefined } | undefined;

/** A document checked and compiled; the same object for the same document. */
function compiled(document: SpaceDocument): { parsed: ParsedDocument; space: Space | undefined } {
  const key = JSON.stringify(document);
  if (last?.key !== key) {
    const parsed = parseDocument(document);
    last = { key, parsed, space: parsed.ok ? compileSpace(parsed.document) : undefined };
  }
  return last;
}

function spaceOf(document: SpaceDocument): Space {
  const { parsed, space } = compiled(document);
  if (!parsed.ok || !space) {
    throw new Error(`The search space is not valid.\n${parsed.ok ? '' : describeProblems(parsed.problems)}`);
  }
  return space;
}

function view(space: Space, genotype: Genotype, from?: Genotype): SpecimenView {
  const found = phenotype(space, genotype);
  let compared: Difference | undefined;
  let change: SpecimenView['change'];
  if (from !== undefined) {
    const before = phenotype(space, from).architecture;
    compared = difference(before, found.architecture);
    change = changeIn(compared, before);
  }
  return {
    genotype,
    graph: viewGraph(found, compared?.marks),
    alive: found.alive,
    hash: found.hash,
    ...(change && { change }),
  };
}

let landmarks: readonly Landmark[] | undefined;
let question = 0;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const each = <T>(value: (figure: Figure) => T): Readonly<Record<Figure, T>> =>
  Object.fromEntries(FIGURES.map((figure) => [figure, value(figure)])) as Record<Figure, T>;

const designer = {
  /** Size, smallest member and everything wrong with a document and settings. */
  report(document: SpaceDocument, settings: RunSettings): SpaceReport {
    const { parsed, space } = compiled(document);
    if (!parsed.ok || !space)
      return { size: '', smallest: 0, problems: parsed.problems, settingProblems: [] };
    const size = count(space.tree);
    const alone: Problem[] =
      size === 1n
        ? [
            {
              path: '',
              message: 'holds a single architecture: there is nothing to search; give some value a choice',
              severity: 'warning',
            },
          ]
        : [];
    const own = [...checkCap(space), ...checkData(document)];
    return {
      size: size.toString(),
      smallest: smallestMember(space).parameters,
      problems: [...own, ...parsed.problems, ...alone],
      settingProblems: checkSettings(settings, space).filter(
        ({ path }) => !own.some((problem) => problem.path === path),
      ),
    };
  },

  /**
   * Draws `members` genotypes (tree-uniform, as a search does) and measures them, and as many size-uniformly for the
   * share of valid ones. `null` where a newer question came meanwhile: only the last one is answered.
   */
  async xray(document: SpaceDocument, members: number, seed: number): Promise<Xray | null> {
    const asked = ++question;
    const space = spaceOf(document);
    const rng = createRng(deriveSeed(seed, 'x-ray'));
    const measured: MemberFigures[] = [];
    let valid = 0;
    const ranges = new Map<string, PartRange>();
    while (measured.length < members) {
      for (let i = 0; i < CHUNK && measured.length < members; i++) {
        measured.push(measureMember(space, sample(space.tree, rng), ranges));
        valid += Number(measureMember(space, sampleUniform(space.tree, rng)).valid);
      }
      // A newer question may make this one pointless.
      await breathe();
      if (asked !== question) return null;
    }
    return {
      members,
      seed,
      cap: document.constraints.maxParameters,
      figures: each((figure) => {
        const values = measured.map((member) => member[figure]);
        return { ...histogram(values, BINS), median: median(values) };
      }),
      valid: wilson(valid, members),
      ranges,
    };
  },

  /** Known architectures, and the middles of the presets, on the images of the data set. */
  async landmarks(): Promise<readonly Landmark[]> {
    if (landmarks) return landmarks;
    const found: Landmark[] = [];
    for (const { title, document } of KNOWN) {
      const space = compileSpace(withImages(document, MNIST_FORM.shape, MNIST_FORM.classes));
      const figures = measureMember(space, firstMember(space.tree));
      found.push({ title, kind: 'known', figures: each((figure) => figures[figure]) });
    }
    for (const { id, title, document } of PRESETS) {
      const space = compileSpace(withImages(document, MNIST_FORM.shape, MNIST_FORM.classes));
      const rng = createRng(deriveSeed(1, 'landmark', id));
      const members = Array.from({ length: LANDMARK_SAMPLES }, () =>
        measureMember(space, sample(space.tree, rng)),
      );
      found.push({
        title,
        kind: 'preset',
        figures: each((figure) => median(members.map((member) => member[figure]))),
      });
      // A newer question may make this one pointless.
      await breathe();
    }
    landmarks = found;
    return found;
  },

  /** A member drawn with a seed. */
  specimen(document: SpaceDocument, seed: number): SpecimenView {
    const space = spaceOf(document);
    return view(space, sample(space.tree, createRng(deriveSeed(seed, 'specimen'))));
  },

  /** The space's first member: a known architecture, where the space is one's. */
  first(document: SpaceDocument): SpecimenView {
    const space = spaceOf(document);
    return view(space, firstMember(space.tree));
  },

  /** A mutant of a member, with one site changed at least, and what changed. */
  mutant(document: SpaceDocument, genotype: Genotype, seed: number): SpecimenView {
    const space = spaceOf(document);
    const child = mutate(space.tree, genotype, createRng(deriveSeed(seed, 'mutant')), { default: 0 });
    return view(space, child, genotype);
  },

  /** A child of a member and of the one drawn with `partner`: uniform or subtree crossover, and what changed. */
  cross(
    document: SpaceDocument,
    genotype: Genotype,
    partner: number,
    kind: 'uniform' | 'subtree',
    seed: number,
  ): SpecimenView {
    const space = spaceOf(document);
    const other = sample(space.tree, createRng(deriveSeed(partner, 'specimen')));
    const rng = createRng(deriveSeed(seed, 'cross'));
    const operator = kind === 'uniform' ? crossover : subtreeCrossover;
    return view(space, operator(space.tree, genotype, other, rng), genotype);
  },

  /** A genotype's graph, laid out for drawing. */
  graph(document: SpaceDocument, genotype: Genotype): GraphView {
    return viewGraph(phenotype(spaceOf(document), genotype));
  },

  /** The JSON Schema of the space's genotypes, as text. */
  schema(document: SpaceDocument): string {
    return JSON.stringify(jsonSchema(spaceOf(document).tree, `Genotypes of ${document.name}`), null, 2);
  },
};

export type Designer = typeof designer;

Comlink.expose(designer);
