/**
 * Moves labels apart: each stays as near to where it belongs as the others and the room let it, and keeps its place in
 * the order. `wanted`: where each belongs; `gap`: least distance of two, all in pixels. Where there is too little room
 * for all, they overlap evenly.
 */
export function apart(wanted: readonly number[], gap: number, from: number, to: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const step = Math.min(gap, (to - from) / Math.max(1, order.length - 1));
  /** Labels that touch, as one block: the mean of where their first one wants to be. */
  const blocks: { sum: number; size: number }[] = [];
  const start = ({ sum, size }: (typeof blocks)[number]) =>
    Math.min(Math.max(sum / size, from), to - (size - 1) * step);
  for (const i of order) {
    let block = { sum: wanted[i]!, size: 1 };
    for (;;) {
      const before = blocks.at(-1);
      if (!before || start(before) + before.size * step <= start(block)) break;
      blocks.pop();
      block = {
        sum: before.sum + block.sum - block.size * before.size * step,
        size: before.size + block.size,
      };
    }
    blocks.push(block);
  }
  const placed = new Array<number>(wanted.length);
  let next = 0;
  for (const block of blocks) {
    for (let k = 0; k < block.size; k++) placed[order[next++]!] = start(block) + k * step;
  }
  return placed;
}
