import { createRng, deriveSeed, type Rng, rngFromState } from '../../space/random.ts';
import type { Method, Origin, Result, SearchSpace, Suggestion } from '../method.ts';
import { Rewards, type RewardsState, type Verdict } from '../policies/rewards.ts';
import type { Scalarisation } from '../scalarise.ts';

export interface TreeSearchOptions {
  /**
   * UCT's `c`, for rewards between 0 and 1. 0.3; without RAVE 0.1. Where some results are far worse than all
   * others (networks that learn nothing), most rewards are close together, and the theory's √2 would be little
   * better than chance.
   */
  readonly exploration: number;
  /**
   * RAVE's `k`, the visits at which half of an option's worth is its own; 0: UCT alone, which in 165 evaluations
   * learns about the first decisions only. 1, the best we measured.
   */
  readonly rave: number;
}

export const TREE_SEARCH_DEFAULTS: TreeSearchOptions = { exploration: 0.3, rave: 1 };

/** What was told of some genotypes. */
interface Tally {
  visits: number;
  /** How many of them have a value, and its sum. */
  values: number;
  sum: number;
  /** The sum of the others' penalties. */
  penalties: number;
}

/** The genotypes that begin with the same decisions. */
interface Node extends Tally {
  /** Suggested, and not told. */
  open: number;
  /** One for each option; none where the genotype is complete. */
  readonly children: (Node | undefined)[];
  /** All of them were suggested or told. */
  closed: boolean;
}

interface Note {
  readonly choices: readonly number[];
}

/** Visits, values, sum, penalties. */
type SavedTally = readonly [number, number, number, number];
/** The option that led here, options, children in the list, open; then the tally. */
type SavedNode = readonly [number, number, number, number, ...SavedTally];

interface State {
  readonly rng: readonly number[];
  readonly rewards: RewardsState;
  /** The tree in preorder. */
  readonly nodes: readonly SavedNode[];
  readonly options: readonly (readonly [string, SavedTally])[];
}

/** How many options there were, and which was taken. */
type Step = readonly [number, number];

/**
 * Monte Carlo tree search (UCT, Kocsis & Szepesvári 2006; for architectures Negrinho & Gordon 2017, Wistuba
 * 2017). The tree is that of decisions. From its root the option with the largest `Q̄ + c √(ln N / n)` is taken,
 * where N and n count visits of the node and of the option and Q̄ is the option's mean reward; below the tree
 * every choice is random. All decisions of a genotype are added to the tree, not only the first new one:
 * evaluations are dear.
 *
 * Rewards go from 0, the worst value seen, to 1, the best; where a constraint is broken they are less than 0. A
 * suggestion that is open counts as a visit with reward 0 (virtual loss), so that the next ones go elsewhere.
 * What was suggested is not suggested again; the method is exhausted when that is everything.
 *
 * With `rave`, an option's worth is `(1 − β) Q̄ + β A` with `β = √(k / (3n + k))` (Gelly & Silver 2011), where A
 * is the mean reward of all genotypes that took this option at this site, whatever they decided before; an option
 * without a visit has n = 1 and β = 1. An option of which nothing is known at all is taken first.
 */
export function treeSearch<G>(
  space: SearchSpace<G>,
  options: TreeSearchOptions,
  scalarisation: Scalarisation,
  origin: Origin,
): Method<G> {
  return new TreeSearch(space, options, scalarisation, origin);
}

class TreeSearch<G> implements Method<G> {
  readonly #space: SearchSpace<G>;
  readonly #options: TreeSearchOptions;
  readonly #rng: Rng;
  readonly #rewards: Rewards;
  #root: Node | undefined;
  /** By site and choice. */
  readonly #tallies: Map<string, Tally>;

  constructor(
    space: SearchSpace<G>,
    options: TreeSearchOptions,
    scalarisation: Scalarisation,
    origin: Origin,
  ) {
    this.#space = space;
    this.#options = options;
    const saved = typeof origin === 'number' ? undefined : (origin.saved as State);
    this.#rng = saved ? rngFromState(saved.rng) : createRng(deriveSeed(origin as number, 'tree search'));
    this.#rewards = new Rewards(scalarisation, saved?.rewards);
    this.#root = saved && unpack(saved.nodes);
    this.#tallies = new Map(saved?.options.map(([option, tally]) => [option, tallyOf(tally)]));
  }

  ask(): Suggestion<G> | 'exhausted' {
    if (this.#root?.closed) return 'exhausted';
    let node = this.#root;
    const steps: Step[] = [];
    const genotype = this.#space.build((site, options) => {
      const choice = node ? this.#select(node, site) : this.#rng.int(options);
      node = node?.children[choice];
      steps.push([options, choice]);
      return choice;
    });
    for (const passed of this.#path(steps)) passed.open++;
    const note: Note = { choices: steps.map(([, choice]) => choice) };
    return { genotype, generation: 1, operator: 'policy', parents: [], note };
  }

