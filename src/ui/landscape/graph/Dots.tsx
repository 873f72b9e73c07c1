import { memo, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { drawsAs } from '../../charts/export-chart.ts';
import { rgbOf } from '../../run/pareto/colours.ts';
import type { Size } from '../../shared/use-size.ts';
import type { Look, Theme } from './colouring.ts';
import { Painter, type Scene } from './painter.ts';
import type { Rings } from './rings.ts';
import type { View } from './view.ts';

/** Milliseconds in which nodes go to their places around another centre. */
const GLIDE = 140;
/** Physical pixels for one of CSS, at most: beyond it nothing more is seen of dots. */
const DENSEST = 2;

interface Props {
  readonly rings: Rings;
  readonly look: Look;
  readonly theme: Theme;
  readonly view: View;
  readonly size: Size;
}

/** All nodes. Those that got another place go there in `GLIDE`, unless motion is not wanted. */
export const Dots = memo(function Dots({ rings, look, theme, view, size }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const painter = useMemo(() => new Painter(), []);
  const scene: Scene = useMemo(
    () => ({
      rings,
      x: rings.x,
      y: rings.y,
      look,
      view,
      size,
      density: Math.min(DENSEST, devicePixelRatio || 1),
      ground: rgbOf(theme.token('--panel')),
    }),
    [rings, look, view, size, theme],
  );
  /** What was drawn last. */
  const drawn = useRef<Scene | null>(null);
  useLayoutEffect(() => {
    const before = drawn.current;
    const draw = (next: Scene) => {
      painter.draw(canvas.current!, next);
      drawn.current = next;
    };
    const glides =
      before &&
      before.rings !== rings &&
      before.x.length === rings.x.length &&
      !matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (!glides) {
      draw(scene);
      return;
    }
    const { x, y } = before;
    const begun = performance.now();
    let frame = requestAnimationFrame(function move() {
      const share = Math.min(1, (performance.now() - begun) / GLIDE);
      const way = (from: Float32Array, to: Float32Array) =>
        from.map((value, node) => value + (to[node]! - value) * share);
      draw(share === 1 ? scene : { ...scene, x: way(x, rings.x), y: way(y, rings.y) });
      if (share < 1) frame = requestAnimationFrame(move);
    });
    return () => cancelAnimationFrame(frame);
  }, [painter, scene, rings]);
  useEffect(() => drawsAs(canvas.current!, () => painter.asSvg(scene)), [painter, scene]);
  return <canvas ref={canvas} style={{ width: size.width, height: size.height }} />;
});
