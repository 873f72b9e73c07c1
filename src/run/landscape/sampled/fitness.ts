import { depthOf } from '../../../architecture/graph.ts';
import { type Phenotype, phenotype } from '../../../architecture/phenotype.ts';
import type { Space } from '../../../space/hierarchy.ts';
import { deriveSeed } from '../../../space/random.ts';
import type { Genotype } from '../../../space/tree.ts';
import { type Evaluator, EvaluatorGone, EvaluatorLost, GpuLost } from '../../evaluator.ts';
import { messageOf } from '../../message.ts';
import { budgetOf, type RunSettings, recipeOf } from '../../settings.ts';
import type { Point } from './plan.ts';

/** What counts as fitness. */
export const FITNESSES = ['training', 'short', 'parameters', 'macs', 'depth'] as const;
export type Fitness = (typeof FITNESSES)[number];

/** What came of an evaluation: a fitness, or why there is none. */
export type Outcome = number | { readonly failed: string };

/** Evaluates an architecture on a lane. `again`: a second time, with another seed. Rejects where nothing can go on. */
export type Evaluate<G> = (
  point: Point<G>,
  again: boolean,
  lane: number,
  signal: AbortSignal,
) => Promise<Outcome>;

export const isTraining = (fitness: Fitness): fitness is 'training' | 'short' =>
  fitness === 'training' || fitness === 'short';

/** The budget of a short training: an epoch on a hundredth of the images. */
const SHORT = { epochs: 1, dataShare: 0.01, patience: 0 } as const;

/** What members are trained with: the run's own settings, or little of it. */
export const trainingSettings = (fitness: Fitness, settings: RunSettings): RunSettings =>
  fitness === 'short' ? { ...settings, ...SHORT } : settings;

/** What the fitness is and where it comes from, for everything that shows it. */
export function fitnessWords(fitness: Fitness, settings: RunSettings): string {
  const trained = trainingSettings(fitness, settings);
  const share = Number((trained.dataShare * 100).toPrecision(3));
  const budget = `${trained.epochs} ${trained.epochs === 1 ? 'epoch' : 'epochs'} on ${share} % of the training images`;
  switch (fitness) {
    case 'training':
      return `Validation accuracy after training for ${budget}: the settings of a run.`;
    case 'short':
      return `A proxy: validation accuracy after only ${budget}. It need not rank architectures as longer training does.`;
    case 'parameters':
      return 'A proxy: log₁₀ of the parameters. Nothing is trained.';
    case 'macs':
      return 'A proxy: log₁₀ of the multiply-accumulate operations for one image. Nothing is trained.';
    case 'depth':
      return 'A proxy: layers on the longest way from input to output. Nothing is trained.';
  }
}

/** A proxy's fitness: exact, and known without training. */
export function proxyFitness(
  fitness: Exclude<Fitness, 'training' | 'short'>,
  { costs, architecture }: Phenotype,
): number {
  if (fitness === 'depth') return depthOf(architecture);
  return Math.log10(Math.max(1, fitness === 'parameters' ? costs.parameters : costs.macs));
}

/** A candidate whose evaluator died is tried this often; then it is taken for the cause. */
const MAX_ATTEMPTS = 2;
/** Characters of a reason that are kept. */
export const LONGEST_REASON = 300;

/**
 * Evaluates members of a space by training them, each lane with its evaluator: fitness is the validation accuracy. Seeds derive
 * from the settings' seed and the network's hash, not from an order: what is evaluated when makes no difference. A proxy is
 * computed at once and needs no evaluators. `onSeconds` hears how long each training took.
 */
export function createEvaluate(
  space: Space,
  fitness: Fitness,
  settings: RunSettings,
  evaluators: readonly Evaluator[],
  onSeconds: (seconds: number) => void = () => undefined,
): Evaluate<Genotype> {
  if (!isTraining(fitness))
    return ({ genotype }) => Promise.resolve(proxyFitness(fitness, phenotype(space, genotype)));
  const trained = trainingSettings(fitness, settings);
  return async ({ genotype, hash }, again, lane, signal) => {
    const job = {
      architecture: phenotype(space, genotype).architecture,
      seed: deriveSeed(trained.seed, 'sampled', hash, again ? 1 : 0),
      budget: budgetOf(trained),
      recipe: recipeOf(trained),
    };
    for (let attempt = 1; ; ) {
      try {
        const { error, seconds } = await evaluators[lane]!.evaluate(job, () => undefined, signal);
        onSeconds(seconds);
        return 1 - error;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof EvaluatorGone) throw error;
        // A lost GPU says nothing of the candidate, and a dead worker little.
        if (error instanceof GpuLost) continue;
        if (error instanceof EvaluatorLost && attempt++ < MAX_ATTEMPTS) continue;
        return { failed: messageOf(error).slice(0, LONGEST_REASON) };
      }
    }
  };
}
