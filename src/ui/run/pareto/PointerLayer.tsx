import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { PlotArea } from '../../charts/PlotFrame.tsx';
import { selectCandidate } from '../../route.ts';
import { Tip } from '../panels/Tip.tsx';

/** Pixels that the pointer may be away from a point, and that it may move within a click. */
const NEAR = 24;
const STILL = 4;

interface Props {
  readonly area: PlotArea;
  /** The candidate nearest to a place of the plot, pixels from its corner. */
  nearest(x: number, y: number, radius: number): number | null;
  /** Where a candidate is drawn, pixels of the chart, and what to say of it; `null` where it is not drawn. */
  placeOf(
    candidate: number,
  ): { readonly x: number; readonly y: number; readonly lines: readonly string[] } | null;
  /** A rectangle was drawn: values of both axes, the smaller first. */
  onBrush(from: readonly [number, number], to: readonly [number, number]): void;
  /** The plane was dragged by a share of its width and height; to the right and up. */
  onPan(dx: number, dy: number): void;
  /** The wheel was turned over a place (values of both axes): above 1 to look closer. */
  onZoom(about: readonly [number, number], factor: number): void;
  /** Drawn above the plane and below the words: the marks. */
  readonly children: ReactNode;
}

type Drag = {
  readonly kind: 'brush' | 'pan';
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
};

/** What pointers do on the plot: look, select, draw a rectangle, move and zoom. Keys have marks, fields and buttons. */
export function PointerLayer({ area, nearest, placeOf, onBrush, onPan, onZoom, children }: Props) {
  const { left, top, width, height } = area;
  const layer = useRef<SVGGElement>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  /** A drag ends with a click, which selects nothing. */
  const dragged = useRef(false);

  /** Pixels from the plot's corner. */
  const at = (event: { clientX: number; clientY: number }): readonly [number, number] => {
    const box = layer.current!.ownerSVGElement!.getBoundingClientRect();
    return [event.clientX - box.left - left, event.clientY - box.top - top];
  };
  const within = ([x, y]: readonly [number, number]): readonly [number, number] => [
    Math.min(width, Math.max(0, x)),
    Math.min(height, Math.max(0, y)),
  ];
  const valuesAt = ([x, y]: readonly [number, number]): readonly [number, number] => [
    area.x.invert(left + x),
    area.y.invert(top + y),
  ];

  const wheel = useRef<(event: WheelEvent) => void>(null);
  wheel.current = (event) => {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1);
    onZoom(valuesAt(within(at(event))), Math.exp(-Math.max(-300, Math.min(300, pixels)) * 0.002));
  };
  useEffect(() => {
    const element = layer.current!;
    // React listens passively, which could not keep the page from scrolling.
    const onWheel = (event: WheelEvent) => wheel.current?.(event);
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, []);

  const onPointerDown = (event: React.PointerEvent<SVGGElement>) => {
    dragged.current = false;
    const pans = event.button === 1 || (event.button === 0 && event.shiftKey);
    if ((event.button !== 0 && !pans) || isMark(event.target)) return;
    // Otherwise the middle button scrolls.
    if (pans) event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ kind: pans ? 'pan' : 'brush', from: at(event), to: at(event) });
  };
  const onPointerMove = (event: React.PointerEvent<SVGGElement>) => {
    const here = at(event);
    if (!drag) {
      setHovered(isMark(event.target) ? Number(event.target.dataset.candidate) : nearest(...here, NEAR));
      return;
    }
    if (Math.hypot(here[0] - drag.from[0], here[1] - drag.from[1]) > STILL) dragged.current = true;
    if (drag.kind === 'pan') onPan((here[0] - drag.to[0]) / width, (drag.to[1] - here[1]) / height);
    setDrag({ ...drag, to: here });
    setHovered(null);
  };
  const onPointerUp = (event: React.PointerEvent<SVGGElement>) => {
    if (!drag) return;
    setDrag(null);
    if (drag.kind !== 'brush' || !dragged.current) return;
    const [a, b] = [valuesAt(within(drag.from)), valuesAt(within(at(event)))];
    onBrush([Math.min(a[0], b[0]), Math.min(a[1], b[1])], [Math.max(a[0], b[0]), Math.max(a[1], b[1])]);
  };
  const onClick = (event: React.MouseEvent<SVGGElement>) => {
    if (dragged.current || isMark(event.target) || event.shiftKey) return;
    const candidate = nearest(...at(event), NEAR);
    if (candidate !== null) selectCandidate(candidate);
  };

  const tip = hovered === null || drag ? null : placeOf(hovered);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for pointers; marks, fields, buttons and the table serve the keyboard.
    <g
      ref={layer}
      className={drag?.kind === 'pan' ? 'plane moving' : 'plane'}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={() => setDrag(null)}
      onPointerLeave={() => setHovered(null)}
      onClick={onClick}
    >
      <rect x={left} y={top} width={width} height={height} fill="transparent" />
      {drag?.kind === 'brush' && <DragBox drag={drag} area={area} within={within} />}
      {children}
      {tip && (
        <>
          <circle
            cx={tip.x}
            cy={tip.y}
            r={7}
            fill="none"
            stroke="var(--ink)"
            strokeWidth={1.5}
            pointerEvents="none"
          />
          <Tip area={area} x={tip.x} y={tip.y} lines={tip.lines} />
        </>
      )}
    </g>
  );
}

const isMark = (target: EventTarget): target is SVGElement =>
  target instanceof SVGElement && target.classList.contains('mark');

interface DragBoxProps {
  readonly drag: Drag;
  readonly area: PlotArea;
  within(place: readonly [number, number]): readonly [number, number];
}

function DragBox({ drag, area, within }: DragBoxProps) {
  const [a, b] = [within(drag.from), within(drag.to)];
  return (
    <rect
      className="brush"
      x={area.left + Math.min(a[0], b[0])}
      y={area.top + Math.min(a[1], b[1])}
      width={Math.abs(a[0] - b[0])}
      height={Math.abs(a[1] - b[1])}
    />
  );
}
