import type { Correlations, LandscapeReport } from '../../../landscape/report.ts';
import { whole } from '../../shared/format.ts';
import { counted, fixed, pValue } from './numbers.ts';

const KINDS = ['pearson', 'spearman', 'kendall'] as const;
const KIND_NAMES = { pearson: 'Pearson r', spearman: 'Spearman ρ', kendall: 'Kendall τ' };

/** The three correlations, over all architectures and over the optima alone. */
export function CorrelationTable({ report }: { readonly report: LandscapeReport }) {
  const { all, optima } = report.fitnessDistance;
  const rows: readonly (readonly [string, Correlations | undefined])[] = [
    [`all ${whole(report.count)}`, all],
    [counted(report.optima.length, 'optimum', 'optima'), optima],
  ];
  return (
    <table className="table">
      <thead>
        <tr>
          <th scope="col">Fitness and distance</th>
          {KINDS.map((kind) => (
            <th key={kind} scope="col">
              {KIND_NAMES[kind]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, correlations]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {correlations ? (
              KINDS.map((kind) => (
                <td key={kind}>
                  {fixed(correlations[kind].value, 3)}{' '}
                  <span className="quiet">{pValue(correlations[kind].p)}</span>
                </td>
              ))
            ) : (
              <td colSpan={KINDS.length}>too few for a correlation</td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