  tell(result: Result<G>): void {
    this.#release(result.note);
    const told = this.#rewards.read(result);
    if (!told && this.#rewards.count === 0) return;
    // A repeat of what is in training counts as a mean result: as nothing, it would be gone to again and again.
    const verdict = told ?? { value: this.#rewards.mean, penalty: 0 };
    const decisions = this.#space.decisions(result.genotype);
    for (const node of this.#path(decisions.map(({ options, choice }) => [options, choice])))
      add(node, verdict);
    if (!told) return;
    for (const { site, choice } of decisions) {
      const option = `${site} ${choice}`;
      const tally = this.#tallies.get(option) ?? tallyOf([0, 0, 0, 0]);
      add(tally, told);
      this.#tallies.set(option, tally);
    }
  }

  state(): State {
    return {
      rng: this.#rng.state(),
      rewards: this.#rewards.state(),
      nodes: this.#root ? pack(this.#root) : [],
      options: [...this.#tallies].map(([option, tally]) => [option, savedTally(tally)]),
    };
  }

  /** The best option of a node that is not closed; one of them where several are. */
  #select(node: Node, site: string): number {
    const total = node.visits + node.open;
    let top = Number.NEGATIVE_INFINITY;
    let best: number[] = [];
    for (const [choice, child] of node.children.entries()) {
      if (child?.closed) continue;
      const tally = this.#tallies.get(`${site} ${choice}`);
      const score = optionScore(
        { visits: child ? child.visits + child.open : 0, reward: child ? this.#reward(child) : 0 },
        tally && this.#reward(tally) / tally.visits,
        total,
        this.#options,
      );
      if (score > top) best = [];
      if (score >= top) best.push(choice);
      top = Math.max(top, score);
    }
    return this.#rng.pick(best);
  }

  /** The sum of rewards. */
  #reward({ values, sum, penalties }: Tally): number {
    return values > 0
      ? values * this.#rewards.unit({ value: sum / values, penalty: 0 }) - penalties
      : -penalties;
  }

  /**
   * The nodes on a way from the root, made where they are missing; what they say of being closed is brought up to
   * date.
   */
  #path(steps: readonly Step[]): readonly Node[] {
    this.#root ??= createNode(steps[0]?.[0] ?? 0);
    const nodes = [this.#root];
    for (const [i, [, choice]] of steps.entries()) {
      const { children } = nodes[i]!;
      children[choice] ??= createNode(steps[i + 1]?.[0] ?? 0);
      nodes.push(children[choice]);
    }
    for (const node of nodes.toReversed()) close(node);
    return nodes;
  }

  /** Ends the virtual loss of a suggestion of ours. */
  #release(note: unknown): void {
    const { choices } = (note ?? {}) as Partial<Note>;
    if (!Array.isArray(choices)) return;
    const nodes: (Node | undefined)[] = [this.#root];
    for (const choice of choices) nodes.push(nodes.at(-1)?.children[choice]);
    if (nodes.some((node) => !node || node.open === 0)) return;
    for (const node of nodes) node!.open--;
  }
}

/**
 * What an option promises. `visits` and the sum of their `reward`, open ones included; `everywhere`: its mean
 * reward at this site over all genotypes, if it was ever taken; `total`: visits of all options here.
 */
export function optionScore(
  { visits, reward }: { readonly visits: number; readonly reward: number },
  everywhere: number | undefined,
  total: number,
  { exploration, rave }: TreeSearchOptions,
): number {
  const guess = rave > 0 ? everywhere : undefined;
  if (visits === 0 && guess === undefined) return Number.POSITIVE_INFINITY;
  const weight = guess === undefined ? 0 : Math.sqrt(rave / (3 * visits + rave));
  const own = visits > 0 ? reward / visits : 0;
  const bonus = exploration * Math.sqrt(Math.log(Math.max(1, total)) / Math.max(1, visits));
  return (1 - weight) * own + weight * (guess ?? 0) + bonus;
}

const tallyOf = ([visits, values, sum, penalties]: SavedTally): Tally => ({ visits, values, sum, penalties });

const savedTally = ({ visits, values, sum, penalties }: Tally): SavedTally => [
  visits,
  values,
  sum,
  penalties,
];

const createNode = (options: number): Node => ({
  ...tallyOf([0, 0, 0, 0]),
  open: 0,
  children: new Array<Node | undefined>(options).fill(undefined),
  closed: options === 0,
});

function add(tally: Tally, { value, penalty }: Verdict): void {
  tally.visits++;
  if (penalty > 0) tally.penalties += penalty;
  else {
    tally.values++;
    tally.sum += value;
  }
}

function close(node: Node): void {
  node.closed = node.children.every((child) => child?.closed);
}

function pack(node: Node, choice = 0): SavedNode[] {
  const below = node.children.flatMap((child, i) => (child ? [pack(child, i)] : []));
  return [
    [choice, node.children.length, below.length, node.open, ...savedTally(node)] as SavedNode,
    ...below.flat(),
  ];
}

function unpack(nodes: readonly SavedNode[]): Node | undefined {
  let next = 0;
  const read = (): { readonly choice: number; readonly node: Node } => {
    const [choice, options, children, open, ...tally] = nodes[next++]!;
    const node = { ...createNode(options), ...tallyOf(tally), open };
    for (let i = 0; i < children; i++) {
      const child = read();
      node.children[child.choice] = child.node;
    }
    close(node);
    return { choice, node };
  };
  return nodes.length > 0 ? read().node : undefined;
}
