import { BANANAS_DEFAULTS, bananas } from '../methods/bananas.ts';
import { NASBOWL_DEFAULTS, nasbowl } from '../methods/nasbowl.ts';
import { RANDOM_FOREST_DEFAULTS, randomForest } from '../methods/random-forest.ts';
import { TPE_DEFAULTS, tpe } from '../methods/tpe.ts';
import { numberIn, type ParameterInfo, type StrategyInfo, wordIn } from './types.ts';

const INITIAL: ParameterInfo = {
  name: 'initial',
  label: 'Samples',
  why: 'Random samples before anything is predicted: 10, as usual.',
  kind: 'number',
  usual: 10,
  min: 2,
  max: 1000,
  whole: true,
};

const POOL = (usual: number, why: string): ParameterInfo => ({
  name: 'pool',
  label: 'Pool',
  why: `Candidates that are looked through for each that is trained. ${why}`,
  kind: 'number',
  usual,
  min: 10,
  max: 20_000,
  whole: true,
});

export const BAYESIAN: readonly StrategyInfo[] = [
  {
    id: 'tpe',
    title: 'TPE',
    family: 'Bayesian optimisation',
    explanation:
      'Splits results into the good ones and the others, and suggests what is much more usual among the good ones, decision by decision. Quick, robust, and fit for spaces in which one decision depends on another.',
    reference: 'Bergstra, Bardenet, Bengio & Kégl, NeurIPS 2011',
    objectives: 'weights',
    parameters: [
      INITIAL,
      {
        name: 'good',
        label: 'Good share',
        why: 'The share of results that count as good, at most 25 of them: 0.1, as in Optuna.',
        kind: 'number',
        usual: TPE_DEFAULTS.good,
        min: 0.001,
        max: 1,
        whole: false,
      },
      {
        name: 'draws',
        label: 'Draws',
        why: 'Architectures drawn like the good ones, of which the likeliest to be good is trained: 24, as in the paper.',
        kind: 'number',
        usual: TPE_DEFAULTS.draws,
        min: 1,
        max: 10_000,
        whole: true,
      },
      {
        name: 'prior',
        label: 'Prior',
        why: 'How many results the belief counts for that all options are equal: 1, as in the paper.',
        kind: 'number',
        usual: TPE_DEFAULTS.prior,
        min: 0.001,
        max: 1000,
        whole: false,
      },
    ],
    create: (space, parameters, scalarisation, origin) =>
      tpe(
        space,
        {
          initial: numberIn(parameters, 'initial'),
          good: numberIn(parameters, 'good'),
          draws: numberIn(parameters, 'draws'),
          prior: numberIn(parameters, 'prior'),
        },
        scalarisation,
        origin,
      ),
  },
  {
    id: 'gp-wl',
    title: 'Gaussian process on graphs (NAS-BOWL)',
    family: 'Bayesian optimisation',
    explanation:
      'Believes that architectures whose graphs share many parts are alike, and trains the one that is expected to improve most on the best. The fewest candidates of all to a good result.',
    reference: 'Ru, Wan, Dong & Osborne, NAS-BOWL, ICLR 2021',
    objectives: 'weights',
    parameters: [
      INITIAL,
      POOL(NASBOWL_DEFAULTS.pool, 'The paper has about 200; they cost milliseconds.'),
      {
        name: 'refit',
        label: 'Refit',
        why: 'After so many results the kernel is chosen anew by its likelihood: the slow part, and it changes little in between.',
        kind: 'number',
        usual: NASBOWL_DEFAULTS.refit,
        min: 1,
        max: 1000,
        whole: true,
        fixed: true,
      },
      {
        name: 'acquisition',
        label: 'Looks for',
        why: 'What makes a candidate worth training. Expected improvement, as in the paper.',
        kind: 'choice',
        usual: NASBOWL_DEFAULTS.acquisition,
        choices: [
          ['expected improvement', 'expected improvement'],
          ['confidence bound', 'confidence bound'],
          ['thompson', 'a drawn belief'],
        ],
      },
    ],
    create: (space, parameters, scalarisation, origin) =>
      nasbowl(
        space,
        {
          ...NASBOWL_DEFAULTS,
          initial: numberIn(parameters, 'initial'),
          pool: numberIn(parameters, 'pool'),
          refit: numberIn(parameters, 'refit'),
          acquisition: wordIn(parameters, 'acquisition'),
        },
        scalarisation,
        origin,
      ),
  },
  {
    id: 'forest',
    title: 'Random forest (SMAC)',
    family: 'Bayesian optimisation',
    explanation:
      'A forest of regression trees on the decisions predicts how good an architecture is and how sure that is; the one expected to improve most on the best is trained, now and then a random one.',
    reference: 'Hutter, Hoos & Leyton-Brown, SMAC, LION 2011',
    objectives: 'weights',
    parameters: [
      INITIAL,
      POOL(RANDOM_FOREST_DEFAULTS.pool, 'Half of them mutations of the ten best.'),
      {
        name: 'trees',
        label: 'Trees',
        why: '10, as in SMAC; more are steadier and slower.',
        kind: 'number',
        usual: RANDOM_FOREST_DEFAULTS.trees,
        min: 2,
        max: 1000,
        whole: true,
      },
      {
        name: 'randomFraction',
        label: 'Random share',
        why: 'The share of candidates that are drawn at random, so that the forest cannot mislead for ever. SMAC has one half; small budgets cannot spare that.',
        kind: 'number',
        usual: RANDOM_FOREST_DEFAULTS.randomFraction,
        min: 0,
        max: 1,
        whole: false,
      },
    ],
    create: (space, parameters, scalarisation, origin) =>
      randomForest(
        space,
        {
          ...RANDOM_FOREST_DEFAULTS,
          initial: numberIn(parameters, 'initial'),
          pool: numberIn(parameters, 'pool'),
          trees: numberIn(parameters, 'trees'),
          randomFraction: numberIn(parameters, 'randomFraction'),
        },
        scalarisation,
        origin,
      ),
  },
  {
    id: 'bananas',
    title: 'BANANAS',
    family: 'Bayesian optimisation',
    explanation:
      'A handful of small neural networks predict from the paths of an architecture how good it is; where they disagree there is something to learn. Candidates are mutations of the best.',
    reference: 'White, Neiswanger & Savani, AAAI 2021',
    objectives: 'weights',
    parameters: [
      INITIAL,
      POOL(BANANAS_DEFAULTS.pool, 'Nine in ten of them mutations of the ten best.'),
      {
        name: 'batch',
        label: 'Batch',
        why: 'Candidates that are taken from one training of the networks: 10, as in the paper.',
        kind: 'number',
        usual: BANANAS_DEFAULTS.batch,
        min: 1,
        max: 1000,
        whole: true,
      },
      {
        name: 'ensemble',
        label: 'Networks',
        why: 'Five of them, as in the paper.',
        kind: 'number',
        usual: BANANAS_DEFAULTS.ensemble,
        min: 2,
        max: 50,
        whole: true,
      },
      {
        name: 'layers',
        label: 'Layers',
        why: 'Of each network. The paper’s 10 take three times as long.',
        kind: 'number',
        usual: BANANAS_DEFAULTS.layers,
        min: 1,
        max: 20,
        whole: true,
      },
      {
        name: 'units',
        label: 'Units',
        why: 'Of each layer: 20, as in the paper.',
        kind: 'number',
        usual: BANANAS_DEFAULTS.units,
        min: 1,
        max: 512,
        whole: true,
      },
      {
        name: 'epochs',
        label: 'Passes',
        why: 'Passes over the results in a training of the networks. The paper has 150.',
        kind: 'number',
        usual: BANANAS_DEFAULTS.epochs,
        min: 1,
        max: 10_000,
        whole: true,
      },
      {
        name: 'encoding',
        label: 'Sees',
        why: 'What the networks see. Paths, as in the paper; of whole networks the short ones.',
        kind: 'choice',
        usual: BANANAS_DEFAULTS.encoding,
        choices: [
          ['paths', 'paths'],
          ['decisions', 'decisions'],
        ],
      },
    ],
    create: (space, parameters, scalarisation, origin) =>
      bananas(
        space,
        {
          initial: numberIn(parameters, 'initial'),
          pool: numberIn(parameters, 'pool'),
          batch: numberIn(parameters, 'batch'),
          ensemble: numberIn(parameters, 'ensemble'),
          layers: numberIn(parameters, 'layers'),
          units: numberIn(parameters, 'units'),
          epochs: numberIn(parameters, 'epochs'),
          encoding: wordIn(parameters, 'encoding'),
        },
        scalarisation,
        origin,
      ),
  },
];
