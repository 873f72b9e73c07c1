import { useEffect, useLayoutEffect, useRef } from 'react';
import { drawsAs } from '../../charts/export-chart.ts';
import type { Picture, Scene } from './picture.ts';

/** All evaluated candidates as dots, over the plot's area. */
export function CloudCanvas({ picture, scene }: { picture: Picture; scene: Scene }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => picture.draw(canvas.current!, scene), [picture, scene]);
  useEffect(() => drawsAs(canvas.current!, () => picture.asSvg()), [picture]);
  const { left, top, width, height } = scene.area;
  return <canvas ref={canvas} style={{ left, top, width, height }} />;
}
