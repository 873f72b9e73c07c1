/**
 * The places of a line's points that are worth drawing, in order: of each of equally wide stretches of `x` the first, the
 * last, the lowest and the highest point, so that no more than `most` (at least 4) remain and line and step line look the
 * same at a stretch a pixel (M4; Jugel, Jerzak, Hackenbroich and Markl 2014, Proc. VLDB 7 (10)). `x` must not fall.
 */
export function thinned(x: ArrayLike<number>, y: ArrayLike<number>, count: number, most: number): Int32Array {
  if (count <= most) return Int32Array.from({ length: count }, (_, i) => i);
  const stretches = Math.max(1, Math.floor(most / 4));
  const from = x[0]!;
  const width = (x[count - 1]! - from) / stretches;
  const stretchOf = (place: number) =>
    width > 0 ? Math.min(stretches - 1, Math.floor((x[place]! - from) / width)) : 0;
  const kept = new Int32Array(4 * stretches);
  let taken = 0;
  let first = 0;
  while (first < count) {
    const stretch = stretchOf(first);
    let [last, lowest, highest] = [first, first, first];
    for (let next = first + 1; next < count && stretchOf(next) === stretch; next++) {
      last = next;
      if (y[next]! < y[lowest]!) lowest = next;
      if (y[next]! > y[highest]!) highest = next;
    }
    const [one, two] = lowest < highest ? [lowest, highest] : [highest, lowest];
    for (const place of [first, one, two, last]) {
      if (taken === 0 || place > kept[taken - 1]!) kept[taken++] = place;
    }
    first = last + 1;
  }
  return kept.slice(0, taken);
}
