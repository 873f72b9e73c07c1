import type { FamilyTree } from './family.ts';

/** Pixels between columns and between lanes: as much as there is room for, within these. */
const ACROSS = { least: 17, most: 140 };
const DOWN = { least: 12, most: 64 };
/** With so much between nodes their numbers and errors stand beside them. */
const LABELLED = { across: 64, down: 30 };
const MARGIN = { left: 16, right: 20, top: 22, bottom: 32 };

/** Where the marks and edges of a family tree are drawn: pixels. */
export interface Places {
  readonly width: number;
  readonly height: number;
  readonly r: number;
  /** By node. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly edges: readonly string[];
  readonly isLabelled: boolean;
}

/** Places a family tree: as wide and high as there is room, and more where that is too tight; `null` without room. */
export function placed(
  tree: FamilyTree,
  size: { readonly width: number; readonly height: number } | null,
): Places | null {
  if (!size || size.width < 40 || size.height < 40) return null;
  const room = {
    across: size.width - MARGIN.left - MARGIN.right,
    down: size.height - MARGIN.top - MARGIN.bottom,
  };
  const gap = (space: number, gaps: number, { least, most }: typeof ACROSS) =>
    Math.min(most, Math.max(least, space / Math.max(1, gaps)));
  const across = gap(room.across, tree.columns.length - 1, ACROSS);
  const down = gap(room.down, tree.lanes - 1, DOWN);
  const needed = {
    width: across * (tree.columns.length - 1),
    height: down * Math.max(0, tree.lanes - 1),
  };
  // What needs less than there is stands in the middle.
  const left = MARGIN.left + Math.max(0, (room.across - needed.width) / 2);
  const top = MARGIN.top + Math.max(0, (room.down - needed.height) / 2);
  const x = Float64Array.from(tree.column, (column) => left + across * column);
  const y = Float64Array.from(tree.lane, (lane) => top + down * lane);
  return {
    width: Math.max(size.width, needed.width + MARGIN.left + MARGIN.right),
    // A scroll bar below must not bring one at the side.
    height: Math.max(size.height - 2, needed.height + MARGIN.top + MARGIN.bottom),
    r: Math.min(6.5, Math.max(3.6, Math.min(across, down) * 0.32)),
    x,
    y,
    isLabelled: across >= LABELLED.across && (down >= LABELLED.down || tree.lanes < 2),
    edges: Array.from(tree.from, (from, edge) => {
      const to = tree.to[edge]!;
      const [x0, y0, x1, y1] = [x[from]!, y[from]!, x[to]!, y[to]!];
      const middle = (x0 + x1) / 2;
      return `M${x0.toFixed(1)} ${y0.toFixed(1)}C${middle.toFixed(1)} ${y0.toFixed(1)} ${middle.toFixed(1)} ${y1.toFixed(1)} ${x1.toFixed(1)} ${y1.toFixed(1)}`;
    }),
  };
}
