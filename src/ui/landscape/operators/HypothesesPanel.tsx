import { type ReactNode, useState } from 'react';
import type { ExperimentReport, Hypothesis } from '../../../landscape/operators/operator.ts';
import { Panel } from '../../shared/Panel.tsx';
import type { LabContext } from '../lab-context.ts';
import { familyWords, hypothesesText, VERDICTS } from './hypotheses-text.ts';
import './operators.css';

interface Props {
  /** `null` before the experiments. */
  readonly report: ExperimentReport | null;
  readonly context: Pick<LabContext, 'column'>;
  readonly title?: ReactNode;
}

/** The three hypotheses of the source: what the experiments say of each, and with which caveats. */
export function HypothesesPanel({ report, context, title = 'Hypotheses' }: Props) {
  /** What came of copying, and of which report. */
  const [last, setLast] = useState<{ of: ExperimentReport; word: 'Copied' | 'Not copied' } | null>(null);
  const copied = last?.of === report ? last?.word : undefined;
  const copy = () =>
    navigator.clipboard.writeText(hypothesesText(report!, context.column)).then(
      () => setLast({ of: report!, word: 'Copied' }),
      () => setLast({ of: report!, word: 'Not copied' }),
    );
  return (
    <Panel
      title={title}
      detail={report && familyWords(report)}
      scrolls
      actions={
        report && (
          <>
            <span aria-live="polite" className="quiet">
              {copied === 'Not copied' ? 'The browser let nothing be copied.' : copied}
            </span>
            <button type="button" className="button small" onClick={() => void copy()}>
              Copy as text
            </button>
          </>
        )
      }
    >
      {report ? (
        <div className="hypotheses">
          {report.hypotheses.map((hypothesis) => (
            <Card key={hypothesis.id} hypothesis={hypothesis} />
          ))}
        </div>
      ) : (
        <div className="empty">
          <p>What the experiments say of the three hypotheses will be here.</p>
        </div>
      )}
    </Panel>
  );
}

function Card({ hypothesis: { id, claim, verdict, evidence, caveats } }: { hypothesis: Hypothesis }) {
  const { word, explained } = VERDICTS[verdict];
  return (
    <article className="hypothesis" aria-label={`${id}: ${word}`}>
      <h3>
        {id} <span className="claim">{claim}</span>
      </h3>
      <p className={`verdict ${verdict.replace(' ', '-')}`} title={explained}>
        <VerdictMark verdict={verdict} />
        <b>{word}</b>
      </p>
      <ul className="plain-list evidence" aria-label="Evidence">
        {evidence.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {caveats.length > 0 && (
        <details className="fold" open>
          <summary>Caveats</summary>
          <ul className="plain-list caveats">
            {caveats.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}

/** A shape for each verdict, so that colour says nothing alone: tick in a disc, cross in a diamond, and so on. */
const SHAPES: Readonly<Record<Hypothesis['verdict'], { readonly frame: string; readonly sign: string }>> = {
  supported: { frame: 'M9 1a8 8 0 1 0 0 16a8 8 0 0 0 0-16z', sign: 'M5 9.5l3 3l5-6' },
  contradicted: { frame: 'M9 0l9 9l-9 9l-9-9z', sign: 'M6 6l6 6M12 6l-6 6' },
  undecided: { frame: 'M1.5 1.5h15v15h-15z', sign: 'M5 9q2-4 4 0t4 0' },
  'cannot show': { frame: 'M9 1a8 8 0 1 0 0 16a8 8 0 0 0 0-16z', sign: 'M4 4l10 10' },
};

function VerdictMark({ verdict }: { verdict: Hypothesis['verdict'] }) {
  const { frame, sign } = SHAPES[verdict];
  return (
    <svg width={18} height={18} viewBox="0 0 18 18" fill="none" stroke="currentColor" aria-hidden="true">
      <path d={frame} strokeWidth={1.3} />
      <path d={sign} strokeWidth={2} strokeLinecap="round" />
    </svg>
  );
}
