import {
  FEWEST,
  type ImportanceReport,
  type QuestionEffect,
} from '../../../run/analysis/question-importance.ts';

/** What a choice explains of both figures. */
export interface ImportanceRow {
  readonly id: string;
  readonly label: string;
  /** Shares of the variance, 0 … 1. */
  readonly error: number;
  readonly parameters: number;
  /** The shares that as many places would be given that decide nothing. */
  readonly errorByChance: number;
  readonly parametersByChance: number;
  /** Answers by the error that comes with them, the best first: "3×3 −0.8". */
  readonly answers: readonly { readonly label: string; readonly effect: number }[];
  readonly places: number;
}

/** Both reports of a run; each is `null` with too few candidates. */
export interface ImportancePair {
  readonly error: ImportanceReport | null;
  readonly parameters: ImportanceReport | null;
}

/** The choices, the most important for the error first. */
export function importanceRows({ error, parameters }: ImportancePair): ImportanceRow[] {
  const ofSize = new Map<string, QuestionEffect>(
    (parameters?.questions ?? []).map((question) => [question.id, question]),
  );
  return (error?.questions ?? [])
    .map(({ id, label, share, places, options }) => ({
      id,
      label,
      error: share,
      parameters: ofSize.get(id)?.share ?? 0,
      errorByChance: (error?.noise ?? 0) * places,
      parametersByChance: (parameters?.noise ?? 0) * (ofSize.get(id)?.places ?? 0),
      answers: options
        .filter(({ effect }) => !Number.isNaN(effect))
        .map(({ label: answer, effect }) => ({ label: answer, effect }))
        .sort((a, b) => a.effect - b.effect),
      places,
    }))
    .sort((a, b) => b.error - a.error || b.parameters - a.parameters);
}

/** Below this the forest has not understood the figure: the rule for what is worth believing. */
export const LEAST_R2 = 0.5;
/** With fewer candidates shares change much from run to run. */
export const LEAST_CANDIDATES = 100;

/** Why the shares are not to be believed yet, in a sentence; empty where they may be. */
export function doubtWords({ error, parameters }: ImportancePair): string {
  if (!error || !parameters) return `With fewer than ${FEWEST} evaluated candidates nothing can be learned.`;
  const weak = [
    { name: 'error', rSquared: error.rSquared },
    { name: 'size', rSquared: parameters.rSquared },
  ].filter(({ rSquared }) => !(rSquared >= LEAST_R2));
  const few = error.candidates < LEAST_CANDIDATES;
  if (weak.length === 0 && !few) return '';
  const figures = weak.map(({ name, rSquared }) => `R² ${figure(rSquared)} of ${name}`).join(' and ');
  const reasons = [
    ...(weak.length > 0 ? [`${figures} ${weak.length > 1 ? 'are' : 'is'} below ${LEAST_R2}`] : []),
    ...(few ? [`n = ${error.candidates} is below ${LEAST_CANDIDATES}`] : []),
  ];
  return `Too little to believe: ${reasons.join(', ')}.`;
}

const figure = (value: number): string => (Number.isNaN(value) ? 'none' : value.toFixed(2).replace('-', '−'));

/** How well the forest explains what it has not seen: "R² 0.41 of error, 0.93 of size, n = 212". */
export function trustWords({ error, parameters }: ImportancePair): string {
  if (!error || !parameters) return '';
  return `R² ${figure(error.rSquared)} of error, ${figure(parameters.rSquared)} of size, n = ${error.candidates}`;
}

/** An effect on the error in points of per cent: "−0.80". */
export const points = (effect: number): string =>
  `${effect < 0 ? '−' : '+'}${Math.abs(effect * 100).toFixed(2)}`;
