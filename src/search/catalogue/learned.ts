import { PBIL_DEFAULTS, pbil } from '../methods/pbil.ts';
import {
  PPO_DEFAULTS,
  PPO_LSTM_DEFAULTS,
  type PpoOptions,
  ppo,
  REINFORCE_DEFAULTS,
  REINFORCE_LSTM_DEFAULTS,
  type ReinforceOptions,
  reinforce,
} from '../methods/policy-gradient.ts';
import { Q_LEARNING_DEFAULTS, qLearning } from '../methods/q-learning.ts';
import { TREE_SEARCH_DEFAULTS, treeSearch } from '../methods/tree-search.ts';
import { numberIn, type ParameterInfo, type Parameters, type StrategyInfo, wordIn } from './types.ts';

const RATE = (usual: number, why: string): ParameterInfo => ({
  name: 'learningRate',
  label: 'Learning rate',
  why,
  kind: 'number',
  usual,
  min: 0,
  max: 10,
  whole: false,
});

const BASELINE: ParameterInfo = {
  name: 'baseline',
  label: 'Baseline',
  why: 'What the moving average of rewards keeps of itself at each result: rewards count by how far they are above it. 0.9, as in NATS-Bench.',
  kind: 'number',
  usual: REINFORCE_DEFAULTS.baseline,
  min: 0,
  max: 0.999,
  whole: false,
};

const ENTROPY = (
  usual: number,
  why = 'With less than 0.1 it converges early and suggests what is known.',
): ParameterInfo => ({
  name: 'entropy',
  label: 'Entropy',
  why: `How much an undecided policy is worth beside reward. ${why}`,
  kind: 'number',
  usual,
  min: 0,
  max: 100,
  whole: false,
});

const BATCH = (usual: number, why: string): ParameterInfo => ({
  name: 'batch',
  label: 'Batch',
  why: `Results for each step of the policy. ${why}`,
  kind: 'number',
  usual,
  min: 1,
  max: 1000,
  whole: true,
});

/** Of the recurrent controller. */
const LSTM: readonly ParameterInfo[] = [
  {
    name: 'units',
    label: 'Units',
    why: 'Of each layer of the controller: 35, as in the paper.',
    kind: 'number',
    usual: REINFORCE_LSTM_DEFAULTS.units,
    min: 1,
    max: 512,
    whole: true,
    fixed: true,
  },
  {
    name: 'layers',
    label: 'Layers',
    why: 'The paper has 2; the second made no difference at 165 evaluations.',
    kind: 'number',
    usual: REINFORCE_LSTM_DEFAULTS.layers,
    min: 1,
    max: 4,
    whole: true,
    fixed: true,
  },
];

const policyOptions = (parameters: Parameters, defaults: ReinforceOptions): ReinforceOptions => ({
  ...defaults,
  learningRate: numberIn(parameters, 'learningRate'),
  baseline: numberIn(parameters, 'baseline'),
  entropy: numberIn(parameters, 'entropy'),
  batch: numberIn(parameters, 'batch'),
  ...(defaults.policy === 'lstm' && {
    units: numberIn(parameters, 'units'),
    layers: numberIn(parameters, 'layers'),
  }),
});

/** What PPO has beside its rate. */
const proximal = (defaults: PpoOptions): readonly ParameterInfo[] => [
  BASELINE,
  ENTROPY(defaults.entropy),
  BATCH(defaults.batch, 'NASNet’s 20 would be eight steps in 165 candidates.'),
  {
    name: 'clip',
    label: 'Clip',
    why: 'How far a choice’s probability may move from where it was drawn, as a share of it. 0.2, as in the paper.',
    kind: 'number',
    usual: defaults.clip,
    min: 0.001,
    max: 1,
    whole: false,
  },
  {
    name: 'epochs',
    label: 'Passes',
    why: 'Steps that follow the same batch: 10, as in the paper.',
    kind: 'number',
    usual: defaults.epochs,
    min: 1,
    max: 100,
    whole: true,
  },
];

const proximalOptions = (parameters: Parameters, defaults: PpoOptions): PpoOptions => ({
  ...policyOptions(parameters, defaults),
  clip: numberIn(parameters, 'clip'),
  epochs: numberIn(parameters, 'epochs'),
});

