import { type Genotype, picked, pickGenotype, type Tree } from './tree.ts';

/**
 * A genotype as a sequence of decisions. A choice of several options is a decision, and so is the length of a list that
 * may vary; what lies below is decided after. A decision's site names its place in the tree: fields by name, items by
 * number, branches of a choice by number where they differ. Options that hold the same tree share the sites below.
 */
export type Decide = (site: string, options: number) => number;

/**
 * Builds the genotype that the answers of `decide` lead to. Throws a `RangeError` for an answer that is no whole number
 * in `0 … options − 1`.
 */
export function buildGenotype(tree: Tree, decide: Decide, site = ''): Genotype {
  const decided = (at: string, options: number): number => {
    if (options === 1) return 0;
    const answer = decide(at, options);
    if (!Number.isInteger(answer) || answer < 0 || answer >= options)
      throw new RangeError(
        `The decision at ${at} must be a whole number from 0 to ${options - 1}, not ${answer}.`,
      );
    return answer;
  };
  switch (tree.kind) {
    case 'constant':
      return tree.value;
    case 'choice': {
      const option = tree.options[decided(site, tree.options.length)]!;
      return pickGenotype(
        option,
        buildGenotype(option.tree, decide, branchSite(tree.options, option.tree, site)),
      );
    }
    case 'record': {
      const fields: Record<string, Genotype> = {};
      for (const name of Object.keys(tree.fields))
        fields[name] = buildGenotype(tree.fields[name]!, decide, `${site}.${name}`);
      return fields;
    }
    case 'list': {
      const length = tree.min + decided(`${site}#`, tree.max - tree.min + 1);
      return Array.from({ length }, (_, i) => buildGenotype(tree.item, decide, `${site}[${i}]`));
    }
  }
}

/** Calls `visit` with every decision of a genotype, in the order in which `buildGenotype` asks for them. */
export function visitDecisions(
  tree: Tree,
  genotype: Genotype,
  visit: (site: string, options: number, choice: number) => void,
  site = '',
): void {
  switch (tree.kind) {
    case 'constant':
      return;
    case 'choice': {
      const { option, below } = picked(tree, genotype);
      if (tree.options.length > 1) visit(site, tree.options.length, tree.options.indexOf(option));
      visitDecisions(option.tree, below, visit, branchSite(tree.options, option.tree, site));
      return;
    }
    case 'record':
      for (const name of Object.keys(tree.fields))
        visitDecisions(
          tree.fields[name]!,
          (genotype as Record<string, Genotype>)[name]!,
          visit,
          `${site}.${name}`,
        );
      return;
    case 'list': {
      const items = genotype as readonly Genotype[];
      if (tree.max > tree.min) visit(`${site}#`, tree.max - tree.min + 1, items.length - tree.min);
      for (const [i, item] of items.entries()) visitDecisions(tree.item, item, visit, `${site}[${i}]`);
    }
  }
}

/** The site below an option: that of the first option with the same tree. */
function branchSite(options: readonly { readonly tree: Tree }[], tree: Tree, site: string): string {
  return tree.kind === 'constant' ? site : `${site}/${options.findIndex((other) => other.tree === tree)}`;
}
