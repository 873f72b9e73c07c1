import { childrenOf } from '../../../run/analysis/kin.ts';
import type { CandidateView } from '../../../run/candidate-table.ts';
import type { RunView } from '../../../run/fold.ts';
import { selectCandidate } from '../../route.ts';
import { percent } from '../../shared/format.ts';

/** Children that are named; the lineage shows them all. */
const NAMED = 12;

/** Where a candidate comes from, and what came of it. */
export function Relatives({ run, view }: { run: RunView; view: CandidateView }) {
  const { candidates: table } = run;
  const { candidate, operator, parents } = view;
  const children = childrenOf(table, candidate);
  const errorOf = (n: number) => (Number.isNaN(table.error[n]) ? '' : percent(table.error[n]!));
  const link = (n: number) => (
    <button
      key={n}
      type="button"
      className="button small"
      title={errorOf(n)}
      onClick={() => selectCandidate(n)}
    >
      {n}
    </button>
  );
  return (
    <dl className="facts">
      <dt>Comes from</dt>
      <dd>
        {operator} {parents.map(link)}
      </dd>
      <dt>Children</dt>
      <dd>
        {children.length === 0 ? 'none' : children.slice(0, NAMED).map(link)}
        {children.length > NAMED && ` and ${children.length - NAMED} more`}
      </dd>
    </dl>
  );
}
