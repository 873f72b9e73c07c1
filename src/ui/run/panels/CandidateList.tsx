import {
  type KeyboardEvent,
  memo,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { STATE } from '../../../run/candidate-table.ts';
import { useRowWindow } from '../../charts/use-row-window.ts';
import { selectCandidate } from '../../route.ts';
import { COLUMN_IDS, COLUMNS, type ColumnId, type Listed } from './candidate-columns.ts';
import { StarButton } from './StarButton.tsx';

/** Pixels of a row and of the headings. All rows are of one height, so that the place of each is known. */
const ROW = 26;
const HEAD = 27;
/** Rows drawn beyond the edges. */
const BEYOND = 4;

const WIDTH = COLUMN_IDS.reduce((sum, id) => sum + COLUMNS[id].width, 0);

/** How the list is sorted. */
interface Sorting {
  readonly column: ColumnId;
  readonly down: boolean;
}

interface Props {
  readonly listed: Listed;
  /** Changes when the table does, which is updated in place. */
  readonly version: number;
  /** Candidate numbers. */
  readonly order: Int32Array;
  readonly selected: number | null;
  readonly sorted: Sorting;
  /** Another one where others are listed: the list begins at its top again. */
  readonly filter: string;
  onSort(sorting: Sorting): void;
}

/**
 * Candidates as a table of any length: only the rows in sight are drawn. Up and down move from row to row, Enter selects,
 * Home and End lead to the ends. A row in sight stays where it is when others come above it.
 */
export function CandidateList({ listed, version, order, selected, sorted, filter, onSort }: Props) {
  const box = useRef<HTMLElement>(null);
  const [shown, look] = useRowWindow(box, ROW, BEYOND);
  const [cursor, setCursor] = useState<number | null>(null);
  useAnchor(box, order, `${sorted.column} ${sorted.down} ${filter}`, look);

  const places = useMemo(() => placesOf(order, listed.table.count), [order, listed.table.count]);
  const reveal = useCallback(
    (candidate: number) => {
      const place = places[candidate] ?? 0;
      const element = box.current!;
      if (place === 0) return;
      const top = (place - 1) * ROW;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + ROW + HEAD > element.scrollTop + element.clientHeight)
        element.scrollTop = top + ROW + HEAD - element.clientHeight;
    },
    [places],
  );
  // Only when another is selected: the list must not jump back to it with every candidate that comes.
  const revealed = useRef<number | null>(null);
  useEffect(() => {
    if (selected === revealed.current) return;
    revealed.current = selected;
    setCursor(selected);
    if (selected !== null) reveal(selected);
  }, [selected, reveal]);

  const onKey = (event: KeyboardEvent) => {
    if (event.target !== box.current && event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
    if (event.target instanceof Element && event.target.closest('thead')) return;
    const place = cursor === null ? 0 : (places[cursor] ?? 0);
    if (event.key === 'Enter' && place > 0) selectCandidate(cursor!);
    else {
      const next = nextPlace(event.key, place, order.length, Math.floor(box.current!.clientHeight / ROW) - 2);
      if (next === null) return;
      const candidate = order[next - 1];
      if (candidate === undefined) return;
      setCursor(candidate);
      reveal(candidate);
      box.current!.focus({ preventScroll: true });
    }
    event.preventDefault();
  };

  const rows = order.subarray(shown.from, shown.to);
  return (
    <section
      className="virtual-table candidate-list"
      ref={box}
      onScroll={look}
      onKeyDown={onKey}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys.
      tabIndex={0}
      aria-label="All candidates: up and down move, Enter selects"
    >
      <table className="table" aria-rowcount={order.length + 1} style={{ minWidth: WIDTH }}>
        <caption className="visually-hidden">All candidates</caption>
        <colgroup>
          {COLUMN_IDS.map((id) => (
            <col key={id} style={{ width: COLUMNS[id].width }} />
          ))}
        </colgroup>
        <Head sorted={sorted} onSort={onSort} />
        <tbody>
          <Spacer rows={Math.min(shown.from, order.length)} />
          {Array.from(rows, (candidate, i) => (
            <Row
              key={candidate}
              listed={listed}
              candidate={candidate}
              index={shown.from + i + 2}
              selected={candidate === selected}
              current={candidate === cursor}
              // What else of a row may change.
              news={isOver(listed, candidate) ? 0 : version}
            />
          ))}
          <Spacer rows={Math.max(0, order.length - shown.to)} />
        </tbody>
      </table>
      {order.length === 0 && <p className="quiet nobody">No candidate is like that.</p>}
    </section>
  );
}

/** For each candidate one more than its place in the list; 0 where it is not listed. */
function placesOf(order: Int32Array, count: number): Int32Array {
  const places = new Int32Array(count + 1);
  for (let place = 0; place < order.length; place++) places[order[place]!] = place + 1;
  return places;
}

/** The place, from 1, that a key leads to; `null` for other keys. `page`: rows in sight. */
function nextPlace(key: string, place: number, count: number, page: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowUp: -1,
    ArrowDown: 1,
    PageUp: -page,
    PageDown: page,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  const step = steps[key];
  return step === undefined ? null : Math.max(1, Math.min(count, place + step));
}

/**
 * Keeps the first row in sight where it is when others come above it; at the very top the newest are shown. Sorted or
 * filtered otherwise, the list begins at its top.
 */
function useAnchor(
  box: React.RefObject<HTMLElement | null>,
  order: Int32Array,
  asked: string,
  look: () => void,
): void {
  const before = useRef({ order, asked });
  useLayoutEffect(() => {
    const { order: old, asked: askedBefore } = before.current;
    before.current = { order, asked };
    const element = box.current!;
    if (asked !== askedBefore) element.scrollTop = 0;
    else if (old !== order && element.scrollTop >= ROW) {
      const first = Math.floor(element.scrollTop / ROW);
      const place = order.indexOf(old[first] ?? 0);
      if (place >= 0 && place !== first) element.scrollTop += (place - first) * ROW;
    }
    look();
  }, [box, order, asked, look]);
}

const isOver = ({ table }: Listed, n: number): boolean =>
  table.state[n] !== STATE.training && table.state[n] !== STATE.proposed;

/** Room of the rows that are not drawn. */
const Spacer = ({ rows }: { rows: number }) => (
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row takes no focus.
  <tr aria-hidden="true" style={{ height: rows * ROW }} />
);

const Head = memo(function Head({ sorted, onSort }: Pick<Props, 'sorted' | 'onSort'>) {
  return (
    <thead>
      <tr aria-rowindex={1}>
        {COLUMN_IDS.map((id) => {
          const { title, sign, words } = COLUMNS[id];
          const here = sorted.column === id;
          return (
            <th
              key={id}
              scope="col"
              className={words ? 'words' : undefined}
              aria-sort={here ? (sorted.down ? 'descending' : 'ascending') : undefined}
            >
              <button
                type="button"
                aria-label={sign && title}
                title={sign && title}
                onClick={() => onSort({ column: id, down: here ? !sorted.down : false })}
              >
                {sign ?? title}
                {here && <span aria-hidden="true">{sorted.down ? ' ↓' : ' ↑'}</span>}
              </button>
            </th>
          );
        })}
      </tr>
    </thead>
  );
});

interface RowProps {
  readonly listed: Listed;
  readonly candidate: number;
  readonly index: number;
  readonly selected: boolean;
  readonly current: boolean;
  readonly news: number;
}

const Row = memo(
  function Row({ listed, candidate, index, selected, current }: RowProps) {
    const failed = listed.table.state[candidate] === STATE.failed;
    const tabIndex = current ? 0 : -1;
    return (
      <tr
        aria-rowindex={index}
        aria-selected={selected}
        className={current ? 'current' : undefined}
        style={{ height: ROW }}
      >
        {COLUMN_IDS.map((id) => {
          const { text, words } = COLUMNS[id];
          if (id === 'candidate')
            return (
              <td key={id}>
                <button type="button" tabIndex={tabIndex} onClick={() => selectCandidate(candidate)}>
                  {candidate}
                </button>
              </td>
            );
          if (id === 'star')
            return (
              <td key={id}>
                <StarButton className="star" candidate={candidate} tabIndex={tabIndex} />
              </td>
            );
          const shown = text(listed, candidate);
          return (
            <td
              key={id}
              className={id === 'state' && failed ? 'words failure' : words ? 'words' : undefined}
              title={words && shown.length > 18 ? shown : undefined}
            >
              {shown}
            </td>
          );
        })}
      </tr>
    );
  },
  (before, after) =>
    before.candidate === after.candidate &&
    before.index === after.index &&
    before.selected === after.selected &&
    before.current === after.current &&
    before.news === after.news &&
    before.listed.table === after.listed.table &&
    before.listed.epochs === after.listed.epochs &&
    before.listed.marks.get(after.candidate) === after.listed.marks.get(after.candidate),
);
