import { type KeyboardEvent, memo, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { CandidateTable } from '../../../run/candidate-table.ts';
import { useSize } from '../../shared/use-size.ts';
import { Tip } from '../panels/Tip.tsx';
import { type FamilyTree, isWalk, nextInFamily } from './family.ts';
import {
  candidateLines,
  type ErrorScale,
  errorColour,
  labelOf,
  operatorOf,
  outlineOf,
} from './node-look.tsx';
import { type Places, placed } from './tree-places.ts';

/** Pixels that a number below a column needs. */
const TICK_ROOM = 36;

interface Props {
  readonly table: CandidateTable;
  readonly tree: FamilyTree;
  readonly scale: ErrorScale | null;
  readonly selected: number | null;
  readonly label: string;
  onSelect(candidate: number): void;
  /** An edge was chosen: parent and child. */
  onCompare(parent: number, child: number): void;
}

/**
 * The drawing of a family tree, scrolled where it has no room. Keys lead as in `nextInFamily`; Enter selects, D shows the
 * difference from the parent.
 */
export const LineageTree = memo(function LineageTree({
  table,
  tree,
  scale,
  selected,
  label,
  onSelect,
  onCompare,
}: Props) {
  const [box, size] = useSize<HTMLDivElement>();
  const drawing = useRef<SVGSVGElement>(null);
  const [pointed, setPointed] = useState<{ node: number } | { edge: number } | null>(null);
  /** The candidate that Tab leads to. */
  const [current, setCurrent] = useState<number | null>(null);
  const places = useMemo(() => placed(tree, size), [tree, size]);
  const rootNode = tree.candidates.indexOf(tree.of.at(-1)!);
  const currentNode = current === null ? -1 : tree.candidates.indexOf(current);
  const tabbed = currentNode < 0 ? rootNode : currentNode;

  // The newest are at the right: there the drawing begins to be read.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each family anew, not with each of its changes.
  useLayoutEffect(() => {
    const element = box.current;
    if (element) element.scrollLeft = element.scrollWidth;
  }, [tree.of.join(), size?.width]);

  const go = (node: number) => {
    setCurrent(tree.candidates[node]!);
    drawing.current?.querySelector<SVGElement>(`[data-node="${node}"]`)?.focus();
  };
  const onKey = (event: KeyboardEvent, node: number) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    let used = true;
    if (key === 'Enter' || key === ' ') onSelect(tree.candidates[node]!);
    else if (key === 'd' || key === 'D') {
      const edge = tree.to.indexOf(node);
      if (edge >= 0) onCompare(tree.candidates[tree.from[edge]!]!, tree.candidates[node]!);
    } else if (isWalk(key)) {
      const next = nextInFamily(tree, table, node, key, event.shiftKey);
      if (next !== null) go(next);
    } else used = false;
    if (!used) return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="analysis-scroll" ref={box}>
      {places && (
        // biome-ignore lint/a11y/useSemanticElements: an SVG has no fieldset.
        <svg
          ref={drawing}
          width={places.width}
          height={places.height}
          viewBox={`0 0 ${places.width} ${places.height}`}
          role="group"
          aria-label={label}
          onPointerLeave={() => setPointed(null)}
        >
          <Columns tree={tree} places={places} />
          <g fill="none" stroke="var(--third)">
            {Array.from(tree.from, (from, edge) => (
              <path
                key={`${tree.candidates[from]} ${tree.candidates[tree.to[edge]!]}`}
                d={places.edges[edge]}
                strokeDasharray={isCross(table, tree, edge) ? '4 3' : undefined}
                strokeWidth={1}
              />
            ))}
          </g>
          <Lit table={table} tree={tree} places={places} pointed={pointed} />
          <g fill="none" stroke="transparent" strokeWidth={10}>
            {Array.from(tree.from, (from, edge) => (
              // biome-ignore lint/a11y/noStaticElementInteractions: for the keyboard there are D and the list of differences.
              <path
                key={`${tree.candidates[from]} ${tree.candidates[tree.to[edge]!]}`}
                className="lineage-edge"
                d={places.edges[edge]}
                onPointerEnter={() => setPointed({ edge })}
                onClick={() => onCompare(tree.candidates[from]!, tree.candidates[tree.to[edge]!]!)}
              />
            ))}
          </g>
          {Array.from(tree.candidates, (n, node) => (
            <Node
              key={n}
              node={node}
              candidate={n}
              x={places.x[node]!}
              y={places.y[node]!}
              r={places.r * (tree.of.includes(n) ? 1.35 : 1)}
              outline={outlineOf(operatorOf(table, n), places.r * (tree.of.includes(n) ? 1.35 : 1))}
              colour={scale ? errorColour(table.error[n]!, scale) : null}
              words={candidateLines(table, n).join(', ')}
              anchor={anchorAt(places.x[node]!, places.width)}
              text={places.isLabelled ? labelOf(table, n) : ''}
              isSelected={n === selected}
              isTabbed={node === tabbed}
              onSelect={onSelect}
              onPoint={setPointed}
              onFocus={setCurrent}
              onKey={onKey}
            />
          ))}
          {pointed && <PointTip table={table} tree={tree} places={places} pointed={pointed} />}
        </svg>
      )}
    </div>
  );
});

type Anchor = 'start' | 'middle' | 'end';

