import { memo } from 'react';
import { type CandidateView, candidatesOf } from '../../run/candidate-table.ts';
import type { RunView } from '../../run/fold.ts';
import { selectCandidate } from '../route.ts';
import { percent, whole } from '../shared/format.ts';
import { Panel } from '../shared/Panel.tsx';

/** Rows that are drawn at most; the chart's table has all evaluated ones. */
const MOST = 100;

const STATES = {
  proposed: 'waits',
  training: 'trains',
  evaluated: 'evaluated',
  failed: 'failed',
  infeasible: 'over the cap',
  stopped: 'stopped',
} as const;

/** The newest candidates, whatever became of them. */
export function LeaderboardPanel({ run, selected }: { run: RunView | null; selected: number | null }) {
  const rows = run ? candidatesOf(run.candidates).slice(-MOST).reverse() : [];
  return (
    <Panel title="Candidates" detail={rows.length > 0 ? 'newest first' : undefined}>
      {rows.length === 0 ? (
        <div className="empty">
          <p>Candidates in training, finished and failed, with the reason.</p>
        </div>
      ) : (
        <table className="table">
          <caption className="visually-hidden">The newest candidates</caption>
          <thead>
            <tr>
              <th scope="col">Candidate</th>
              <th scope="col">State</th>
              <th scope="col">Error</th>
              <th scope="col" className="wide-only">
                Parameters
              </th>
              <th scope="col" className="wide-only">
                Seconds
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((view) => (
              <Row
                key={view.candidate}
                view={view}
                epochs={run!.started.settings.epochs}
                selected={view.candidate === selected}
              />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

interface RowProps {
  view: CandidateView;
  epochs: number;
  selected: boolean;
}

/** A candidate's row; its view is replaced whenever it changes, so that the others are not drawn again. */
const Row = memo(function Row({ view, epochs, selected }: RowProps) {
  const { candidate, state, curve, error, costs, seconds, reason } = view;
  return (
    <tr aria-selected={selected}>
      <td>
        <button type="button" onClick={() => selectCandidate(candidate)}>
          {candidate}
        </button>
      </td>
      <td className={state === 'failed' ? 'failure' : undefined} title={reason ?? undefined}>
        {state === 'training' ? `epoch ${Math.min(curve.length + 1, epochs)}` : STATES[state]}
      </td>
      <td>{error === null ? '' : percent(error)}</td>
      <td className="wide-only">{whole(costs.parameters)}</td>
      <td className="wide-only">{seconds === null ? '' : seconds.toFixed(1)}</td>
    </tr>
  );
});
