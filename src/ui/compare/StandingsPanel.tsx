import type { ComparisonView } from '../../run/comparison-fold.ts';
import { strategyOf } from '../../search/catalogue.ts';
import { Panel } from '../shared/Panel.tsx';
import type { Measure } from './compare-store.ts';
import { type Standing, standingsOf } from './standings.ts';
import { MEASURE_NAMES, measureText } from './words.ts';

interface Props {
  view: ComparisonView | null;
  measure: Measure;
  /** An index among the contestants. */
  reference: number;
  onReference(strategy: string): void;
}

/** What the finished runs say: figures, ranks, and the test against one strategy. */
export function StandingsPanel({ view, measure, reference, onReference }: Props) {
  const contestants = view?.started.contestants ?? [];
  const standings = view ? standingsOf(view, measure, reference) : [];
  const titleOf = (c: number) => strategyOf(contestants[c]!.strategy).title;
  return (
    <Panel
      title="Standings"
      detail={view ? `${MEASURE_NAMES[measure]} at the end of finished runs` : undefined}
      area="standings"
      actions={
        view && (
          <label className="inline-field">
            against
            <select
              value={contestants[reference]!.strategy}
              onChange={(event) => onReference(event.target.value)}
            >
              {contestants.map(({ strategy }, c) => (
                <option key={strategy} value={strategy}>
                  {titleOf(c)}
                </option>
              ))}
            </select>
          </label>
        )
      }
    >
      {view ? (
        <>
          <table className="table">
            <caption className="visually-hidden">
              Standings by {MEASURE_NAMES[measure]}, tested against {titleOf(reference)}
            </caption>
            <thead>
              <tr>
                <th scope="col">Strategy</th>
                <th scope="col">Runs</th>
                <th scope="col">Mean</th>
                <th scope="col">SD</th>
                <th scope="col">Median</th>
                <th scope="col">IQR</th>
                <th scope="col">Rank</th>
                <th scope="col">p</th>
                <th scope="col">A₁₂</th>
              </tr>
            </thead>
            <tbody>
              {standings.map((standing) => (
                <Row key={standing.strategy} standing={standing} measure={measure} />
              ))}
            </tbody>
          </table>
          <p className="quiet">
            p: Mann–Whitney, two-sided, Holm’s correction. A₁₂: how probably a run is better than one of{' '}
            {titleOf(reference)} (½: as often as not). Rank: the average over shared seeds, 1 is best.
          </p>
        </>
      ) : (
        <div className="empty">
          <p>Mean, spread, rank and a statistical test will stand here once runs are finished.</p>
        </div>
      )}
    </Panel>
  );
}

function Row({ standing, measure }: { standing: Standing; measure: Measure }) {
  const { strategy, runs, figures, rank, against } = standing;
  const text = (value: number | undefined) =>
    value === undefined || Number.isNaN(value) ? '–' : measureText(value, measure);
  return (
    <tr>
      <td>{strategyOf(strategy).title}</td>
      <td>{runs}</td>
      <td>{text(figures?.mean)}</td>
      <td>{text(figures?.sd)}</td>
      <td>{text(figures?.median)}</td>
      <td>{text(figures?.iqr)}</td>
      <td>{rank === null ? '–' : rank.toFixed(2)}</td>
      <td>{against ? (against.p < 0.001 ? '< 0.001' : against.p.toFixed(3)) : '–'}</td>
      <td>{against ? against.a12.toFixed(2) : '–'}</td>
    </tr>
  );
}
