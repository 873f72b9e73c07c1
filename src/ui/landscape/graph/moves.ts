import { type GraphData, neighboursOf } from './graph-data.ts';
import type { Rings } from './rings.ts';

/** Keys that lead from one node to another. */
const MOVES = [
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
  'PageUp',
  'PageDown',
  'Home',
  'End',
] as const;

export type Move = (typeof MOVES)[number];

export const isMove = (key: string): key is Move => (MOVES as readonly string[]).includes(key);

/**
 * Where a key leads from a node. Left and right: along its ring, and around. Up and down: among the neighbours of
 * `anchor`, to the next fitter and the next less fit; from elsewhere to the fittest of them. Page up and down: to the
 * next ring inwards and outwards at about the same angle. Home: the centre; End: the fittest.
 */
export function moved(
  data: GraphData,
  rings: Rings,
  fittest: number,
  anchor: number,
  node: number,
  move: Move,
): number {
  const { order, place, starts, ring } = rings;
  const [first, end] = [starts[ring[node]!]!, starts[ring[node]! + 1]!];
  switch (move) {
    case 'ArrowRight':
    case 'ArrowLeft': {
      const step = move === 'ArrowRight' ? 1 : -1;
      const size = end - first;
      return order[first + ((place[node]! - first + step + size) % size)]!;
    }
    case 'ArrowUp':
    case 'ArrowDown': {
      const around = neighboursOf(data, anchor);
      const at = around.indexOf(node);
      const next = at < 0 ? 0 : at + (move === 'ArrowDown' ? 1 : -1);
      return around[Math.max(0, Math.min(around.length - 1, next))] ?? node;
    }
    case 'PageUp':
    case 'PageDown': {
      const step = move === 'PageDown' ? 1 : -1;
      let next = ring[node]! + step;
      while (next >= 0 && next + 1 < starts.length && starts[next] === starts[next + 1]) next += step;
      if (next < 0 || next + 1 >= starts.length) return node;
      const share = (place[node]! - first + 0.5) / (end - first);
      return order[starts[next]! + Math.floor(share * (starts[next + 1]! - starts[next]!))]!;
    }
    case 'Home':
      return rings.centre;
    case 'End':
      return fittest;
  }
}
