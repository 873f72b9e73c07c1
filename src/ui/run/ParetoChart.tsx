import { useCallback, useEffect, useId, useMemo, useState } from 'react';
import { type CandidateTable, parentsOf } from '../../run/candidate-table.ts';
import type { HypervolumeBox } from '../../run/events.ts';
import { OPERATORS } from '../../search/method.ts';
import { type AxisSpec, type PlotArea, PlotFrame } from '../charts/PlotFrame.tsx';
import { withoutEnds } from '../charts/scales.ts';
import { MEASURE, OPERATOR_WORDS } from './measures.ts';
import { Bounds, BoundWords } from './pareto/Bounds.tsx';
import { BrushBox, brushOn } from './pareto/BrushBox.tsx';
import { CloudCanvas } from './pareto/CloudCanvas.tsx';
import { cssOf, type Palette, rgbOf } from './pareto/colours.ts';
import { type Domain, type Frame, moved, wholeDomain, zoomed } from './pareto/domains.ts';
import { FrontMarks } from './pareto/FrontMarks.tsx';
import { PointerLayer } from './pareto/PointerLayer.tsx';
import { Picture } from './pareto/picture.ts';
import type { ParetoScene } from './pareto/use-scene.ts';
import { useTokens } from './pareto/use-tokens.ts';
import { type Measure, useView } from './view-store.ts';

interface Props {
  /** The run's candidates and what is shown of them; `null` before the run. */
  readonly table: CandidateTable | null;
  readonly scene: ParetoScene | null;
  readonly box: HypervolumeBox;
  readonly palette: Palette | null;
  readonly selected: number | null;
  readonly knee: number | null;
  readonly listed: readonly number[];
}

/** One step of the buttons and keys that zoom. */
const STEP = 1.5;
const NO_RANGE: readonly [number, number] = [Number.POSITIVE_INFINITY, 0];

