import { useMemo } from 'react';
import type { LandscapeReport } from '../../../landscape/report.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import type { LabContext } from '../lab-context.ts';
import './analysis.css';
import { type FigureRow, figureRows } from './figure-rows.ts';

interface Props {
  readonly report: LandscapeReport;
  readonly context: LabContext;
}

/** The whole analysis in single figures, each with what it says. */
export function Figures({ report, context }: Props) {
  const rows = useMemo(() => figureRows(report, context), [report, context]);
  const groups = [...new Set(rows.map(({ group }) => group))];
  return (
    <ChartPanel
      title="Figures"
      detail={context.column}
      name="landscape-figures"
      table={() => tableOf(rows)}
      tableOnly
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys. */}
      <section className="lab-figures" tabIndex={0} aria-label="Figures of the landscape">
        {groups.map((group) => (
          <div key={group}>
            <h3 className="section-head">{group}</h3>
            <dl>
              {rows
                .filter((row) => row.group === group)
                .map(({ name, text, about }) => (
                  <div key={name}>
                    <dt>{name}</dt>
                    <dd>{text}</dd>
                    <dd className="about">{about}</dd>
                  </div>
                ))}
            </dl>
          </div>
        ))}
      </section>
    </ChartPanel>
  );
}

const tableOf = (rows: readonly FigureRow[]): ChartTable => ({
  caption: 'Figures of the landscape',
  columns: [{ title: 'Chapter' }, { title: 'Figure' }, { title: 'Value' }, { title: 'Meaning' }],
  rows: rows.length,
  cell: (row, column) => {
    const { group, name, value, about } = rows[row]!;
    return [group, name, value, about][column]!;
  },
});
