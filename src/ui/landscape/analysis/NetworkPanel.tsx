import { memo, useMemo, useState } from 'react';
import type { LandscapeReport, OptimaEdge, Optimum } from '../../../landscape/report.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { CornerSelect } from '../../run/panels/CornerSelect.tsx';
import { percent, whole } from '../../shared/format.ts';
import { type Size, useSize } from '../../shared/use-size.ts';
import { viridis } from '../../shared/viridis.ts';
import type { LabContext } from '../lab-context.ts';
import { LabRoom, Nothing } from './LabRoom.tsx';
import { type Arc, arcOf, directionOf, discRadii, drawnEdges } from './network-edges.ts';
import { type Arrangement, networkLayout, type Places, withoutOverlap } from './network-layout.ts';
import { counted } from './numbers.ts';
import { optimumLines } from './OptimaPanel.tsx';
import { PickLayer } from './PickLayer.tsx';

interface Props {
  readonly report: LandscapeReport;
  readonly context: LabContext;
}

const ARRANGEMENTS: readonly (readonly [Arrangement, string])[] = [
  ['free', 'near where steps lead'],
  ['ranked', 'fitter is higher'],
];
const EDGE = 6;

/** The local-optima network (Ochoa et al. 2008): basins of steepest ascent, and the steps that lead from one to another. */
export function NetworkPanel({ report, context }: Props) {
  const [arrangement, setArrangement] = useState<Arrangement>('free');
  const { network } = report;
  const optima = useMemo(() => report.optima.slice(0, network.shown), [report, network]);
  const edges = useMemo(() => drawnEdges(network), [network]);
  const places = useMemo(
    () => networkLayout(optima.length, network.edges, arrangement),
    [optima, network, arrangement],
  );
  const table = useMemo(() => tableOf(report, context), [report, context]);
  return (
    <ChartPanel
      title="Network of optima"
      detail={counted(report.optima.length, 'optimum', 'optima')}
      name="local-optima-network"
      table={network.edges.length > 0 ? () => table : null}
      selected={context.selected}
    >
      <LabRoom
        bar={
          optima.length === 1 ? (
            <span className="lab-key">One optimum alone: nothing leads from it to another.</span>
          ) : (
            optima.length > 1 && (
              <>
                <NetworkKey optima={optima} context={context} />
                <CornerSelect
                  label="Arrangement"
                  corner="bottom"
                  value={arrangement}
                  options={ARRANGEMENTS}
                  onChange={(chosen) => setArrangement(chosen)}
                />
              </>
            )
          )
        }
        words={optima.length > 1 && <p>{networkWords(report, edges.length)}</p>}
      >
        {optima.length === 0 ? (
          <Nothing>There is no strict optimum, and so no network of them.</Nothing>
        ) : (
          <Network {...{ places, optima, edges, context, arrangement }} />
        )}
      </LabRoom>
    </ChartPanel>
  );
}

