import { type ReactNode, useMemo, useState } from 'react';
import type { RunView } from '../../../run/fold.ts';
import { FOREST } from '../../../search/analysis/importance.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { CornerSelect } from '../panels/CornerSelect.tsx';
import './analysis.css';
import { useAnalysis } from './analyst.ts';
import { ImportanceChart } from './ImportanceChart.tsx';
import {
  doubtWords,
  type ImportancePair,
  type ImportanceRow,
  importanceRows,
  LEAST_CANDIDATES,
  LEAST_R2,
  points,
  trustWords,
} from './importance-rows.ts';
import { share } from './share-words.ts';
import { useCalm } from './use-calm.ts';

const CALM = 1000;

const CUTS = [
  ['all', 'among all'],
  ['half', 'among the better half'],
] as const;
type Cut = (typeof CUTS)[number][0];

interface Props {
  readonly run: RunView | null;
  readonly selected: number | null;
  readonly title: ReactNode;
}

/** Which choices matter for the error, and which for the size. */
export function ImportancePanel({ run: live, title }: Props) {
  const { run, visible, mark } = useCalm(live, CALM);
  const [cut, setCut] = useState<Cut>('all');
  const { answer, state, problem } = useAnalysis<ImportancePair>(run, visible, cut, async (analyst) => {
    const [error, parameters] = await Promise.all([
      analyst.importance({ figure: 'error', cut: cut === 'half' ? 0.5 : 1 }),
      analyst.importance({ figure: 'parameters' }),
    ]);
    return { error, parameters };
  });
  const rows = useMemo(() => (answer ? importanceRows(answer) : []), [answer]);
  const doubt = answer ? doubtWords(answer) : '';
  const shown = answer && rows.length > 0 ? answer : null;
  return (
    <ChartPanel
      title={<span ref={mark}>{title}</span>}
      name="importance"
      table={shown ? () => tableOf(rows) : null}
    >
      {shown ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys.
        <section className="analysis-scroll importance" tabIndex={0} aria-label="Importance of each choice">
          <p className={doubt ? 'lead warning' : 'lead'}>{doubt || trustWords(shown)}</p>
          <ImportanceChart rows={rows} />
          <About report={shown} />
        </section>
      ) : (
        <div className="empty">
          <p>{emptyWords(run, state, problem, doubt)}</p>
        </div>
      )}
      {shown && (
        <div className="analysis-bar">
          <CornerSelect<Cut>
            label="Importance among"
            corner="bottom"
            value={cut}
            options={CUTS}
            onChange={setCut}
          />
        </div>
      )}
    </ChartPanel>
  );
}

/** Why there is nothing to see. */
function emptyWords(
  run: RunView | null,
  state: 'asking' | 'answered' | 'none',
  problem: string,
  doubt: string,
): string {
  if (problem) return problem;
  if (state === 'none') return 'This run has no genotypes here.';
  if (!run || run.evaluated === 0)
    return 'How much each choice of the space matters, for the error and for the size, will be here.';
  return doubt || 'Learning from the genotypes …';
}

/** How it is computed, and how far it can be believed. */
function About({ report: { error, parameters } }: { report: ImportancePair }) {
  if (!error || !parameters) return null;
  const rest = Math.max(0, 1 - error.alone - error.inPairs);
  return (
    <details className="fold about importance-about">
      <summary>About these shares</summary>
      <p>
        Functional ANOVA: a random forest of {FOREST.trees} trees learns the figure from the answers at{' '}
        {error.places} places of the space, and what it learned is taken apart:
      </p>
      <p className="formula">
        f(x) = f₀ + Σᵢ fᵢ(xᵢ) + Σᵢ﹤ⱼ fᵢⱼ(xᵢ, xⱼ) + …, share of choice i = Var fᵢ / Var f
      </p>
      <p>
        fᵢ(xᵢ) is the forest's mean over all other answers, less f₀; all combinations of answers count alike.
        The bars are sums over the places of a choice. Of the error, {share(error.alone)} of the forest's
        variance comes from places alone, {share(error.inPairs)} from pairs, {share(rest)} from more.
        {error.leftOut > 0 && ` ${error.leftOut} places were left out for want of room.`}
      </p>
      <p>
        The upright stroke is what as many places are given that decide nothing: a few such were added. A
        choice whose bar is not much longer may not matter at all.
      </p>
      {error.pairs[0] && (
        <p>
          Strongest pair: {error.pairs[0].first} with {error.pairs[0].second}, {share(error.pairs[0].share)}.
        </p>
      )}
      <p>
        R² is out of bag: how much of the variance among candidates the trees explain that did not learn from
        them. Rule: shares are worth believing from R² {LEAST_R2} and {LEAST_CANDIDATES} candidates on. A
        search visits some answers together; then the forest may take one for the other.
      </p>
      <p>
        “Among the better half” cuts errors above the median down to it: what matters among good candidates.
      </p>
      <p className="quiet">
        F. Hutter, H. Hoos, K. Leyton-Brown: An efficient approach for assessing hyperparameter importance.
        ICML 2014.
      </p>
    </details>
  );
}

function tableOf(rows: readonly ImportanceRow[]): ChartTable {
  return {
    caption: 'How much of the variance each choice explains',
    columns: [
      { title: 'Choice' },
      { title: 'Of error', format: share },
      { title: 'Of log parameters', format: share },
      { title: 'Of error by chance', format: share, wide: true },
      { title: 'Of log parameters by chance', format: share, wide: true },
      { title: 'Lowest error with' },
      { title: 'Highest error with' },
      { title: 'Places', wide: true },
    ],
    rows: rows.length,
    cell: (row, column) => {
      const { label, error, parameters, errorByChance, parametersByChance, answers, places } = rows[row]!;
      const words = (answer: ImportanceRow['answers'][number] | undefined) =>
        answer ? `${answer.label} (${points(answer.effect)})` : null;
      switch (column) {
        case 0:
          return label;
        case 1:
          return error;
        case 2:
          return parameters;
        case 3:
          return errorByChance;
        case 4:
          return parametersByChance;
        case 5:
          return words(answers[0]);
        case 6:
          return words(answers.at(-1));
        default:
          return places;
      }
    },
  };
}

export default ImportancePanel;
