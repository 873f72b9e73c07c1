import { type ReactNode, useMemo } from 'react';
import type { ExperimentReport, Group } from '../../../landscape/operators/operator.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { VirtualTable } from '../../charts/VirtualTable.tsx';
import { whole } from '../../shared/format.ts';
import type { LabContext } from '../lab-context.ts';
import { expectedEdits, isSymmetric } from './distances.ts';
import { estimateOf, FIGURE, FIGURES, type Figure, noiseOf, resultOf } from './figures.ts';
import { OperatorLine } from './OperatorLine.tsx';
import './operators.css';
import { ACCEPTANCE_WORDS, GROUP_WORDS, shareText } from './operator-words.ts';

interface Props {
  /** `null` before the experiments. */
  readonly report: ExperimentReport | null;
  readonly context: Pick<LabContext, 'unit'>;
  readonly group: Group;
  readonly onGroup: (group: Group) => void;
  readonly selectedOperator: number | null;
  readonly onSelectOperator: (operator: number) => void;
  readonly title?: ReactNode;
}

/** Every operator with its figures from a group; the file has those of all groups. */
export function OperatorTable({
  report,
  context: { unit },
  group,
  onGroup,
  selectedOperator,
  onSelectOperator,
  title = 'Operators',
}: Props) {
  const shown = useMemo(
    () =>
      report ? tableOf(report, [resultOf(report, group) ? group : report.groups[0]!.group], unit) : null,
    [report, group, unit],
  );
  const selected = selectedOperator === null ? undefined : report?.operators[selectedOperator];
  return (
    <ChartPanel
      title={title}
      detail={report ? whole(report.operators.length) : undefined}
      name="operators"
      tableOnly
      table={
        report
          ? () =>
              tableOf(
                report,
                report.groups.map((each) => each.group),
                unit,
              )
          : null
      }
      actions={
        report && (
          <select
            className="save-as pick"
            aria-label="Starts"
            value={group}
            onChange={({ target }) => onGroup(target.value as Group)}
          >
            {report.groups.map((each) => (
              <option key={each.group} value={each.group}>
                {GROUP_WORDS[each.group].title}
              </option>
            ))}
          </select>
        )
      }
      footer={
        selected && (
          <div className="reach-foot">
            <OperatorLine operator={selected} bars={false} />
          </div>
        )
      }
    >
      {shown ? (
        <div className="operator-table">
          <VirtualTable table={{ ...shown, select: onSelectOperator }} selected={selectedOperator} />
        </div>
      ) : (
        <div className="empty">
          <p>Every operator with its figures will be here: run the experiments.</p>
        </div>
      )}
    </ChartPanel>
  );
}

/** Operators by rows; reach and figures of each group by columns, and what the operator is. */
function tableOf(report: ExperimentReport, wanted: readonly Group[], unit: string): ChartTable {
  const { operators, groups } = report;
  const noise = new Map(FIGURES.map((figure) => [figure, noiseOf(report, figure)]));
  const results = groups.filter(({ group }) => wanted.includes(group));
  const figures = results.flatMap(({ group, outcomes }) => {
    const prefix = results.length > 1 ? `${GROUP_WORDS[group].title}: ` : '';
    const asked = FIGURES.filter((figure) => outcomes.some((outcome) => outcome[figure] !== undefined));
    const column = (key: Figure | 'reach') => ({
      value: (row: number) =>
        key === 'reach'
          ? outcomes[row]!.reach.mean
          : (estimateOf(outcomes[row]!, key, noise.get(key))?.mean ?? null),
      title: `${prefix}${key === 'reach' ? 'reach' : FIGURE[key].title.toLowerCase()}`.replace(
        /^./,
        (first) => first.toUpperCase(),
      ),
      format: (value: number) => (key === 'reach' ? value.toFixed(3) : FIGURE[key].text(value, unit)),
    });
    return [column('reach'), ...asked.map(column)];
  });
  const own = [
    { title: 'Proposed edits', cell: (row: number) => expectedEdits(operators[row]!.distances) },
    { title: 'Acceptance', cell: (row: number) => ACCEPTANCE_WORDS[operators[row]!.acceptance.kind] },
    { title: 'Symmetric', cell: (row: number) => (isSymmetric(operators[row]!) ? 'yes' : 'no') },
    { title: 'Distances 0, 1, …', cell: (row: number) => operators[row]!.distances.map(shareText).join(' ') },
  ];
  return {
    caption: 'Operators and what they do',
    columns: [
      { title: 'Operator' },
      ...figures.map(({ title, format }) => ({ title, format })),
      ...own.map(({ title }) => ({
        title,
        wide: true,
        ...(title === 'Proposed edits' && { format: (value: number) => value.toFixed(3) }),
      })),
    ],
    rows: operators.length,
    cell: (row, column) => {
      if (column === 0) return operators[row]!.name;
      const figure = figures[column - 1];
      if (!figure) return own[column - 1 - figures.length]!.cell(row);
      return figure.value(row);
    },
    candidate: (row) => row,
  };
}
