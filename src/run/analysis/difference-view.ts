import { type Change, changeIn, difference } from '../../architecture/difference.ts';
import { type GraphView, viewGraph } from '../../architecture/layout.ts';
import { phenotype } from '../../architecture/phenotype.ts';
import type { Space } from '../../space/hierarchy.ts';
import type { Genotype } from '../../space/tree.ts';
import { SiteBook } from './sites.ts';

/** A decision that two genotypes answer differently; `null` where one of them is not asked. */
export interface ChangedDecision {
  readonly question: string;
  readonly place: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What became of one architecture in another. */
export interface DifferenceView extends Change {
  /** The later one, laid out, its new and changed layers marked. */
  readonly graph: GraphView;
  /**
   * What the genotypes decide differently, place by place; a list that grew at its front has changed everywhere
   * behind.
   */
  readonly decisions: readonly ChangedDecision[];
  /** Whether both are the same network, however they are written. */
  readonly same: boolean;
}

/** How the architecture of `after` differs from that of `before`; both must be genotypes of the space. */
export function differenceView(space: Space, before: Genotype, after: Genotype): DifferenceView {
  const [from, to] = [phenotype(space, before), phenotype(space, after)];
  const compared = difference(from.architecture, to.architecture);
  return {
    graph: viewGraph(to, compared.marks),
    ...changeIn(compared, from.architecture),
    decisions: changedDecisions(space, before, after),
    same: from.hash === to.hash,
  };
}

/** What two genotypes decide differently. */
export function changedDecisions(space: Space, before: Genotype, after: Genotype): ChangedDecision[] {
  const book = new SiteBook(space);
  const bySite = (genotype: Genotype) =>
    new Map(book.decisions(genotype).map((decision) => [book.siteOf[decision]!, decision]));
  const [old, now] = [bySite(before), bySite(after)];
  const words = (decision: number | undefined) =>
    decision === undefined
      ? null
      : book.questions[book.questionOf[decision]!]!.options[book.optionOf[decision]!]!.label;
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((site) => old.get(site) !== now.get(site))
    .sort((a, b) => a - b)
    .map((site) => ({
      question: book.questions[book.sites[site]!.question]!.label,
      place: book.sites[site]!.place,
      before: words(old.get(site)),
      after: words(now.get(site)),
    }));
}
