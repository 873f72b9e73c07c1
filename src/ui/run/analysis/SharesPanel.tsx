import { type ReactNode, useState } from 'react';
import type { QuestionShares, Shares } from '../../../run/analysis/shares.ts';
import type { RunView } from '../../../run/fold.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { whole } from '../../shared/format.ts';
import { CornerSelect } from '../panels/CornerSelect.tsx';
import './analysis.css';
import { useAnalysis } from './analyst.ts';
import { SharesChart } from './SharesChart.tsx';
import { changeWords, share } from './share-words.ts';
import { stretchWords } from './stretches.ts';
import { useCalm } from './use-calm.ts';

const CALM = 1000;

interface Props {
  readonly run: RunView | null;
  readonly selected: number | null;
  readonly title: ReactNode;
}

/** What survives: how often each answer to a question is given, over the run and among the best. */
export function SharesPanel({ run: live, title }: Props) {
  const { run, visible, mark } = useCalm(live, CALM);
  const [byPart, setByPart] = useState(false);
  const [chosen, setChosen] = useState('');
  const { answer, state, problem } = useAnalysis(run, visible, byPart ? 'parts' : 'kinds', (analyst) =>
    analyst.shares({ byKind: !byPart }),
  );
  const questions = answer?.questions ?? [];
  const question =
    questions.find(({ id }) => id === chosen) ??
    questions.find(({ kind }) => kind === 'operation') ??
    questions[0];
  const shown = answer && question && answer.bins.length > 0 ? { shares: answer, question } : null;
  return (
    <ChartPanel
      title={<span ref={mark}>{title}</span>}
      detail={shown ? `of ${whole(shown.shares.candidates)} candidates` : undefined}
      name="what-survives"
      table={shown ? () => tableOf(shown.shares, shown.question) : null}
      footer={
        shown && (
          <div className="analysis-foot">
            <p>{changeWords(shown.question)}</p>
            <details className="fold about">
              <summary>About these shares</summary>
              <p>
                Counted are places: a network of ten blocks answers for the operation of a block ten times.
                The top tenth is of all that were evaluated until then, by non-dominated rank in error and
                parameters, and within a rank by crowding. What a search tries often is not better for it: an
                answer that the top tenth gives more often than all is.
              </p>
            </details>
          </div>
        )
      }
    >
      {shown ? (
        <div className="shares">
          <SharesChart shares={shown.shares} question={shown.question} />
        </div>
      ) : (
        <div className="empty">
          <p>{emptyWords(run, state, problem, answer !== null)}</p>
        </div>
      )}
      <div className="analysis-bar">
        {shown && <LineKey />}
        {state !== 'none' && (
          <button
            type="button"
            className="button small"
            aria-pressed={byPart}
            title="Ask each part of the space for itself, or the whole network at once"
            onClick={() => setByPart(!byPart)}
          >
            By part
          </button>
        )}
        {question && (
          <CornerSelect<string>
            label="Question"
            corner="bottom"
            value={question.id}
            options={questions.map(({ id, label }) => [id, label] as const)}
            onChange={setChosen}
          />
        )}
      </div>
    </ChartPanel>
  );
}

/** What the two lines are. */
function LineKey() {
  return (
    <span className="analysis-key">
      <svg width={16} height={8} aria-hidden="true">
        <path d="M0 4H16" stroke="var(--accent)" strokeWidth={2} />
      </svg>{' '}
      all{' '}
      <svg width={16} height={8} aria-hidden="true">
        <path d="M0 4H16" stroke="var(--ink)" strokeWidth={1.5} strokeDasharray="4 3" />
      </svg>{' '}
      top tenth
    </span>
  );
}

/** Why there is nothing to see. */
function emptyWords(
  run: RunView | null,
  state: 'asking' | 'answered' | 'none',
  problem: string,
  answered: boolean,
): string {
  if (problem) return problem;
  if (state === 'none') return 'This run has no genotypes here.';
  if (!run || run.evaluated === 0)
    return 'How often each operation and option is chosen, among all candidates and among the best, will be here.';
  return answered ? 'This space leaves nothing to choose.' : 'Reading the genotypes …';
}

function tableOf({ by, bins }: Shares, { label, options }: QuestionShares): ChartTable {
  return {
    caption: `${label}: the share of each answer`,
    columns: [
      { title: 'Answer' },
      { title: by === 'generation' ? 'Generation' : 'Evaluations' },
      { title: 'Of all', format: share },
      { title: 'Of the top tenth so far', format: share },
      { title: 'Candidates', format: whole, wide: true },
    ],
    rows: options.length * bins.length,
    cell: (row, column) => {
      const option = options[Math.floor(row / bins.length)]!;
      const i = row % bins.length;
      const bin = bins[i]!;
      switch (column) {
        case 0:
          return option.label;
        case 1:
          return bin.from === bin.to ? bin.from : stretchWords(by, bin).replace(/^\w+ /, '');
        case 2:
          return option.all[i]!;
        case 3:
          return option.best[i]!;
        default:
          return bin.candidates;
      }
    },
  };
}

export default SharesPanel;
