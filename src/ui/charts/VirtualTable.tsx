import { useMemo, useRef, useState } from 'react';
import { selectCandidate } from '../route.ts';
import { sortedByKey } from '../shared/radix-sort.ts';
import type { ChartTable } from './ChartPanel.tsx';
import type { Cell } from './csv.ts';
import { useRowWindow } from './use-row-window.ts';

export interface TableColumn {
  readonly title: string;
  /** How its values are shown; as they are where left out. */
  readonly format?: (value: number) => string;
  /** Left out where there is little room. */
  readonly wide?: boolean;
}

/** Pixels of a row. All are of one height, so that the place of each is known. */
const ROW = 26;
/** Rows drawn beyond the edge, so that scrolling by keys shows no gap. */
const BEYOND = 8;

interface Props {
  readonly table: ChartTable;
  readonly selected: number | null;
}

/**
 * A table of any length: only the rows in sight are drawn. A heading sorts by its column, and again the other way.
 */
export function VirtualTable({ table, selected }: Props) {
  const { caption, columns, rows, candidate } = table;
  const [order, setOrder] = useState<{ column: number; down: boolean } | null>(null);
  const box = useRef<HTMLElement>(null);
  const [window, look] = useRowWindow(box, ROW, BEYOND);
  // Most callers make the table anew each time, and the rows as they are need no list of them.
  const sorted = useMemo(() => (order ? sortedRows(table, order.column, order.down) : null), [table, order]);

  const shown = Array.from(
    { length: Math.max(0, Math.min(rows, window.to) - window.from) },
    (_, i) => sorted?.[window.from + i] ?? window.from + i,
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys.
    <section className="virtual-table" ref={box} onScroll={look} tabIndex={0} aria-label={caption}>
      <table className="table" aria-rowcount={rows + 1}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map(({ title, wide }, column) => (
              <th
                key={title}
                scope="col"
                className={wide ? 'wide-only' : undefined}
                aria-sort={order?.column === column ? (order.down ? 'descending' : 'ascending') : undefined}
              >
                <button
                  type="button"
                  onClick={() => setOrder({ column, down: order?.column === column ? !order.down : false })}
                >
                  {title}
                  {order?.column === column && <span aria-hidden="true">{order.down ? ' ↓' : ' ↑'}</span>}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <Gap rows={window.from} />
          {shown.map((row, i) => (
            <Row
              key={row}
              table={table}
              row={row}
              index={window.from + i + 2}
              selected={selected !== null && candidate?.(row) === selected}
            />
          ))}
          <Gap rows={rows - window.to} />
        </tbody>
      </table>
    </section>
  );
}

/** The room of rows that are not drawn. */
function Gap({ rows }: { rows: number }) {
  if (rows <= 0) return null;
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row takes no focus.
  return <tr aria-hidden="true" style={{ height: rows * ROW }} />;
}

interface RowProps {
  readonly table: ChartTable;
  readonly row: number;
  readonly index: number;
  readonly selected: boolean;
}

function Row({ table, row, index, selected }: RowProps) {
  const { columns, cell, candidate, select = selectCandidate } = table;
  const about = candidate?.(row);
  return (
    <tr
      aria-rowindex={index}
      aria-selected={about === undefined ? undefined : selected}
      style={{ height: ROW }}
    >
      {columns.map(({ title, wide, format }, column) => {
        const value = cell(row, column);
        const text = shownAs(value, format);
        return (
          <td
            key={title}
            className={wide ? 'wide-only' : undefined}
            title={text.length > 24 ? text : undefined}
          >
            {column === 0 && about !== undefined ? (
              <button type="button" onClick={() => select(about)}>
                {text}
              </button>
            ) : (
              text
            )}
          </td>
        );
      })}
    </tr>
  );
}

function shownAs(value: Cell, format: TableColumn['format']): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (Number.isNaN(value)) return '';
  return format ? format(value) : String(value);
}

/** The rows by a column: numbers by size, texts by letters; what is unknown comes last, whichever way. */
function sortedRows({ rows, cell }: ChartTable, column: number, down: boolean): ArrayLike<number> {
  const places = Int32Array.from({ length: rows }, (_, row) => row);
  const values = Array.from(places, (row) => cell(row, column));
  const sign = down ? -1 : 1;
  if (values.some((value) => typeof value === 'string' && value !== ''))
    return places.sort((a, b) => compare(values[a]!, values[b]!, sign) || a - b);
  const keys = Float64Array.from(values, (value) =>
    unknown(value) ? Number.POSITIVE_INFINITY : sign * +value!,
  );
  return sortedByKey(places, keys);
}

const unknown = (cell: Cell): boolean => cell === null || cell === '' || Number.isNaN(cell);

// Made once: a comparison without it takes ten times as long.
const LETTERS = new Intl.Collator('en', { numeric: true });

function compare(a: Cell, b: Cell, sign: number): number {
  if (unknown(a) || unknown(b)) return Number(unknown(a)) - Number(unknown(b));
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * LETTERS.compare(String(a), String(b));
}
