import type { ExperimentReport, Hypothesis } from '../../../landscape/operators/operator.ts';
import { counted } from '../analysis/numbers.ts';

/** A verdict's word, and what it means. */
export const VERDICTS: Readonly<
  Record<Hypothesis['verdict'], { readonly word: string; readonly explained: string }>
> = {
  supported: { word: 'Supported', explained: 'The figures point the way that the hypothesis says.' },
  contradicted: { word: 'Contradicted', explained: 'The figures point the other way.' },
  undecided: { word: 'Undecided', explained: 'The figures do not tell: the interval holds 0.' },
  'cannot show': { word: 'Cannot show', explained: 'These experiments cannot show it, whatever is true.' },
};

/** The verdicts as text, to be put into a note. */
export function hypothesesText({ operators, hypotheses, options }: ExperimentReport, column: string): string {
  const parts = hypotheses.map(({ id, claim, verdict, evidence, caveats }) =>
    [
      `${id}: ${claim}`,
      `Verdict: ${VERDICTS[verdict].word.toLowerCase()}.`,
      ...evidence.map((sentence) => `- ${sentence}`),
      ...(caveats.length > 0 ? ['But:', ...caveats.map((sentence) => `- ${sentence}`)] : []),
    ].join('\n'),
  );
  const head = `${column}, ${familyWords({ operators })}, seed ${options.seed}`;
  return `${[head, ...parts].join('\n\n')}\n`;
}

/** Which operators the experiments were made with: "1,000 operators, blind". */
export function familyWords({ operators }: Pick<ExperimentReport, 'operators'>): string {
  const kinds = [...new Set(operators.map(({ acceptance }) => acceptance.kind))];
  return `${counted(operators.length, 'operator')}, ${kinds.join(', ')}`;
}
