import { type EvolutionOptions, evolution } from '../methods/evolution.ts';
import { moead } from '../methods/moead.ts';
import { numberIn, type ParameterInfo, type Parameters, type StrategyInfo, wordIn } from './types.ts';

const POPULATION = (usual: number, why: string): ParameterInfo => ({
  name: 'population',
  label: 'Population',
  why,
  kind: 'number',
  usual,
  min: 2,
  max: 1000,
  whole: true,
});

const CROSSOVER = (usual: number, why: string): ParameterInfo => ({
  name: 'crossoverRate',
  label: 'Crossover',
  why: `The probability that a child has two parents; it is mutated all the same. ${why}`,
  kind: 'number',
  usual,
  min: 0,
  max: 1,
  whole: false,
});

const PARENTS = (usual: 'tournament' | 'density'): ParameterInfo => ({
  name: 'parents',
  label: 'Parents',
  why: 'Winners of tournaments; or members of the Pareto front, rather where networks of their size are few.',
  kind: 'choice',
  usual,
  choices: [
    ['tournament', 'tournament'],
    ['density', 'front, inverse density'],
  ],
});

const TOURNAMENT = (usual: number, why: string): ParameterInfo => ({
  name: 'tournament',
  label: 'Tournament',
  why: `Members that compete to be a parent. ${why}`,
  kind: 'number',
  usual,
  min: 1,
  max: 1000,
  whole: true,
});

const SURVIVORS = (usual: EvolutionOptions['survivors'], why: string): ParameterInfo => ({
  name: 'survivors',
  label: 'Removes',
  why: `Who goes when a child comes. ${why}`,
  kind: 'choice',
  usual,
  choices: [
    ['worst', 'the worst'],
    ['loser', 'a tournament’s loser'],
    ['oldest', 'the oldest'],
    ['none', 'nobody'],
    ['front', 'whoever is dominated'],
  ],
});

const UPDATE = (usual: 'steady' | 'generations', why: string): ParameterInfo => ({
  name: 'update',
  label: 'Update',
  why: `After each child, so that no worker ever waits; or generation by generation. ${why}`,
  kind: 'choice',
  usual,
  choices: [
    ['steady', 'steady state'],
    ['generations', 'generations'],
  ],
});

/** What the parameters say, over what the strategy does not leave to choose. */
function optionsOf(
  parameters: Parameters,
  fixed: Partial<EvolutionOptions> & Pick<EvolutionOptions, 'ordering'>,
): EvolutionOptions {
  const population = (parameters.population as number | undefined) ?? 1;
  return {
    population,
    offspring: parameters.update === 'generations' ? population : 1,
    parents: wordIn(parameters, 'parents') ?? 'tournament',
    tournament: numberIn(parameters, 'tournament') ?? 2,
    survivors: wordIn(parameters, 'survivors') ?? 'worst',
    crossoverRate: numberIn(parameters, 'crossoverRate') ?? 0,
    brood: 1,
    ...fixed,
  };
}

/** Evolution with what a strategy fixes; everything else is a parameter. */
const evolving =
  (
    fixed: (parameters: Parameters) => Partial<EvolutionOptions> & Pick<EvolutionOptions, 'ordering'>,
  ): StrategyInfo['create'] =>
  (space, parameters, scalarisation, origin) =>
    evolution(space, optionsOf(parameters, fixed(parameters)), scalarisation, origin);

