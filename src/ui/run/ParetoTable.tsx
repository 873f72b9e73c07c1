import { candidatesOf } from '../../run/candidate-table.ts';
import type { RunView } from '../../run/fold.ts';
import { selectCandidate } from '../route.ts';
import { percent, whole } from '../shared/format.ts';

/** The Pareto chart as a table: the front first, then all others, each by parameters. */
export function ParetoTable({ run, selected }: { run: RunView; selected: number | null }) {
  const onFront = new Set(run.front);
  const rows = candidatesOf(run.candidates)
    .filter(({ error }) => error !== null)
    .sort(
      (a, b) =>
        Number(onFront.has(b.candidate)) - Number(onFront.has(a.candidate)) ||
        a.costs.parameters - b.costs.parameters,
    );
  return (
    <table className="table">
      <caption className="visually-hidden">Evaluated candidates, the Pareto front first</caption>
      <thead>
        <tr>
          <th scope="col">Candidate</th>
          <th scope="col">Front</th>
          <th scope="col">Parameters</th>
          <th scope="col">Validation error</th>
          <th scope="col">MACs</th>
          <th scope="col">Generation</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ candidate, costs, error, generation }) => (
          <tr key={candidate} aria-selected={candidate === selected}>
            <td>
              <button type="button" onClick={() => selectCandidate(candidate)}>
                {candidate}
              </button>
            </td>
            <td>{onFront.has(candidate) ? 'yes' : ''}</td>
            <td>{whole(costs.parameters)}</td>
            <td>{percent(error!)}</td>
            <td>{whole(costs.macs)}</td>
            <td>{generation}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
