import type { Space } from '../../space/hierarchy.ts';
import { type Choice, type Genotype, isObject, type Scalar, type Tree } from '../../space/tree.ts';
import { describeSite, type Kind, optionWords, type SiteStep } from './questions.ts';

/** Decisions of one kind about one part of the document, as a person asks: "Operation of a block of cell". */
export interface Question {
  readonly id: string;
  readonly kind: Kind;
  /** The part of the document, for a link to the designer. */
  readonly path: string;
  readonly label: string;
  /** All answers that were possible at any of its places, in the order in which they became known. */
  readonly options: { readonly key: Scalar; readonly label: string }[];
}

/** One place at which a genotype decides something. */
export interface Site {
  /** Place in `questions`. */
  readonly question: number;
  /** Where it stands in a network: `layer 1 · cell 1 · pipeline 2 · block 1`. */
  readonly place: string;
  /** How many answers there are, at least 2. */
  readonly options: number;
  /** A decision is written as the number `start + answer`: different for all sites. */
  readonly start: number;
}

type Plan = ChoicePlan | RecordPlan | ListPlan | null;

interface ChoicePlan {
  readonly kind: 'choice';
  readonly tree: Choice;
  readonly steps: readonly SiteStep[];
  /** -1 where there is nothing to decide. */
  readonly start: number;
  readonly answers: ReadonlyMap<Scalar, number>;
  /** By option; those that hold the same tree share what lies below. */
  readonly below: (Plan | undefined)[];
}

interface RecordPlan {
  readonly kind: 'record';
  readonly fields: readonly (readonly [name: string, plan: Plan])[];
}

interface ListPlan {
  readonly kind: 'list';
  readonly item: Tree;
  readonly min: number;
  readonly steps: readonly SiteStep[];
  readonly start: number;
  readonly items: Plan[];
}

/**
 * The decisions of a space's genotypes, as numbers. Sites are made known as genotypes show them, since a large space
 * has more than it will ever use. A site is a place in the tree: fields by name, items by number, branches where they
 * differ, as in `visitDecisions`; but a merge of a single pipeline or edge, which does nothing, is no decision here.
 */
export class SiteBook {
  readonly questions: Question[] = [];
  readonly sites: Site[] = [];
  /** By decision: its site, its question, and which of the question's options it takes. */
  readonly siteOf: number[] = [];
  readonly questionOf: number[] = [];
  readonly optionOf: number[] = [];

  readonly #space: Space;
  readonly #root: Plan;
  readonly #byId = new Map<string, number>();

  constructor(space: Space) {
    this.#space = space;
    this.#root = this.#plan(space.tree, []);
  }

  /** A genotype's decisions, ascending. The genotype must be one of the space's. */
  decisions(genotype: Genotype): number[] {
    const found: number[] = [];
    this.#walk(this.#root, genotype, found);
    return found.sort((a, b) => a - b);
  }

  #walk(plan: Plan, genotype: Genotype, found: number[]): void {
    if (plan === null) return;
    if (plan.kind === 'record') {
      const fields = genotype as Record<string, Genotype>;
      for (const [name, below] of plan.fields)
        if (name !== 'merge' || mergesSeveral(fields)) this.#walk(below, fields[name]!, found);
      return;
    }
    if (plan.kind === 'list') {
      const items = genotype as readonly Genotype[];
      if (plan.start >= 0) found.push(plan.start + items.length - plan.min);
      for (let i = 0; i < items.length; i++) {
        if (plan.items.length === i) plan.items.push(this.#plan(plan.item, [...plan.steps, i]));
        this.#walk(plan.items[i]!, items[i]!, found);
      }
      return;
    }
    const composite = isObject(genotype);
    const answer = plan.answers.get((composite ? genotype.choose : genotype) as Scalar)!;
    if (plan.start >= 0) found.push(plan.start + answer);
    if (!composite) return;
    let below = plan.below[answer];
    if (below === undefined) {
      const { options } = plan.tree;
      const { tree } = options[answer]!;
      const first = options.find((option) => option.tree === tree)!;
      below = this.#plan(tree, [...plan.steps, { option: first.key }]);
      for (const [i, option] of options.entries()) if (option.tree === tree) plan.below[i] = below;
    }
    this.#walk(below, genotype.with!, found);
  }

  #plan(tree: Tree, steps: readonly SiteStep[]): Plan {
    switch (tree.kind) {
      case 'constant':
        return null;
      case 'record': {
        const fields = Object.entries(tree.fields)
          .map(([name, field]) => [name, this.#plan(field, [...steps, name])] as const)
          .filter(([, plan]) => plan !== null);
        return fields.length > 0 ? { kind: 'record', fields } : null;
      }
      case 'list': {
        const lengths = Array.from({ length: tree.max - tree.min + 1 }, (_, i) => tree.min + i);
        const start = lengths.length > 1 ? this.#site(steps, lengths, true) : -1;
        return { kind: 'list', item: tree.item, min: tree.min, steps, start, items: [] };
      }
      case 'choice': {
        const keys = tree.options.map(({ key }) => key);
        if (keys.length === 1 && tree.options[0]!.tree.kind === 'constant') return null;
        return {
          kind: 'choice',
          tree,
          steps,
          start: keys.length > 1 ? this.#site(steps, keys, false) : -1,
          answers: new Map(keys.map((key, i) => [key, i])),
          below: keys.map(() => undefined),
        };
      }
    }
  }

  /** Enters a site; returns where its decisions begin. */
  #site(steps: readonly SiteStep[], keys: readonly Scalar[], length: boolean): number {
    const { kind, path, label, place } = describeSite(this.#space.document, steps, length);
    const id = `${path} ${kind}`;
    let number = this.#byId.get(id);
    if (number === undefined) {
      number = this.questions.length;
      this.#byId.set(id, number);
      this.questions.push({ id, kind, path, label, options: [] });
    }
    const { options } = this.questions[number]!;
    const start = this.siteOf.length;
    for (const key of keys) {
      let option = options.findIndex((known) => known.key === key);
      if (option < 0) option = options.push({ key, label: optionWords(kind, key) }) - 1;
      this.siteOf.push(this.sites.length);
      this.questionOf.push(number);
      this.optionOf.push(option);
    }
    this.sites.push({ question: number, place, options: keys.length, start });
    return start;
  }
}

/** Whether the cell or node that a merge belongs to has more than one thing to merge. */
function mergesSeveral({ pipelines, from, inputs, slots }: Readonly<Record<string, Genotype>>): boolean {
  if (pipelines !== undefined)
    return (
      Object.values(pipelines as Record<string, Genotype[]>).reduce((n, { length }) => n + length, 0) > 1
    );
  if (from !== undefined) return Object.keys(from as object).length > 1;
  if (slots !== undefined) return Object.keys(slots as object).length > 1;
  return String((inputs as { choose: string }).choose).includes(',');
}