export const EVOLUTIONARY: readonly StrategyInfo[] = [
  {
    id: 'nsga2',
    title: 'NSGA-II',
    family: 'Multi-objective evolution',
    explanation:
      'Keeps a population spread along the Pareto front: who is dominated by fewer fronts survives, and within a front who has more room around. The standard of multi-objective search.',
    reference: 'Deb, Pratap, Agarwal & Meyarivan, IEEE TEC 2002; Lu et al., NSGA-Net, GECCO 2019',
    objectives: 'front',
    parameters: [
      POPULATION(
        16,
        'Members that survive. Runs in a browser have a few hundred candidates: 16 leaves time for generations.',
      ),
      CROSSOVER(0.9, '0.9, as in the paper.'),
      UPDATE(
        'steady',
        'Steady by default: with generations every worker waits for the slowest candidate of each.',
      ),
      PARENTS('tournament'),
      SURVIVORS('worst', 'The worst, as in the paper.'),
    ],
    create: evolving(() => ({ ordering: 'crowding', tournament: 2 })),
  },
  {
    id: 'sms-emoa',
    title: 'SMS-EMOA',
    family: 'Multi-objective evolution',
    explanation:
      'Like NSGA-II, but whoever adds least to the hypervolume of the front goes: it steers by the very figure that is charted.',
    reference: 'Beume, Naujoks & Emmerich, EJOR 2007',
    objectives: 'front',
    parameters: [
      POPULATION(16, 'Members that survive. The paper has 100, for thousands of evaluations.'),
      CROSSOVER(0.9, '0.9, as for NSGA-II.'),
    ],
    create: evolving(() => ({ ordering: 'hypervolume', offspring: 1, tournament: 2 })),
  },
  {
    id: 'nsga3',
    title: 'NSGA-III',
    family: 'Multi-objective evolution',
    explanation:
      'Spreads the population by reference directions instead of crowding: made for three objectives and more, where crowding says little.',
    reference: 'Deb & Jain, IEEE TEC 2014',
    objectives: 'front',
    parameters: [
      POPULATION(16, 'Members that survive, and at most so many directions.'),
      CROSSOVER(1, '1, as in the paper.'),
      UPDATE('generations', 'Generations, as in the paper: niches are counted over all children at once.'),
    ],
    create: evolving(() => ({ ordering: 'niches', tournament: 1 })),
  },
  {
    id: 'moead',
    title: 'MOEA/D',
    family: 'Multi-objective evolution',
    explanation:
      'Splits the front into many single-objective problems with different weights, which are solved side by side; neighbours mate and share what they find.',
    reference: 'Zhang & Li, IEEE TEC 2007; Li & Zhang, IEEE TEC 2009',
    objectives: 'front',
    parameters: [
      POPULATION(16, 'Weights, and members: one for each.'),
      CROSSOVER(0.9, '0.9, as for NSGA-II; the paper has 1.'),
      {
        name: 'neighbours',
        label: 'Neighbours',
        why: 'Weights that count as near. The paper’s 20 are for populations of 100: about a quarter.',
        kind: 'number',
        usual: 5,
        min: 2,
        max: 1000,
        whole: true,
      },
      {
        name: 'locality',
        label: 'Locality',
        why: 'The probability that parents are neighbours, not anybody. 0.9, as in the paper of 2009.',
        kind: 'number',
        usual: 0.9,
        min: 0,
        max: 1,
        whole: false,
      },
      {
        name: 'replaces',
        label: 'Replaces',
        why: 'A child takes the place of at most so many members: 2, as in the paper of 2009, so that it does not fill the population.',
        kind: 'number',
        usual: 2,
        min: 1,
        max: 1000,
        whole: true,
      },
    ],
    create: (space, parameters, _scalarisation, origin) =>
      moead(
        space,
        {
          population: numberIn(parameters, 'population'),
          crossoverRate: numberIn(parameters, 'crossoverRate'),
          neighbours: numberIn(parameters, 'neighbours'),
          locality: numberIn(parameters, 'locality'),
          replaces: numberIn(parameters, 'replaces'),
        },
        origin,
      ),
  },
  {
    id: 'lemonade',
    title: 'LEMONADE sampling',
    family: 'Multi-objective evolution',
    explanation:
      'The population is the Pareto front itself. Parents are drawn where networks of their size are few; several children are bred, which costs nothing, and the one where few are is trained.',
    reference: 'Elsken, Metzen & Hutter, ICLR 2019',
    objectives: 'front',
    parameters: [
      POPULATION(16, 'Random samples to begin with; the front then has as many members as it has.'),
      {
        name: 'brood',
        label: 'Brood',
        why: 'Children bred for each that is trained. Cheap objectives are known without training: 8 choose well and take no time.',
        kind: 'number',
        usual: 8,
        min: 1,
        max: 1000,
        whole: true,
      },
      CROSSOVER(0, '0: the paper mutates only.'),
    ],
    create: evolving((parameters) => ({
      ordering: 'crowding',
      offspring: 1,
      parents: 'density',
      survivors: 'front',
      brood: numberIn(parameters, 'brood'),
    })),
  },
  {
    id: 'aging-evolution',
    title: 'Regularised (aging) evolution',
    family: 'Evolution',
    explanation:
      'The best of a small sample is mutated, and the oldest member goes, however good: what was only lucky dies out. Simple and hard to beat.',
    reference: 'Real, Aggarwal, Huang & Le, AAAI 2019',
    objectives: 'number',
    parameters: [
      POPULATION(10, '10, as NATS-Bench has it for budgets of 100 to 200; the paper’s 100 are for 20,000.'),
      TOURNAMENT(3, '3 of 10, as NATS-Bench has it.'),
      PARENTS('tournament'),
      SURVIVORS('oldest', 'The oldest: that is the point of it.'),
      CROSSOVER(0, '0: the paper mutates only.'),
    ],
    create: evolving(() => ({ ordering: 'value', offspring: 1 })),
  },
  {
    id: 'tournament-evolution',
    title: 'Tournament evolution',
    family: 'Evolution',
    explanation:
      'Steady-state evolution without aging: the winner of a tournament is mutated, and the loser of another makes room, or nobody does.',
    reference:
      'Real et al., Large-Scale Evolution, ICML 2017; Liu et al., Hierarchical Representations, ICLR 2018',
    objectives: 'number',
    parameters: [
      POPULATION(20, 'The papers have 200 to 1,000, for thousands of evaluations.'),
      TOURNAMENT(2, 'Pairs, as in Large-Scale Evolution.'),
      PARENTS('tournament'),
      SURVIVORS(
        'loser',
        'A tournament’s loser as in Large-Scale Evolution, nobody as in Hierarchical Representations.',
      ),
      CROSSOVER(0, '0: both papers mutate only.'),
    ],
    create: evolving(() => ({ ordering: 'value', offspring: 1 })),
  },
  {
    id: 'one-plus-lambda',
    title: '(1 + λ) evolution',
    family: 'Evolution',
    explanation:
      'One parent, a few mutated children, and the best of all is the next parent; of equals the child, so that neutral changes drift.',
    reference: 'Miller & Thomson, CGP, EuroGP 2000; Suganuma, Shirakawa & Nagao, CGP-CNN, GECCO 2017',
    objectives: 'number',
    parameters: [
      {
        name: 'offspring',
        label: 'Children (λ)',
        why: 'Children a generation. 4, as usual in CGP; CGP-CNN has 2.',
        kind: 'number',
        usual: 4,
        min: 2,
        max: 1000,
        whole: true,
      },
    ],
    create: evolving((parameters) => ({
      ordering: 'value',
      population: 1,
      offspring: numberIn(parameters, 'offspring'),
      tournament: 1,
    })),
  },
  {
    id: 'genetic',
    title: 'Genetic algorithm',
    family: 'Evolution',
    explanation:
      'Generations of children with two parents each, drawn by tournaments; the best of parents and children survive.',
    reference: 'Holland 1975; Xie & Yuille, Genetic CNN, ICCV 2017',
    objectives: 'number',
    parameters: [
      POPULATION(20, '20, as Genetic CNN has it.'),
      TOURNAMENT(2, 'Pairs: mild pressure, so that a small population keeps its variety.'),
      CROSSOVER(0.9, 'High: mating is what it is about.'),
      UPDATE('generations', 'Generations, as in the paper.'),
    ],
    create: evolving(() => ({ ordering: 'value' })),
  },
];
