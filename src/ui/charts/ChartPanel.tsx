import { type ReactNode, useEffect, useRef, useState } from 'react';
import { messageOf } from '../../run/message.ts';
import { Panel } from '../shared/Panel.tsx';
import { saveFile } from '../shared/save-file.ts';
import { type Cell, csvText } from './csv.ts';
import { saveChartPng, saveChartSvg } from './export-chart.ts';
import { type TableColumn, VirtualTable } from './VirtualTable.tsx';

/** The figures of a chart as a table: what is drawn, and nothing else. */
export interface ChartTable {
  /** What the table shows, for those who hear it. */
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: number;
  /** A cell's value: what CSV gets, and what the table shows through the column's `format`. */
  cell(row: number, column: number): Cell;
  /** The candidate that a row is about: choosing the row selects it. */
  candidate?(row: number): number;
  /** Choosing a row does this with what it is about, where that is no candidate of the run. */
  select?(about: number): void;
}

interface Props {
  readonly title: ReactNode;
  readonly detail?: ReactNode;
  readonly area?: string;
  /** File names of its exports begin with this: "pareto". */
  readonly name: string;
  /** Made when it is asked for; `null` while there is nothing to show. */
  readonly table: (() => ChartTable) | null;
  readonly selected?: number | null;
  readonly actions?: ReactNode;
  /** Below the chart or the table: a slider, a legend. */
  readonly footer?: ReactNode;
  /** What is shown is a table itself: `table` is for its file alone. */
  readonly tableOnly?: boolean;
  readonly children: ReactNode;
}

/**
 * A panel with a chart in it: the same figures as a table, both as files, and as large as the window. Escape makes it
 * small again.
 */
export function ChartPanel({
  title,
  detail,
  area,
  name,
  table,
  selected = null,
  actions,
  footer,
  tableOnly = false,
  children,
}: Props) {
  const [asTable, setAsTable] = useState(false);
  const [large, setLarge] = useState(false);
  const [problem, setProblem] = useState('');
  const chart = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!large) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.shiftKey) return;
      event.preventDefault();
      setLarge(false);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [large]);

  const save = (kind: string) => {
    setProblem('');
    const file = `cellscape-${name}`;
    const work = async () => {
      if (kind === 'csv') saveFile(`${file}.csv`, csvOf(table!()), 'text/csv');
      else if (kind === 'svg') saveChartSvg(chart.current!, file);
      else await saveChartPng(chart.current!, file);
    };
    work().catch((error: unknown) => setProblem(messageOf(error)));
  };
  return (
    <Panel
      title={title}
      detail={detail}
      area={area}
      flush
      large={large}
      actions={
        <>
          {actions}
          {table && (
            <>
              <select
                className="save-as"
                aria-label={
                  tableOnly ? `Save the table "${name}" as a file` : `Save the chart "${name}" as a file`
                }
                title="Save as a file"
                value=""
                onChange={({ target }) => save(target.value)}
              >
                <option value="" disabled hidden>
                  ⤓ Save
                </option>
                {!asTable && !tableOnly && <option value="svg">SVG</option>}
                {!asTable && !tableOnly && <option value="png">PNG</option>}
                <option value="csv">CSV</option>
              </select>
              {!tableOnly && (
                <button
                  type="button"
                  className="button small"
                  aria-pressed={asTable}
                  aria-label={asTable ? 'Chart' : 'Table'}
                  title={asTable ? 'The chart again' : 'The same figures as a table'}
                  onClick={() => setAsTable(!asTable)}
                >
                  <span className="in-words">{asTable ? 'Chart' : 'Table'}</span>
                  <span className="as-sign">{asTable ? '∿' : '▤'}</span>
                </button>
              )}
            </>
          )}
          <button
            type="button"
            className="button small"
            aria-pressed={large}
            aria-label={large ? `Make "${name}" small again` : `Make "${name}" as large as the window`}
            title={large ? 'Small again (Esc)' : 'As large as the window'}
            onClick={() => setLarge(!large)}
          >
            {large ? '⤡' : '⤢'}
          </button>
        </>
      }
    >
      <div className="chart-body">
        {problem && (
          <div className="notice failure" role="alert">
            {problem}
          </div>
        )}
        {asTable && table ? (
          <VirtualTable table={table()} selected={selected} />
        ) : (
          <div className="chart-room" ref={chart}>
            {children}
          </div>
        )}
        {footer}
      </div>
    </Panel>
  );
}

function csvOf({ columns, rows, cell }: ChartTable): string {
  return csvText([
    columns.map(({ title }) => title),
    ...Array.from({ length: rows }, (_, row) => columns.map((_, column) => cell(row, column))),
  ]);
}