/** Two measures against each other: every candidate, the front, and what part of the plane is looked at. */
export function ParetoChart({ table, scene, box, palette, selected, knee, listed }: Props) {
  const { x, y, cloud: dominated, brush: stored } = useView();
  const change = useView((view) => view.change);
  const tokens = useTokens();
  const clip = useId();
  const picture = useMemo(() => new Picture(), []);
  const wholeX = useDomain(x, scene?.cloud.range.x ?? NO_RANGE, box);
  const wholeY = useDomain(y, scene?.cloud.range.y ?? NO_RANGE, box);
  const [looked, setLooked] = useState<(Frame & { readonly of: string }) | null>(null);
  // Another pair of measures is looked at as a whole.
  const frame = looked?.of === `${x} ${y}` ? looked : { x: wholeX, y: wholeY };
  const look = useCallback(
    (next: (frame: Frame) => Frame) =>
      setLooked((before) => {
        const of = `${x} ${y}`;
        return { of, ...next(before?.of === of ? before : { x: wholeX, y: wholeY }) };
      }),
    [x, y, wholeX, wholeY],
  );
  const zoom = useCallback(
    (factor: number, about?: readonly [number, number]) =>
      look((now) => ({
        x: zoomed(now.x, wholeX, about?.[0] ?? Math.sqrt(now.x[0] * now.x[1]), factor),
        y: zoomed(now.y, wholeY, about?.[1] ?? Math.sqrt(now.y[0] * now.y[1]), factor),
      })),
    [look, wholeX, wholeY],
  );
  const xAxis = useAxis(x, frame.x);
  const yAxis = useAxis(y, frame.y);
  const brush = useMemo(() => brushOn(stored, x, y), [stored, x, y]);
  const ring = useMemo(() => rgbOf(tokens.token('--panel')), [tokens]);
  const density = useDensity();

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && event.target.closest('input, select')) return;
    if (event.key === '+' || event.key === '=') zoom(STEP);
    else if (event.key === '-') zoom(1 / STEP);
    else if (event.key === '0') setLooked(null);
    else return;
    event.preventDefault();
  };
  const label = `${MEASURE[y].title} against ${MEASURE[x].name}, all evaluated candidates`;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys of the marks and buttons within.
    <div className="pareto-plot" onKeyDown={onKeyDown}>
      <PlotFrame
        x={xAxis}
        y={yAxis}
        label={label}
        margin={{
          left: y === 'activationBytes' || y === 'inference' ? 74 : 62,
          right: 16,
          top: 8,
          bottom: 42,
        }}
        {...(table &&
          scene &&
          palette && {
            under: (area: PlotArea) => (
              <CloudCanvas
                picture={picture}
                scene={{
                  ...{ table, palette, ring, density },
                  area: openArea(area, x, y),
                  cloud: scene.cloud,
                  prefix: dominated ? scene.prefix : 0,
                }}
              />
            ),
          })}
      >
        {(framed) => {
          const area = openArea(framed, x, y);
          return (
            <>
              <clipPath id={clip}>
                <rect x={area.left} y={area.top} width={area.width} height={area.height} />
              </clipPath>
              {!brush && <Bounds area={area} x={x} y={y} box={box} />}
              {table && scene && (
                <PointerLayer
                  area={area}
                  nearest={(px, py, radius) => {
                    const place = picture.nearest(px, py, radius);
                    return place < 0 ? null : scene.cloud.candidate[place]!;
                  }}
                  placeOf={(candidate) => placeOf(table, candidate, area, x, y)}
                  onBrush={(from, to) => change({ brush: { x, y, from, to } })}
                  onPan={(dx, dy) =>
                    look((now) => ({ x: moved(now.x, wholeX, -dx), y: moved(now.y, wholeY, -dy) }))
                  }
                  onZoom={(about, factor) => zoom(factor, about)}
                >
                  <g clipPath={`url(#${clip})`}>
                    {!scene.isOwn && (
                      <OwnFront table={table} members={scene.ownFront} area={area} x={x} y={y} />
                    )}
                  </g>
                  <FrontMarks
                    {...{ area, table, x, y, selected, knee, listed, clip }}
                    members={scene.front}
                  />
                  {brush && <BrushBox area={area} brush={brush} />}
                  {brush && <Bounds area={area} x={x} y={y} box={box} />}
                  <BoundWords area={area} x={x} y={y} box={box} />
                  <g clipPath={`url(#${clip})`}>
                    <Selected {...{ table, scene, palette, area, x, y }} candidate={selected} />
                  </g>
                </PointerLayer>
              )}
              {!(table && scene) && <BoundWords area={area} x={x} y={y} box={box} />}
            </>
          );
        }}
      </PlotFrame>
      {table && (
        <div className="zoom">
          <button type="button" aria-label="Zoom in" title="Closer (+)" onClick={() => zoom(STEP)}>
            +
          </button>
          <button type="button" aria-label="Zoom out" title="Farther (−)" onClick={() => zoom(1 / STEP)}>
            −
          </button>
          <button
            type="button"
            title="The whole chart (0)"
            disabled={!looked}
            onClick={() => setLooked(null)}
          >
            Whole
          </button>
        </div>
      )}
    </div>
  );
}

const opened = new WeakMap<PlotArea, PlotArea>();

/** The plot with scales that go on beyond its ends; the same one for the same plot. */
function openArea(area: PlotArea, x: Measure, y: Measure): PlotArea {
  const known = opened.get(area);
  if (known) return known;
  const open = {
    ...area,
    x: withoutEnds(area.x, MEASURE[x].floor),
    y: withoutEnds(area.y, MEASURE[y].floor),
  };
  opened.set(area, open);
  return open;
}

/** All of a measure's axis; the same array as long as its ends are the same. */
function useDomain(measure: Measure, range: readonly [number, number], box: HypervolumeBox): Domain {
  const [from, to] = wholeDomain(measure, range, box);
  return useMemo(() => [from, to], [from, to]);
}

