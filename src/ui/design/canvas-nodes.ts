import { type Edge, type Node, type NodeHandle, Position } from '@xyflow/react';
import type { PartRange } from '../../run/xray.ts';
import { brief, short } from '../shared/format.ts';
import type { CanvasBox, CanvasLevel } from './canvas-layout.ts';

/** What a box of the canvas shows. */
export interface CanvasData extends Record<string, unknown> {
  readonly title: string;
  readonly chips: readonly string[];
  readonly colour: string;
  readonly width: number;
  readonly height: number;
  readonly optional: boolean;
  readonly opens: boolean;
  /** Output shape and parameters as seen in members, and the factor in the size of the space. */
  readonly figures: string;
  readonly problems: number;
}

export type CanvasNode = Node<CanvasData>;

interface Figures {
  readonly factors: ReadonlyMap<string, bigint> | null;
  readonly ranges: ReadonlyMap<string, PartRange> | null;
  readonly marks: ReadonlyMap<string, number>;
  readonly selected: readonly string[];
}

/** The nodes of a level. A node that shows what it showed before is the same object as before: it is not drawn again. */
export function cardNodes(level: CanvasLevel, figures: Figures, before: readonly CanvasNode[]): CanvasNode[] {
  const known = new Map(before.map((node) => [node.id, node]));
  return level.boxes.map((box) => {
    const node = nodeOf(box, figures);
    const old = known.get(node.id);
    return old && JSON.stringify(old) === JSON.stringify(node) ? old : node;
  });
}

function nodeOf(box: CanvasBox, { factors, ranges, marks, selected }: Figures): CanvasNode {
  const { id, kind, title, chips, colour, x, y, width, height, optional, movable, opens } = box;
  return {
    id,
    type: kind,
    position: { x, y },
    width,
    height,
    // Known beforehand: arrows need not wait until the boxes have been measured.
    measured: { width, height },
    handles: kind === 'pipeline' ? [] : endsOf(width, height),
    selected: selected.includes(id),
    draggable: movable,
    zIndex: kind === 'pipeline' ? 0 : 2,
    ariaLabel: [title, ...chips].join(', '),
    data: {
      title,
      chips,
      colour,
      width,
      height,
      optional,
      opens: opens !== undefined,
      figures: kind === 'card' ? figureWords(ranges?.get(id), factors?.get(id)) : '',
      problems: marks.get(id) ?? 0,
    },
  };
}

/** Where arrows end and begin: the middles of both sides. */
const endsOf = (width: number, height: number): NodeHandle[] => [
  { type: 'target', position: Position.Left, x: 0, y: height / 2, width: 1, height: 1 },
  { type: 'source', position: Position.Right, x: width, y: height / 2, width: 1, height: 1 },
];

function figureWords(range: PartRange | undefined, factor: bigint | undefined): string {
  const words: string[] = [];
  if (range) {
    const [low, high] = range.parameters;
    const channels = [range.smallest.at(-1)!, range.largest.at(-1)!].sort((a, b) => a - b);
    const sides = range.largest.slice(0, -1).join('×');
    words.push(
      `${sides}${sides && '×'}${channels[0] === channels[1] ? channels[0] : `${channels[0]}–${channels[1]}`}`,
    );
    words.push(low === high ? short(low) : `${short(low)}–${short(high)}`);
  }
  if (factor !== undefined && factor > 1n) words.push(`×${brief(factor.toString())}`);
  return words.join(' · ');
}

export function edgesOf(level: CanvasLevel, selected: readonly string[]): Edge[] {
  return level.arrows.map(({ id, from, to, label, colour, path, dashed, bow, step }) => ({
    id,
    source: from,
    target: to,
    selectable: path !== undefined,
    ...(step && { type: 'smoothstep' }),
    ...(dashed && { style: { strokeDasharray: '4 4' } }),
    ...(bow !== undefined && {
      type: 'bowed',
      data: { label, colour, path, bow, selected: path !== undefined && selected.includes(path) },
    }),
  }));
}
