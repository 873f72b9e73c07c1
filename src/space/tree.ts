/**
 * A search space is a tree of choices. Four constructors describe every space; a *genotype* is plain JSON that picks
 * one way through the tree. All operations on spaces are folds over this type: nothing here knows what a network is.
 */

export type Scalar = string | number | boolean | null;

/** Plain JSON. A constant is its value, a record an object, a list an array; for a choice see {@link Choice}. */
export type Genotype = Scalar | readonly Genotype[] | { readonly [field: string]: Genotype };

export interface Constant {
  readonly kind: 'constant';
  readonly value: Scalar;
}

/** One way of a choice. `key` tells the ways apart. */
export interface Option {
  readonly key: Scalar;
  readonly tree: Tree;
}

/**
 * One of several options. Its genotype is the key alone where the option is a constant, else
 * `{ choose: key, with: genotype }`. Options may hold *the same tree object*: then a change of the key keeps what
 * was chosen below (a convolution that becomes larger keeps its activation).
 */
export interface Choice {
  readonly kind: 'choice';
  /** The level of the hierarchy the choice belongs to; mutation rates are set by level. */
  readonly level: string;
  readonly options: readonly Option[];
  /** The options are ascending numbers: a mutation may step to the next one up or down. */
  readonly ordered?: boolean;
}

export interface RecordTree {
  readonly kind: 'record';
  readonly fields: Readonly<Record<string, Tree>>;
}

/** `min` to `max` items, each picked on its own. */
export interface List {
  readonly kind: 'list';
  readonly level: string;
  readonly item: Tree;
  readonly min: number;
  readonly max: number;
}

export type Tree = Constant | Choice | RecordTree | List;

export const constant = (value: Scalar): Constant => ({ kind: 'constant', value });

/** A choice among plain values. A single value is still a choice (of one), so that genotypes keep their form. */
export function choiceOf(level: string, values: readonly Scalar[]): Choice {
  const ordered = values.every(
    (value, i) => typeof value === 'number' && (i === 0 || value > (values[i - 1] as number)),
  );
  return {
    ...choice(
      level,
      values.map((value) => ({ key: value, tree: constant(value) })),
    ),
    ordered,
  };
}

/** Throws a `RangeError` where there is no option or two share a key. */
export function choice(level: string, options: readonly Option[]): Choice {
  if (options.length === 0) throw new RangeError(`A choice at level "${level}" needs at least one option.`);
  const keys = new Set<Scalar>();
  for (const { key } of options) {
    if (keys.has(key))
      throw new RangeError(`A choice at level "${level}" has the option ${JSON.stringify(key)} twice.`);
    keys.add(key);
  }
  return { kind: 'choice', level, options };
}

export const record = (fields: Readonly<Record<string, Tree>>): RecordTree => ({ kind: 'record', fields });

/** Throws a `RangeError` unless `0 ≤ min ≤ max`, both whole. */
export function list(level: string, item: Tree, min: number, max: number): List {
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 0 || max < min) {
    throw new RangeError(
      `A list at level "${level}" needs whole lengths 0 ≤ min ≤ max, not ${min} … ${max}.`,
    );
  }
  return { kind: 'list', level, item, min, max };
}

/** What a genotype picks at a choice. */
export interface Picked {
  readonly option: Option;
  /** The genotype below the option; for a constant option its value. */
  readonly below: Genotype;
}

/** Reads a choice's genotype. Throws a `TypeError` if it picks no option: validate first what comes from outside. */
export function picked(tree: Choice, genotype: Genotype): Picked {
  const composite = isObject(genotype) && 'choose' in genotype;
  const key = composite ? genotype.choose : genotype;
  const option = tree.options.find((candidate) => candidate.key === key);
  if (!option || composite === (option.tree.kind === 'constant')) {
    throw new TypeError(
      `${JSON.stringify(genotype)} picks no option of the choice at level "${tree.level}".`,
    );
  }
  return { option, below: composite ? genotype.with! : option.key };
}

/** The genotype of a choice that picks `option` with `below` under it. */
export function pickGenotype(option: Option, below: Genotype): Genotype {
  return option.tree.kind === 'constant' ? option.key : { choose: option.key, with: below };
}

/** A genotype as text; equal exactly for equal genotypes (folds build records in the tree's field order). */
export const genotypeKey = (genotype: Genotype): string => JSON.stringify(genotype);

export function isObject(value: unknown): value is Readonly<Record<string, Genotype>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
