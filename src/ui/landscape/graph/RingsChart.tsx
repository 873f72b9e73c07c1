import { type KeyboardEvent, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { Tip } from '../../run/panels/Tip.tsx';
import { type Size, useSize } from '../../shared/use-size.ts';
import type { Look, Theme } from './colouring.ts';
import { Dots } from './Dots.tsx';
import { nodeOf, type Walk } from './graph-data.ts';
import { NodeMarks, OptimaMarks, RingWords, WalkMarks } from './Marks.tsx';
import { isMove, moved } from './moves.ts';
import { NodeFinder } from './nearest.ts';
import { panned, pixelOf, placeAt, scaleOf, showing, type View, WHOLE, zoomed } from './view.ts';
import { brokenName, nodeWords, type Speaker } from './words.ts';

/** Pixels that the pointer may be away from a node, and that it may move within a click. */
const NEAR = 14;
const STILL = 4;
/** How much closer a button or a key leads, and how far a key moves what is seen, pixels. */
const CLOSER = 1.5;
const PAN = 40;

interface Props {
  readonly speaker: Speaker;
  readonly look: Look;
  readonly theme: Theme;
  /** Basins are numbered beside their optima. */
  readonly numbered: boolean;
  readonly selected: number | null;
  readonly walk: Walk | null;
  readonly step: number;
  readonly label: string;
  onSelect(node: number): void;
  /** Keys lead to a node; `null` when they leave. */
  onPoint(node: number | null): void;
  onCentre(node: number): void;
  /** A key of the walk: play or pause, or so many steps on. */
  onWalkKey(key: 'play' | 1 | -1): void;
}

/** All nodes of a landscape in rings around one, on a canvas below the marks that only changes with the view. */
export function RingsChart(props: Props) {
  const [box, size] = useSize<HTMLDivElement>();
  return (
    <div className="chart plot graph-rings" ref={box}>
      {size && size.width > 20 && size.height > 20 && <Drawing {...props} size={size} />}
    </div>
  );
}

function Drawing({
  speaker,
  look,
  theme,
  numbered,
  selected,
  walk,
  step,
  label,
  size,
  ...on
}: Props & { size: Size }) {
  const { data, facts, rings } = speaker;
  const drawing = useRef<SVGSVGElement>(null);
  const [view, setView] = useState<View>(WHOLE);
  const [hovered, setHovered] = useState(-1);
  /** Where the keys are; `null` before one was pressed. */
  const [cursor, setCursor] = useState<number | null>(null);
  const drag = useRef<{ x: number; y: number; moved: boolean } | null>(null);
  const finder = useMemo(() => new NodeFinder(rings), [rings]);
  const place = { rings, size, view };
  const at = nodeOf(data, cursor);
  const current = at ?? selected ?? rings.centre;

  useWheel(drawing, (event) => {
    const box = drawing.current!.getBoundingClientRect();
    const pixels = event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1);
    const factor = Math.exp(-Math.max(-300, Math.min(300, pixels)) * 0.002);
    setView((seen) => zoomed(size, seen, factor, event.clientX - box.left, event.clientY - box.top));
  });
  const zoom = (factor: number) =>
    setView((seen) => zoomed(size, seen, factor, size.width / 2, size.height / 2));

  const nearest = (event: PointerEvent<Element> | React.MouseEvent<Element>): number => {
    const box = drawing.current!.getBoundingClientRect();
    return finder.nearest(
      ...placeAt(size, view, event.clientX - box.left, event.clientY - box.top),
      NEAR / scaleOf(size, view),
    );
  };
  const onPointerMove = (event: PointerEvent<Element>) => {
    const from = drag.current;
    if (!from) {
      setHovered(nearest(event));
      return;
    }
    if (Math.hypot(event.clientX - from.x, event.clientY - from.y) > STILL) from.moved = true;
    if (!from.moved) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    [from.x, from.y] = [event.clientX, event.clientY];
    setHovered(-1);
    setView((seen) => panned(size, seen, dx, dy));
  };
  const onPointerUp = (event: PointerEvent<Element>) => {
    const still = drag.current && !drag.current.moved;
    drag.current = null;
    const node = still ? nearest(event) : -1;
    if (node < 0) return;
    setCursor(null);
    on.onPoint(null);
    on.onSelect(node);
  };

  const go = (node: number) => {
    // The pointer may rest on a node: the keys go first.
    setHovered(-1);
    setCursor(node);
    on.onPoint(node);
    setView((seen) => showing(size, seen, rings.x[node]!, rings.y[node]!));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { key } = event;
    if (key.startsWith('Arrow') && event.shiftKey) {
      const dx = key === 'ArrowLeft' ? PAN : key === 'ArrowRight' ? -PAN : 0;
      const dy = key === 'ArrowUp' ? PAN : key === 'ArrowDown' ? -PAN : 0;
      setView((seen) => panned(size, seen, dx, dy));
    } else if (isMove(key)) go(moved(data, rings, facts.fittest, selected ?? rings.centre, current, key));
    else if (key === 'Enter' || key === ' ') on.onSelect(current);
    else if (key === 'c' || key === 'C') on.onCentre(current);
    else if (key === '+' || key === '=') zoom(CLOSER);
    else if (key === '-') zoom(1 / CLOSER);
    else if (key === '0') setView(WHOLE);
    else if (walk && (key === 'p' || key === 'P')) on.onWalkKey('play');
    else if (walk && (key === '.' || key === ',')) on.onWalkKey(key === '.' ? 1 : -1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const pointed = nodeOf(data, hovered) ?? (at !== selected ? at : null);
  return (
    <>
      <Dots rings={rings} look={look} theme={theme} view={view} size={size} />
      <svg
        ref={drawing}
        className="graph-plane"
        width={size.width}
        height={size.height}
        viewBox={`0 0 ${size.width} ${size.height}`}
        role="application"
        aria-label={label}
        aria-keyshortcuts="ArrowUp ArrowDown ArrowLeft ArrowRight Enter C"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys lead from node to node within it.
        tabIndex={0}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setCursor(null);
          on.onPoint(null);
        }}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drag.current = { x: event.clientX, y: event.clientY, moved: false };
        }}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerUp}
        onPointerCancel={() => {
          drag.current = null;
        }}
        onPointerLeave={() => setHovered(-1)}
      >
        <OptimaMarks {...place} data={data} facts={facts} numbered={numbered} />
        <RingWords {...place} />
        {walk && <WalkMarks {...place} walk={walk} step={step} />}
        {selected !== null && <NodeMarks {...place} data={data} node={selected} />}
      </svg>
      {/* A layer of its own: what passes is drawn without what stays. */}
      <svg className="graph-passing" width={size.width} height={size.height} aria-hidden="true">
        {pointed !== null && pointed !== selected && (
          <NodeMarks {...place} data={data} node={pointed} passing />
        )}
        {pointed !== null && <NodeTip speaker={speaker} node={pointed} size={size} view={view} />}
      </svg>
      <div className="graph-zoom">
        <button type="button" aria-label="Closer" title="Closer (+)" onClick={() => zoom(CLOSER)}>
          +
        </button>
        <button
          type="button"
          aria-label="Farther"
          title="Farther (−)"
          disabled={view.zoom <= 1}
          onClick={() => zoom(1 / CLOSER)}
        >
          −
        </button>
        <button
          type="button"
          aria-label="All rings"
          title="All rings (0)"
          disabled={view.zoom <= 1}
          onClick={() => setView(WHOLE)}
        >
          0
        </button>
      </div>
    </>
  );
}