export const LEARNED: readonly StrategyInfo[] = [
  {
    id: 'reinforce',
    title: 'REINFORCE',
    family: 'Reinforcement learning',
    explanation:
      'A probability for each option of each decision. Architectures are drawn from them, and what led to better ones than usual becomes more probable.',
    reference: 'Williams, Machine Learning 1992; Ying et al., ICML 2019; Dong et al., NATS-Bench, TPAMI 2021',
    objectives: 'number',
    parameters: [
      RATE(0.01, 'Adam’s. 0.01, as in NATS-Bench; 0.1 learns much more from one or two hundred candidates.'),
      BASELINE,
      ENTROPY(
        0,
        '0, as in NATS-Bench. With a rate of 0.1 take 0.1, or it converges early and suggests what is known.',
      ),
      BATCH(REINFORCE_DEFAULTS.batch, '1, as in NATS-Bench.'),
    ],
    create: (space, parameters, scalarisation, origin) =>
      reinforce(space, policyOptions(parameters, REINFORCE_DEFAULTS), scalarisation, origin),
  },
  {
    id: 'reinforce-lstm',
    title: 'REINFORCE, LSTM controller',
    family: 'Reinforcement learning',
    explanation:
      'A recurrent network takes one decision after the other and knows those before: the method that began modern architecture search. It learns slowly: hundreds of candidates are few for it.',
    reference: 'Zoph & Le, ICLR 2017',
    objectives: 'number',
    parameters: [
      RATE(
        REINFORCE_LSTM_DEFAULTS.learningRate,
        'Adam’s. The paper has 0.0006 for 12,800 candidates; 0.005 was best of those measured at 165.',
      ),
      BASELINE,
      ENTROPY(REINFORCE_LSTM_DEFAULTS.entropy),
      BATCH(REINFORCE_LSTM_DEFAULTS.batch, 'One: with few candidates every one should count at once.'),
      ...LSTM,
    ],
    create: (space, parameters, scalarisation, origin) =>
      reinforce(space, policyOptions(parameters, REINFORCE_LSTM_DEFAULTS), scalarisation, origin),
  },
  {
    id: 'ppo',
    title: 'PPO',
    family: 'Reinforcement learning',
    explanation:
      'As REINFORCE, but every batch is followed several times, and probabilities may move only so far each time: more is learned from each candidate.',
    reference: 'Schulman, Wolski, Dhariwal, Radford & Klimov 2017',
    objectives: 'number',
    parameters: [
      RATE(PPO_DEFAULTS.learningRate, 'Adam’s. 0.05 was best of those measured at 165 candidates.'),
      ...proximal(PPO_DEFAULTS),
    ],
    create: (space, parameters, scalarisation, origin) =>
      ppo(space, proximalOptions(parameters, PPO_DEFAULTS), scalarisation, origin),
  },
  {
    id: 'ppo-lstm',
    title: 'PPO, LSTM controller',
    family: 'Reinforcement learning',
    explanation:
      'The recurrent controller trained by PPO, as NASNet was found with 20,000 candidates. In a few hundred it is behind simpler ways.',
    reference: 'Zoph, Vasudevan, Shlens & Le, NASNet, CVPR 2018',
    objectives: 'number',
    parameters: [
      RATE(
        PPO_LSTM_DEFAULTS.learningRate,
        'Adam’s. NASNet has 0.00035; 0.002 was best of those measured at 165 candidates.',
      ),
      ...proximal(PPO_LSTM_DEFAULTS),
      ...LSTM,
    ],
    create: (space, parameters, scalarisation, origin) =>
      ppo(space, proximalOptions(parameters, PPO_LSTM_DEFAULTS), scalarisation, origin),
  },
  {
    id: 'q-learning',
    title: 'Q-learning (MetaQNN)',
    family: 'Reinforcement learning',
    explanation:
      'Learns what each option is worth after the decision before it. At first every choice is random, then more and more the best known; earlier candidates are learned from again.',
    reference: 'Baker, Gupta, Naik & Raskar, ICLR 2017; Zhong et al., BlockQNN, CVPR 2018',
    objectives: 'number',
    parameters: [
      RATE(Q_LEARNING_DEFAULTS.learningRate, 'The paper’s 0.01 needs thousands of candidates.'),
      {
        name: 'discount',
        label: 'Discount',
        why: 'What a reward is worth a decision earlier: 1, as in the paper, all decisions count alike.',
        kind: 'number',
        usual: Q_LEARNING_DEFAULTS.discount,
        min: 0,
        max: 1,
        whole: false,
      },
      {
        name: 'horizon',
        label: 'Horizon',
        why: 'After so many candidates one choice in ten is still random. About what a run has; the paper has 2,700.',
        kind: 'number',
        usual: Q_LEARNING_DEFAULTS.horizon,
        min: 1,
        max: 1_000_000,
        whole: true,
      },
      {
        name: 'randomShare',
        label: 'Random share',
        why: 'The share of the horizon in which every choice is random. The paper’s 0.55 costs a small budget too much.',
        kind: 'number',
        usual: Q_LEARNING_DEFAULTS.randomShare,
        min: 0,
        max: 1,
        whole: false,
      },
      {
        name: 'replay',
        label: 'Replay',
        why: 'Earlier candidates that are learned from again at each result: 100, as in the paper.',
        kind: 'number',
        usual: Q_LEARNING_DEFAULTS.replay,
        min: 0,
        max: 10_000,
        whole: true,
      },
      {
        name: 'reward',
        label: 'Reward',
        why: 'Every decision has its share, as in BlockQNN; or the last one all of it, as in MetaQNN, which tells the first ones little in a small budget.',
        kind: 'choice',
        usual: Q_LEARNING_DEFAULTS.reward,
        choices: [
          ['shared', 'shared'],
          ['last', 'to the last'],
        ],
      },
    ],
    create: (space, parameters, scalarisation, origin) =>
      qLearning(
        space,
        {
          learningRate: numberIn(parameters, 'learningRate'),
          discount: numberIn(parameters, 'discount'),
          horizon: numberIn(parameters, 'horizon'),
          randomShare: numberIn(parameters, 'randomShare'),
          replay: numberIn(parameters, 'replay'),
          reward: wordIn(parameters, 'reward'),
        },
        scalarisation,
        origin,
      ),
  },
  {
    id: 'mcts',
    title: 'Monte Carlo tree search (UCT)',
    family: 'Tree search and distributions',
    explanation:
      'Builds a tree of the decisions. Each time it follows the branches that were good or little tried, and fills in the rest at random.',
    reference:
      'Kocsis & Szepesvári, ECML 2006; Negrinho & Gordon 2017; Wistuba 2017; RAVE: Gelly & Silver, AIJ 2011',
    objectives: 'number',
    parameters: [
      {
        name: 'exploration',
        label: 'Exploration',
        why: 'What a branch that was little tried is worth. Theory’s √2 is little better than chance in a few hundred candidates.',
        kind: 'number',
        usual: TREE_SEARCH_DEFAULTS.exploration,
        min: 0,
        max: 10,
        whole: false,
      },
      {
        name: 'rave',
        label: 'RAVE',
        why: 'Visits at which half of an option’s worth is its own, and half that of the same option anywhere; 0 is UCT alone, which in a small budget learns about the first decisions only.',
        kind: 'number',
        usual: TREE_SEARCH_DEFAULTS.rave,
        min: 0,
        max: 10_000,
        whole: false,
      },
    ],
    create: (space, parameters, scalarisation, origin) =>
      treeSearch(
        space,
        { exploration: numberIn(parameters, 'exploration'), rave: numberIn(parameters, 'rave') },
        scalarisation,
        origin,
      ),
  },
  {
    id: 'pbil',
    title: 'PBIL (estimation of distribution)',
    family: 'Tree search and distributions',
    explanation:
      'A probability for each option, moved towards what the best quarter of each population has; 1 as learning rate makes it UMDA.',
    reference: 'Baluja 1994; Mühlenbein & Paaß, UMDA, PPSN 1996; Zheng et al., MDENAS, ICCV 2019',
    objectives: 'number',
    parameters: [
      {
        name: 'population',
        label: 'Population',
        why: 'Candidates for each update: ten, so that a small budget has many updates.',
        kind: 'number',
        usual: PBIL_DEFAULTS.population,
        min: 2,
        max: 1000,
        whole: true,
      },
      {
        name: 'elites',
        label: 'Elites',
        why: 'The share of them that is learned from: the best quarter, at least one.',
        kind: 'number',
        usual: PBIL_DEFAULTS.elites,
        min: 0,
        max: 1,
        whole: false,
      },
      RATE(
        PBIL_DEFAULTS.learningRate,
        'How far probabilities move at an update, 0 to 1. The paper’s 0.1 learns too little from a small budget.',
      ),
      {
        name: 'mutation',
        label: 'Floor',
        why: 'How far they then move back to equal ones, so that no option dies out.',
        kind: 'number',
        usual: PBIL_DEFAULTS.mutation,
        min: 0,
        max: 1,
        whole: false,
      },
    ],
    create: (space, parameters, scalarisation, origin) =>
      pbil(
        space,
        {
          population: numberIn(parameters, 'population'),
          elites: numberIn(parameters, 'elites'),
          learningRate: numberIn(parameters, 'learningRate'),
          mutation: numberIn(parameters, 'mutation'),
        },
        scalarisation,
        origin,
      ),
  },
];