/** Pixels of half a node's text, about. */
const HALF = 30;

const anchorAt = (x: number, width: number): Anchor =>
  x < HALF ? 'start' : x > width - HALF ? 'end' : 'middle';

/** Whether an edge leads to a child of two parents. */
const isCross = (table: CandidateTable, tree: FamilyTree, edge: number): boolean =>
  operatorOf(table, tree.candidates[tree.to[edge]!]!).startsWith('crossover');

/** The generations, or numbers, below their columns. */
function Columns({ tree, places }: { tree: FamilyTree; places: Places }) {
  const at = new Map<number, number>();
  for (const [node, column] of tree.column.entries()) at.set(column, places.x[node]!);
  let free = Number.NEGATIVE_INFINITY;
  const shown = tree.columns.flatMap((value, column) => {
    const x = at.get(column)!;
    if (x < free) return [];
    free = x + TICK_ROOM;
    return { value, x };
  });
  const word = tree.by === 'generation' ? 'generation' : 'candidate';
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a group of an SVG takes no focus.
    <g aria-hidden="true">
      {shown.map(({ value, x }) => (
        <line key={value} x1={x} x2={x} y1={4} y2={places.height - 20} stroke="var(--line)" />
      ))}
      {shown.map(({ value, x }, i) => (
        <text
          key={value}
          x={i === 0 ? Math.max(2, x - 8) : x}
          y={places.height - 7}
          textAnchor={i === 0 ? 'start' : 'middle'}
        >
          {i === 0 && (shown[1]?.x ?? Number.POSITIVE_INFINITY) - x > 74 ? `${word} ${value}` : value}
        </text>
      ))}
    </g>
  );
}

interface LitProps {
  readonly table: CandidateTable;
  readonly tree: FamilyTree;
  readonly places: Places;
  readonly pointed: { node: number } | { edge: number } | null;
}

/** The edges of what is under the pointer. */
function Lit({ table, tree, places, pointed }: LitProps) {
  if (!pointed) return null;
  const edges =
    'edge' in pointed
      ? [pointed.edge]
      : [...tree.from.keys()].filter(
          (edge) => tree.from[edge] === pointed.node || tree.to[edge] === pointed.node,
        );
  return (
    <g fill="none" stroke="var(--accent)" strokeWidth={2}>
      {edges.map((edge) => (
        <path
          key={edge}
          d={places.edges[edge]}
          strokeDasharray={isCross(table, tree, edge) ? '4 3' : undefined}
        />
      ))}
    </g>
  );
}

interface NodeProps {
  readonly node: number;
  readonly candidate: number;
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly outline: string;
  readonly colour: string | null;
  readonly words: string;
  /** Beside it; empty where there is no room. */
  readonly text: string;
  /** At the edges of the drawing the text stands inwards. */
  readonly anchor: Anchor;
  readonly isSelected: boolean;
  readonly isTabbed: boolean;
  onSelect(candidate: number): void;
  onPoint(pointed: { node: number } | null): void;
  onFocus(candidate: number): void;
  onKey(event: KeyboardEvent, node: number): void;
}

function Node({
  node,
  candidate,
  x,
  y,
  r,
  outline,
  colour,
  words,
  text,
  anchor,
  isSelected,
  isTabbed,
  ...on
}: NodeProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: an SVG has no button.
    <g
      className="lineage-node"
      data-node={node}
      transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
      tabIndex={isTabbed ? 0 : -1}
      role="button"
      aria-label={words}
      aria-pressed={isSelected}
      onPointerEnter={() => on.onPoint({ node })}
      onFocus={() => {
        on.onFocus(candidate);
        on.onPoint({ node });
      }}
      onBlur={() => on.onPoint(null)}
      onClick={() => on.onSelect(candidate)}
      onKeyDown={(event) => on.onKey(event, node)}
    >
      <circle className="ring" r={r + 4} fill="transparent" stroke="none" />
      {isSelected && <circle r={r + 3.5} fill="none" stroke="var(--ink)" strokeWidth={2} />}
      <path
        d={outline}
        fill={colour ?? 'var(--panel)'}
        stroke={colour ? 'var(--second)' : 'var(--third)'}
        strokeDasharray={colour ? undefined : '2 2'}
        strokeWidth={1}
      />
      {text && (
        <text x={anchor === 'middle' ? 0 : anchor === 'start' ? -r : r + 11} y={-r - 6} textAnchor={anchor}>
          {text}
        </text>
      )}
    </g>
  );
}

function PointTip({
  table,
  tree,
  places,
  pointed,
}: LitProps & { pointed: { node: number } | { edge: number } }) {
  const node = 'node' in pointed ? pointed.node : tree.to[pointed.edge]!;
  const n = tree.candidates[node];
  if (n === undefined) return null;
  const hidden = tree.hiddenParents[node]!;
  const lines =
    'node' in pointed
      ? [
          ...candidateLines(table, n),
          ...(hidden > 0 ? [`${hidden} ${hidden === 1 ? 'parent is' : 'parents are'} not shown`] : []),
        ]
      : [
          `${tree.candidates[tree.from[pointed.edge]!]} → ${n}`,
          operatorOf(table, n),
          'a press shows what changed',
        ];
  return <Tip area={{ size: places }} x={places.x[node]!} y={places.y[node]!} lines={lines} />;
}
