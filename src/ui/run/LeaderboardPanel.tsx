import { type ReactNode, useMemo, useRef, useState } from 'react';
import type { RunView } from '../../run/fold.ts';
import { ChartPanel, type ChartTable } from '../charts/ChartPanel.tsx';
import { whole } from '../shared/format.ts';
import { useMarks } from './marks-store.ts';
import { CandidateList } from './panels/CandidateList.tsx';
import { COLUMN_IDS, COLUMNS, FILE_TITLES, fileValueOf, type Listed } from './panels/candidate-columns.ts';
import { NEWEST_FIRST, ONLY, ONLY_WORDS, type Only, orderOf, type Wanted } from './panels/candidate-order.ts';
import { NoteField } from './panels/NoteField.tsx';
import { useThrottled } from './panels/use-throttled.ts';
import { useView } from './view-store.ts';

/** The list is put in order at most so often, milliseconds, and so many times less than it takes. */
const CALM = 250;
const PAUSE = 20;

interface Props {
  readonly run: RunView | null;
  readonly selected: number | null;
  readonly title: ReactNode;
}

/** All candidates, whatever became of them: sorted, filtered, starred, with notes. */
export function LeaderboardPanel({ run, selected, title }: Props) {
  const [{ column, down, text, only }, setWanted] = useState<Omit<Wanted, 'brush'>>(NEWEST_FIRST);
  const brush = useView((view) => view.brush);
  const changeView = useView((view) => view.change);
  const marks = useMarks((state) => state.marks);
  const problem = useMarks((state) => state.problem);
  const cost = useRef(0);
  const calm = useThrottled(run, Math.max(CALM, PAUSE * cost.current));
  const counted = calm?.started === run?.started ? calm : run;
  const order = useMemo(() => {
    if (!counted) return NOBODY;
    const begin = performance.now();
    const numbers = orderOf(listedOf(counted, marks), counted.front, { column, down, text, only, brush });
    cost.current = performance.now() - begin;
    return numbers;
  }, [counted, marks, column, down, text, only, brush]);
  const change = (changes: Partial<Wanted>) => setWanted((before) => ({ ...before, ...changes }));
  const some = run !== null && run.candidates.count > 0;
  const [noting, setNoting] = useState(false);
  const chosen = selected !== null && run?.candidates.state[selected] ? selected : null;
  const narrowed = text.trim() !== '' || only !== 'all';
  const listed = run && listedOf(run, marks);
  return (
    <ChartPanel
      title={title}
      detail={some ? countText(order.length, run, narrowed || brush !== null) : undefined}
      name="candidates"
      table={listed && some ? () => tableOf(listed, order) : null}
      tableOnly
    >
      {listed && some ? (
        <div className="candidates">
          <div className="row list-filter">
            <input
              type="search"
              aria-label="Only candidates with these words in a column"
              placeholder="Filter"
              value={text}
              onChange={({ target }) => change({ text: target.value })}
            />
            <select
              aria-label="Only candidates that are"
              value={only}
              onChange={({ target }) => change({ only: target.value as Only })}
            >
              {ONLY.map((key) => (
                <option key={key} value={key}>
                  {ONLY_WORDS[key]}
                </option>
              ))}
            </select>
            {brush && (
              <button
                type="button"
                className="button small"
                title="Only candidates in the brushed region of the chart are listed"
                onClick={() => changeView({ brush: null })}
              >
                brushed · clear
              </button>
            )}
            {chosen !== null && (
              <button
                type="button"
                className="button small"
                aria-expanded={noting}
                onClick={() => setNoting(!noting)}
              >
                Note
              </button>
            )}
          </div>
          {problem && <p className="failure">{problem}</p>}
          <CandidateList
            listed={listed}
            version={run.version}
            order={order}
            selected={selected}
            sorted={{ column, down }}
            filter={JSON.stringify([text, only, brush])}
            onSort={(sorting) => change(sorting)}
          />
          {noting && chosen !== null && <NoteField candidate={chosen} />}
        </div>
      ) : (
        <div className="empty">
          <p>Candidates in training, finished and failed, with the reason.</p>
        </div>
      )}
    </ChartPanel>
  );
}

const NOBODY = new Int32Array(0);

const listedOf = (run: RunView, marks: Listed['marks']): Listed => ({
  table: run.candidates,
  marks,
  epochs: run.settings.epochs,
});

const countText = (shown: number, { candidates }: RunView, narrowed: boolean): string =>
  narrowed ? `${whole(shown)} of ${whole(candidates.count)}` : whole(candidates.count);

function tableOf(listed: Listed, order: Int32Array): ChartTable {
  return {
    caption: 'All candidates',
    columns: COLUMN_IDS.map((id) => ({ title: FILE_TITLES[id] ?? COLUMNS[id].title })),
    rows: order.length,
    cell: (row, column) => fileValueOf(COLUMN_IDS[column]!, listed, order[row]!),
  };
}
