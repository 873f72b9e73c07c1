import type { Acceptance, Group, Operator } from '../../../landscape/operators/operator.ts';
import { counted } from '../analysis/numbers.ts';
import { expectedEdits, isEven, isSymmetric } from './distances.ts';

/** A position of the space, and what may be chosen there. */
export interface PositionName {
  readonly name: string;
  readonly options: readonly string[];
}

export const ACCEPTANCE_WORDS: Readonly<Record<Acceptance['kind'], string>> = {
  blind: 'Blind',
  elitist: 'Elitist (1 + 1)',
  tournament: 'Tournament (1, n)',
  annealed: 'Annealed',
};

/** What an acceptance does, in a sentence or two. */
export const ACCEPTANCE_EXPLAINED: Readonly<Record<Acceptance['kind'], string>> = {
  blind: 'Every step is taken, whatever it leads to: the walk does not look at fitness.',
  elitist: 'A step is taken where fitness is not less; otherwise the walk stays where it is.',
  tournament: 'Several architectures are drawn, and the fittest of them is taken, even where it is worse.',
  annealed:
    'A step that does not lose is taken; one that loses with probability exp(change / temperature) (Metropolis).',
};

export const GROUP_WORDS: Readonly<Record<Group, { readonly title: string; readonly from: string }>> = {
  best: { title: 'Best tenth', from: 'from the fittest tenth' },
  worst: { title: 'Worst tenth', from: 'from the least fit tenth' },
  all: { title: 'Overall', from: 'from anywhere' },
  skewed: { title: 'Skewed', from: 'from anywhere, the fit more often' },
};

/** A share in per cent with as many decimals as it needs: 50 %, 2.5 %, < 0.1 %. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.0005) return '< 0.1 %';
  return `${Number((share * 100).toFixed(1))} %`;
}

/** A number of edits: 1 edit, 2.35 edits. */
export function editsText(edits: number): string {
  const shown = String(Number(edits.toFixed(2)));
  return shown === '1' ? '1 edit' : `${shown} edits`;
}

/** How many positions a step changes, in words. */
function distanceWords(distances: readonly number[]): string {
  const certain = distances.findIndex((share) => share > 0.9995);
  if (certain === 0) return 'changes nothing';
  if (certain > 0) return `changes ${counted(certain, 'position')}`;
  const drawn = distances.flatMap((share, d) => (share >= 0.0005 ? [d] : []));
  const [first = 0, second = 0] = distances.toSorted((a, b) => b - a);
  const most = distances.indexOf(first);
  // Of equals none is the most frequent.
  const often = first - second < 0.005 ? '' : `, most often ${most === 0 ? 'none' : most}`;
  const stays = distances[0]! >= 0.0005 ? `, and in ${shareText(distances[0]!)} of steps none` : '';
  return (
    `changes ${drawn.find((d) => d > 0)} to ${drawn.at(-1)} positions, ` +
    `${Number(expectedEdits(distances).toFixed(2))} on average${often}${stays}`
  );
}

/** Which positions and options are favoured, in words; empty where none is. */
function favourWords({ positions, options }: Operator, names: readonly PositionName[]): string {
  const parts: string[] = [];
  const most = positions.indexOf(Math.max(...positions));
  if (!isEven({ positions })) parts.push(`It changes ${names[most]?.name ?? 'one position'} most readily.`);
  if (isSymmetric({ options })) return parts.join(' ');
  const [, position, option] = options
    .flatMap((weights, p) => {
      const mean = weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
      return weights.map((weight, o) => [weight / mean, p, o] as const);
    })
    .reduce((best, each) => (each[0] > best[0] ? each : best));
  parts.push(`It favours ${names[position]?.options[option]} at ${names[position]?.name} most.`);
  return parts.join(' ');
}

function acceptanceWords(acceptance: Acceptance): string {
  switch (acceptance.kind) {
    case 'blind':
      return 'Whatever comes of it is taken.';
    case 'elitist':
      return 'It is taken where it is not worse.';
    case 'tournament':
      return `Of ${acceptance.size} draws the fittest is taken.`;
    case 'annealed':
      return `A loss of ${acceptance.temperature} is taken in ${shareText(Math.exp(-1))} of cases; what does not lose, always.`;
  }
}

/** What an operator does, in a few sentences. */
export function operatorSentence(operator: Operator, names: readonly PositionName[]): string {
  const memory = operator.memory;
  return [
    `A step ${distanceWords(operator.distances)}.`,
    favourWords(operator, names),
    acceptanceWords(operator.acceptance),
    memory > 0 &&
      `The last ${memory === 1 ? 'architecture is' : `${memory} architectures are`} not gone back to.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** Whether it is symmetric and what that means, in words. */
export function symmetryWords(operator: Operator): string {
  if (!isSymmetric(operator))
    return 'Not symmetric: some options are taken up more readily than others, so the walk drifts towards them.';
  return operator.acceptance.kind === 'blind'
    ? 'Symmetric: B follows A as often as A follows B. Over all architectures its mean change is exactly zero.'
    : 'Symmetric in what it proposes; what it accepts leans towards the fit.';
}