/** Pixels of a letter in a tip, about, and the height of a chart that all that is said would cover. */
const LETTER = 6.4;
const LOW = 240;

function NodeTip({ speaker, node, size, view }: { speaker: Speaker; node: number; size: Size; view: View }) {
  const [x, y] = pixelOf(size, view, speaker.rings.x[node]!, speaker.rings.y[node]!);
  const name = brokenName(speaker.name(node), Math.min(46, Math.floor((size.width - 24) / LETTER)));
  const [fitness, ...rest] = nodeWords(speaker, node);
  const isLow = size.height < LOW;
  const lines = isLow ? [fitness!, name.length > 1 ? `${name[0]}…` : name[0]!] : [fitness!, ...name, ...rest];
  return <Tip area={{ size }} x={x} y={y} lines={lines} />;
}

/** Hears the wheel over an element. React listens passively, which could not keep the page from scrolling. */
function useWheel(
  element: React.RefObject<SVGSVGElement | null>,
  onWheel: (event: WheelEvent) => void,
): void {
  const latest = useRef(onWheel);
  latest.current = onWheel;
  useEffect(() => {
    const listen = (event: WheelEvent) => {
      event.preventDefault();
      latest.current(event);
    };
    const heard = element.current!;
    heard.addEventListener('wheel', listen, { passive: false });
    return () => heard.removeEventListener('wheel', listen);
  }, [element]);
}
