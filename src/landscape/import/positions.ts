import { buildGenotype, visitDecisions } from '../../space/decisions.ts';
import { type Genotype, picked, type Tree } from '../../space/tree.ts';
import type { Product } from '../landscape.ts';

/** A choice that architectures of a table differ in. */
export interface Position {
  /** The edge of a cell (`0→1`), the number of the position in a word, from 1, or the site of the decision. */
  readonly name: string;
  /** Options that occur, in words. */
  readonly options: readonly string[];
}

/** More options at a position are no byte. */
const MOST_OPTIONS = 255;

/**
 * Genotypes as a product of choices: where all of them come to the same decisions, those that they differ in, with the
 * options that occur. `undefined` where they come to different decisions, or do not differ. Distances are then
 * Hamming's, which can be larger than those of the space: that may have a shorter way, through what these genotypes do
 * not have.
 */
export function productOfGenotypes(
  tree: Tree,
  genotypes: readonly Genotype[],
): { readonly product: Product; readonly positions: readonly Position[] } | undefined {
  const sites: string[] = [];
  visitDecisions(tree, genotypes[0]!, (site) => sites.push(site));
  const choices = new Uint32Array(genotypes.length * sites.length);
  for (const [row, genotype] of genotypes.entries()) {
    let i = 0;
    let same = true;
    visitDecisions(tree, genotype, (site, _, choice) => {
      if (site !== sites[i]) same = false;
      else choices[row * sites.length + i++] = choice;
    });
    if (!same || i !== sites.length) return undefined;
  }
  const used = sites.map((_, i) => {
    const taken = new Set<number>();
    for (let at = i; at < choices.length; at += sites.length) taken.add(choices[at]!);
    return [...taken].sort((a, b) => a - b);
  });
  const varied = sites.flatMap((_, i) => (used[i]!.length > 1 ? [i] : []));
  if (varied.length === 0 || varied.some((i) => used[i]!.length > MOST_OPTIONS)) return undefined;
  const digits = new Uint8Array(genotypes.length * varied.length);
  for (const [k, i] of varied.entries()) {
    const digitOf = new Map(used[i]!.map((choice, digit) => [choice, digit]));
    for (let row = 0; row < genotypes.length; row++)
      digits[row * varied.length + k] = digitOf.get(choices[row * sites.length + i]!)!;
  }
  const labels = optionLabels(tree, genotypes[0]!);
  return {
    product: { sizes: varied.map((i) => used[i]!.length), digits, nodeOf: lookup(digits, varied.length) },
    positions: varied.map((i) => ({
      name: sites[i]!,
      options: used[i]!.map((choice) => labels[i]!(choice)),
    })),
  };
}

/** The node with given digits. */
function lookup(digits: Uint8Array, length: number): Product['nodeOf'] {
  const textOf = (chosen: ArrayLike<number>, from: number): string => {
    let text = '';
    for (let i = 0; i < length; i++) text += String.fromCharCode(chosen[from + i]!);
    return text;
  };
  const nodes = new Map<string, number>();
  for (let from = 0; from < digits.length; from += length) nodes.set(textOf(digits, from), from / length);
  return (chosen) => nodes.get(textOf(chosen, 0)) ?? -1;
}

/** For every decision of a genotype, in the order of `visitDecisions`: what each answer is called. */
function optionLabels(tree: Tree, genotype: Genotype): ((choice: number) => string)[] {
  switch (tree.kind) {
    case 'constant':
      return [];
    case 'choice': {
      const { option, below } = picked(tree, genotype);
      const own = tree.options.length > 1 ? [(choice: number) => String(tree.options[choice]!.key)] : [];
      return [...own, ...optionLabels(option.tree, below)];
    }
    case 'record':
      return Object.entries(tree.fields).flatMap(([name, field]) =>
        optionLabels(field, (genotype as Record<string, Genotype>)[name]!),
      );
    case 'list': {
      const own = tree.max > tree.min ? [(choice: number) => `${tree.min + choice} items`] : [];
      return [...own, ...(genotype as readonly Genotype[]).flatMap((item) => optionLabels(tree.item, item))];
    }
  }
}

/** A genotype with its fields in the order of the space: as text it is the same for the same genotype. */
export function inOrder(tree: Tree, genotype: Genotype): Genotype {
  const choices: number[] = [];
  visitDecisions(tree, genotype, (_, __, choice) => choices.push(choice));
  let next = 0;
  return buildGenotype(tree, () => choices[next++]!);
}
