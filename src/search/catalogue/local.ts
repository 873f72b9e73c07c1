import { annealing } from '../methods/annealing.ts';
import { localSearch } from '../methods/local-search.ts';
import { randomSearch } from '../methods/random-search.ts';
import { numberIn, type StrategyInfo, wordIn } from './types.ts';

export const LOCAL: readonly StrategyInfo[] = [
  {
    id: 'random',
    title: 'Random search',
    family: 'Local and random search',
    explanation:
      'Draws architectures independently and never one twice. It learns nothing, and is harder to beat than one thinks: show it beside everything else.',
    reference: 'Bergstra & Bengio, JMLR 2012; Li & Talwalkar, UAI 2019',
    objectives: 'front',
    parameters: [],
    create: (space, _parameters, _scalarisation, origin) => randomSearch(space, origin),
  },
  {
    id: 'local-search',
    title: 'Local search',
    family: 'Local and random search',
    explanation:
      'Starts from the best of a few samples and moves to a neighbour, one decision away, that is better, until none is; then it starts again elsewhere. Strong where training is not very noisy.',
    reference: 'White, Nolen & Savani, UAI 2021',
    objectives: 'number',
    parameters: [
      {
        name: 'improvement',
        label: 'Moves to',
        why: 'The first better neighbour, or the best of all. The best one by default: on NATS-Bench it ends higher, and it does not depend on the order of the neighbours.',
        kind: 'choice',
        usual: 'best',
        choices: [
          ['first', 'the first better'],
          ['best', 'the best'],
        ],
      },
      {
        name: 'initial',
        label: 'Samples',
        why: 'Random samples before each climb; the best is its start. 10, as in the paper.',
        kind: 'number',
        usual: 10,
        min: 1,
        max: 1000,
        whole: true,
      },
      {
        name: 'neighbours',
        label: 'Neighbours',
        why: 'Larger neighbourhoods are replaced by so many mutated copies: a list can have millions of neighbours. 64 is more than NATS-Bench’s 24.',
        kind: 'number',
        usual: 64,
        min: 1,
        max: 10_000,
        whole: true,
      },
    ],
    create: (space, parameters, scalarisation, origin) =>
      localSearch(
        space,
        {
          improvement: wordIn(parameters, 'improvement'),
          initial: numberIn(parameters, 'initial'),
          neighbours: numberIn(parameters, 'neighbours'),
        },
        scalarisation,
        origin,
      ),
  },
  {
    id: 'annealing',
    title: 'Simulated annealing',
    family: 'Local and random search',
    explanation:
      'Walks from one architecture to a mutated copy. Better ones are always taken, worse ones with a probability that falls as it cools down: so it can leave a local optimum while it is warm.',
    reference: 'Kirkpatrick, Gelatt & Vecchi, Science 1983',
    objectives: 'number',
    parameters: [
      {
        name: 'initial',
        label: 'Samples',
        why: 'Random samples to begin with: the best is the start, their spread the unit of temperature.',
        kind: 'number',
        usual: 10,
        min: 2,
        max: 1000,
        whole: true,
        fixed: true,
      },
      {
        name: 'temperature',
        label: 'Temperature',
        why: 'The first temperature, in standard deviations of the samples.',
        kind: 'number',
        usual: 0.5,
        min: 0,
        max: 100,
        whole: false,
        fixed: true,
      },
      {
        name: 'cooling',
        label: 'Cooling',
        why: 'The temperature is multiplied by this after each candidate. 0.97 leaves a twentieth of it after 100.',
        kind: 'number',
        usual: 0.97,
        min: 0,
        max: 1,
        whole: false,
      },
    ],
    create: (space, parameters, scalarisation, origin) =>
      annealing(
        space,
        {
          initial: numberIn(parameters, 'initial'),
          temperature: numberIn(parameters, 'temperature'),
          cooling: numberIn(parameters, 'cooling'),
        },
        scalarisation,
        origin,
      ),
  },
];
