import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { pathOf, placeOf } from '../../space/edit.ts';
import type { Problem } from '../../space/validate.ts';
import { brief, huge } from '../shared/format.ts';
import { useApp } from '../store.ts';
import { moveSelection, openSelection, removeSelection } from './commands.ts';
import { focusOf, useDesign } from './design-store.ts';
import { type OutlineItem, outlineOf, visibleItems } from './outline-items.ts';
import { soundFactors } from './sound.ts';

/** The document as a tree: everything that can be selected, by keyboard (arrows, Enter opens, Delete removes). */
export function OutlineTree() {
  const space = useApp((app) => app.space);
  const problems = useApp((app) => app.report?.problems);
  const selected = useDesign((design) => design.selected);
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const list = useRef<HTMLDivElement>(null);
  const byKey = useRef(false);
  const rows = useMemo(() => visibleItems(outlineOf(space), closed), [space, closed]);
  const counted = useDeferredValue(space);
  const factors = useMemo(() => soundFactors(counted), [counted]);
  const focus = focusOf({ selected });
  const focused = Math.max(
    0,
    rows.findIndex(({ item }) => item.path === focus),
  );
  const marks = useMemo(() => problemsByPath(problems ?? []), [problems]);

  // What is selected elsewhere is shown here: closed parts round it open.
  useEffect(() => {
    setClosed((before) => {
      const round = [...before].filter(
        (path) =>
          path !== focus && (path === '' || focus.startsWith(`${path}.`) || focus.startsWith(`${path}[`)),
      );
      return round.length === 0 ? before : new Set([...before].filter((path) => !round.includes(path)));
    });
  }, [focus]);

  // Focus follows the selection while it is in the tree, and stays there when a key took its row away.
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows can change with the focused index the same.
  useEffect(() => {
    const tree = list.current;
    const row = tree?.querySelectorAll<HTMLElement>('[role="treeitem"]')[focused];
    row?.scrollIntoView({ block: 'nearest' });
    if (byKey.current || tree?.contains(document.activeElement)) row?.focus();
    byKey.current = false;
  }, [focused, rows]);

  const toggle = (path: string, open: boolean) =>
    setClosed((before) => {
      const next = new Set(before);
      if (open) next.delete(path);
      else next.add(path);
      return next;
    });

  const onKeyDown = (event: KeyboardEvent) => {
    const { select, selectAll } = useDesign.getState();
    const row = rows[focused]!;
    const go = (index: number) => {
      const target = rows[Math.min(rows.length - 1, Math.max(0, index))]!.item.path;
      if (event.shiftKey)
        selectAll([...useDesign.getState().selected.filter((path) => path !== target), target]);
      else select(target);
    };
    if (event.ctrlKey || event.metaKey) return;
    if (event.altKey) {
      if (event.key === 'ArrowUp' || event.key === 'ArrowDown')
        moveSelection(event.key === 'ArrowUp' ? -1 : 1);
      else return;
    } else if (event.key === 'ArrowDown') go(focused + 1);
    else if (event.key === 'ArrowUp') go(focused - 1);
    else if (event.key === 'Home') go(0);
    else if (event.key === 'End') go(rows.length - 1);
    else if (event.key === 'ArrowRight') {
      if (row.item.children.length === 0) return;
      if (closed.has(row.item.path)) toggle(row.item.path, true);
      else go(focused + 1);
    } else if (event.key === 'ArrowLeft') {
      if (row.item.children.length > 0 && !closed.has(row.item.path)) toggle(row.item.path, false);
      else go(rows.slice(0, focused).findLastIndex(({ level }) => level < row.level));
    } else if (event.key === ' ') select(row.item.path, event.shiftKey ? 'toggle' : 'only');
    else if (event.key === 'Enter') openSelection();
    else if (event.key === 'Delete' || event.key === 'Backspace') removeSelection();
    else return;
    byKey.current = true;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      className="outline-tree"
      role="tree"
      aria-label="Parts of the space"
      aria-multiselectable="true"
      ref={list}
      onKeyDown={onKeyDown}
    >
      {rows.map(({ item, level }, i) => (
        <Row
          key={item.path}
          item={item}
          level={level}
          open={item.children.length > 0 ? !closed.has(item.path) : undefined}
          selected={selected.includes(item.path) || (selected.length === 0 && i === 0)}
          focusable={i === focused}
          factor={factors?.get(item.path)?.toString()}
          problems={marks.get(item.path) ?? 0}
          onToggle={toggle}
        />
      ))}
    </div>
  );
}

interface RowProps {
  item: OutlineItem;
  level: number;
  open: boolean | undefined;
  selected: boolean;
  focusable: boolean;
  factor: string | undefined;
  problems: number;
  onToggle: (path: string, open: boolean) => void;
}

const Row = memo(
  function Row({ item, level, open, selected, focusable, factor, problems, onToggle }: RowProps) {
    const onClick = (event: MouseEvent) =>
      useDesign
        .getState()
        .select(item.path, event.ctrlKey || event.metaKey || event.shiftKey ? 'toggle' : 'only');
    return (
      // biome-ignore lint/a11y/useKeyWithClickEvents: the tree's own key handler serves all its rows.
      <div
        role="treeitem"
        aria-level={level}
        title={item.detail}
        aria-expanded={open}
        aria-selected={selected}
        aria-label={`${item.title}, ${item.detail}${factor && factor !== '1' ? `, times ${huge(factor)}` : ''}${problems > 0 ? `, ${problems} problems` : ''}`}
        tabIndex={focusable ? 0 : -1}
        className={selected ? 'selected' : undefined}
        style={{ paddingLeft: level * 12 - 6 }}
        onClick={onClick}
        onDoubleClick={() => openSelection(item.path)}
      >
        {open === undefined ? (
          <span className="twist" />
        ) : (
          <span
            className="twist"
            aria-hidden="true"
            onClick={(event) => {
              event.stopPropagation();
              onToggle(item.path, !open);
            }}
          >
            {open ? '▾' : '▸'}
          </span>
        )}
        <span className="title">{item.title}</span>
        <span className="detail">{item.detail}</span>
        {problems > 0 && <span className="mark">▲{problems}</span>}
        <span className="factor">{factor === undefined || factor === '1' ? '' : `×${brief(factor)}`}</span>
      </div>
    );
  },
  (before, after) =>
    before.item.title === after.item.title &&
    before.item.detail === after.item.detail &&
    before.item.path === after.item.path &&
    before.level === after.level &&
    before.open === after.open &&
    before.selected === after.selected &&
    before.focusable === after.focusable &&
    before.factor === after.factor &&
    before.problems === after.problems,
);

/** How many errors lie in each part, by the path of the part. */
export function problemsByPath(problems: readonly Problem[]): Map<string, number> {
  const marks = new Map<string, number>();
  for (const { path, severity } of problems) {
    if (severity === 'warning') continue;
    const part = pathOf(placeOf(path));
    marks.set(part, (marks.get(part) ?? 0) + 1);
  }
  return marks;
}