function networkWords({ network, optima }: LandscapeReport, drawn: number): string {
  const between = network.edges.filter(({ from, to }) => from !== to).length;
  return [
    'Discs are basins of steepest ascent, numbered by fitness; a line says how likely a step out of one leads into the other,',
    'solid towards the fitter.',
    `${percent(network.uphill)} of the steps that leave a basin lead to a fitter one.`,
    network.shown < optima.length &&
      `The ${whole(network.shown)} fittest of ${whole(optima.length)} are shown.`,
    drawn < between && `Of ${whole(between)} lines the ${whole(drawn)} heaviest are drawn.`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** The share of an optimum's fitness between the least and the most of those shown. */
function shareOf(optima: readonly Optimum[], { fitness }: Optimum): number {
  const [high, low] = [optima[0]!.fitness, optima.at(-1)!.fitness];
  return high > low ? (fitness - low) / (high - low) : 1;
}

function NetworkKey({ optima, context }: { optima: readonly Optimum[]; context: LabContext }) {
  return (
    <span className="lab-key">
      {context.valueText(optima.at(-1)!.fitness)}{' '}
      <svg width={54} height={8} aria-hidden="true">
        {Array.from({ length: 9 }, (_, i) => (
          <rect key={viridis(i / 8)} x={6 * i} width={6} height={8} fill={viridis(i / 8)} />
        ))}
      </svg>{' '}
      {context.valueText(optima[0]!.fitness)} · solid: to the fitter
    </span>
  );
}

interface NetworkProps {
  readonly places: Places;
  readonly optima: readonly Optimum[];
  readonly edges: readonly OptimaEdge[];
  readonly context: LabContext;
  readonly arrangement: Arrangement;
}

/** The drawing, as large as the room there is. */
function Network(props: NetworkProps) {
  const [box, size] = useSize<HTMLDivElement>();
  return (
    <div className="lab-network" ref={box}>
      {size && size.width > 60 && size.height > 60 && <Drawing {...props} size={size} />}
    </div>
  );
}

function Drawing({
  size,
  places,
  optima,
  edges,
  context,
  arrangement,
}: NetworkProps & { readonly size: Size }) {
  const room = useMemo(() => ({ width: size.width - 2 * EDGE, height: size.height - 2 * EDGE }), [size]);
  const radii = useMemo(() => discRadii(optima, room), [optima, room]);
  const points = useMemo(() => {
    const { x, y } = withoutOverlap(places, radii, room, arrangement === 'ranked');
    return optima.map((_, i) => ({ x: x[i]! + EDGE, y: y[i]! + EDGE }));
  }, [places, radii, room, arrangement, optima]);
  const arcs = useMemo(() => {
    const heaviest = edges[0]?.weight ?? 1;
    return edges.map((edge) => arcOf(edge, points, radii, heaviest));
  }, [edges, points, radii]);
  const picked = optima.findIndex(({ node }) => node === context.selected);
  const chosen = points[picked];
  return (
    // biome-ignore lint/a11y/useSemanticElements: an SVG has no fieldset.
    <svg
      width={size.width}
      height={size.height}
      viewBox={`0 0 ${size.width} ${size.height}`}
      role="group"
      aria-label={`Network of ${counted(optima.length, 'local optimum', 'local optima')} and ${counted(edges.length, 'edge')} between their basins`}
    >
      <Arcs arcs={arcs} edges={edges} optima={optima} picked={picked} />
      <Discs optima={optima} points={points} radii={radii} />
      {chosen && (
        <circle
          cx={chosen.x}
          cy={chosen.y}
          r={radii[picked]! + 3}
          fill="none"
          stroke="var(--ink)"
          strokeWidth={2.5}
        />
      )}
      <PickLayer
        area={{ left: 0, top: 0, ...size, size }}
        points={points}
        label="Local optima, the fittest first"
        lines={(i) => optimumLines(optima[i]!, i, context)}
        picked={picked}
        onPick={(i) => context.select(optima[i]!.node)}
      />
    </svg>
  );
}

interface ArcsProps {
  readonly arcs: readonly Arc[];
  readonly edges: readonly OptimaEdge[];
  readonly optima: readonly Optimum[];
  readonly picked: number;
}

/** The lines; those of the selected optimum stand out, the others step back. */
const Arcs = memo(function Arcs({ arcs, edges, optima, picked }: ArcsProps) {
  return arcs.map(({ line, head, width }, i) => {
    const edge = edges[i]!;
    const up = directionOf(edge, optima) === 'up';
    const own = edge.from === picked || edge.to === picked;
    const ink = up ? 'var(--accent)' : 'var(--third)';
    return (
      <g key={`${edge.from} ${edge.to}`} opacity={picked < 0 ? 0.55 : own ? 0.95 : 0.12}>
        <path
          d={line}
          fill="none"
          stroke={ink}
          strokeWidth={width}
          strokeDasharray={up ? undefined : '4 3'}
        />
        <path d={head} fill={ink} />
      </g>
    );
  });
});

interface DiscsProps {
  readonly optima: readonly Optimum[];
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly radii: readonly number[];
}

const Discs = memo(function Discs({ optima, points, radii }: DiscsProps) {
  return optima.map((optimum, i) => {
    const { x, y } = points[i]!;
    return (
      <g key={optimum.node}>
        <circle cx={x} cy={y} r={radii[i]!} fill={viridis(shareOf(optima, optimum))} stroke="var(--second)" />
        {radii[i]! >= 8 && (
          <text x={x} y={y + 4} textAnchor="middle" className="lab-number">
            {i + 1}
          </text>
        )}
      </g>
    );
  });
});

const WAYS = { up: 'to the fitter', down: 'to the less fit', level: 'to an equal', itself: 'stays' };

function tableOf({ network, optima }: LandscapeReport, context: LabContext): ChartTable {
  const edges = [...network.edges].sort((a, b) => b.weight - a.weight);
  return {
    caption: 'How likely a step from one basin leads into another',
    columns: [
      { title: 'From' },
      { title: 'To' },
      { title: 'Weight', format: (value) => value.toFixed(4) },
      { title: 'Leads' },
      { title: 'From rank', format: whole },
      { title: 'To rank', format: whole },
    ],
    rows: edges.length,
    cell: (row, column) => {
      const edge = edges[row]!;
      const { from, to, weight } = edge;
      return [
        context.name(optima[from]!.node),
        context.name(optima[to]!.node),
        weight,
        WAYS[directionOf(edge, optima)],
        from + 1,
        to + 1,
      ][column]!;
    },
    candidate: (row) => optima[edges[row]!.from]!.node,
    select: context.select,
  };
}