/** Fewer decimals than an axis' ends would need when it is looked at closely are no ticks: they are written in full. */
function useAxis(measure: Measure, domain: Domain): AxisSpec {
  return useMemo(() => {
    const { name, brief, format } = MEASURE[measure];
    const close = domain[1] / domain[0] < 3;
    return { kind: 'log', domain, label: `${name} (log)`, format: close ? format : brief };
  }, [measure, domain]);
}

/** Physical pixels for each of CSS: another when the window goes to another screen, or the page is zoomed. */
function useDensity(): number {
  const [density, setDensity] = useState(devicePixelRatio);
  useEffect(() => {
    const query = matchMedia(`(resolution: ${density}dppx)`);
    const onChange = () => setDensity(devicePixelRatio);
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, [density]);
  return density;
}

/** Where a candidate is drawn and what there is to say of it. */
function placeOf(table: CandidateTable, candidate: number, area: PlotArea, x: Measure, y: Measure) {
  const [vx, vy] = [MEASURE[x].column(table)[candidate]!, MEASURE[y].column(table)[candidate]!];
  if (!Number.isFinite(vx) || !Number.isFinite(vy)) return null;
  const operator = OPERATORS[table.operator[candidate]!]!;
  const parents = parentsOf(table, candidate);
  const say = (measure: Measure, value: number) =>
    measure === 'parameters'
      ? `${MEASURE[measure].format(value)} parameters`
      : MEASURE[measure].format(value);
  return {
    x: area.x(vx),
    y: area.y(vy),
    lines: [
      `Candidate ${candidate}`,
      `${say(y, vy)} · ${say(x, vx)}`,
      parents.length > 0
        ? `from ${parents.join(' × ')}, ${OPERATOR_WORDS[operator]}`
        : OPERATOR_WORDS[operator],
      `generation ${table.generation[candidate]}`,
    ],
  };
}

interface MarkProps {
  readonly table: CandidateTable;
  readonly area: PlotArea;
  readonly x: Measure;
  readonly y: Measure;
}

/** The run's own front, of error and parameters, where other measures are on the axes. */
function OwnFront({ table, members, area, x, y }: MarkProps & { members: readonly number[] }) {
  const path = useMemo(() => {
    const [xs, ys] = [MEASURE[x].column(table), MEASURE[y].column(table)];
    return members
      .map((n) => [area.x(xs[n]!), area.y(ys[n]!)] as const)
      .filter(([px, py]) => Number.isFinite(px) && Number.isFinite(py))
      .map(([px, py]) => `M${px} ${py - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5z`)
      .join('');
  }, [table, members, area, x, y]);
  return <path d={path} fill="none" stroke="var(--warning)" strokeWidth={1.6} pointerEvents="none" />;
}

/** The selected candidate, above everything else, however crowded its place is. */
function Selected({
  table,
  candidate,
  scene,
  palette,
  area,
  x,
  y,
}: MarkProps & { candidate: number | null; scene: ParetoScene; palette: Palette | null }) {
  if (candidate === null) return null;
  const order = table.order[candidate] ?? -1;
  const place = order >= 1 && order <= scene.over ? placeOf(table, candidate, area, x, y) : null;
  if (!place) return null;
  const isMember = scene.front.includes(candidate);
  const colour = palette?.colours[palette.colourOf(table, candidate)];
  const fill = isMember || !colour ? 'var(--accent)' : cssOf(colour);
  return (
    <g pointerEvents="none">
      <circle cx={place.x} cy={place.y} r={8} fill="var(--panel)" stroke="var(--panel)" strokeWidth={5} />
      <circle cx={place.x} cy={place.y} r={isMember ? 5.5 : 4} fill={fill} />
      <circle cx={place.x} cy={place.y} r={8} fill="none" stroke="var(--ink)" strokeWidth={2} />
    </g>
  );
}
