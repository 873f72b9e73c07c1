import { memo, useState } from 'react';
import type { Landmark, Xray } from '../../run/designer.worker.ts';
import type { Figure } from '../../run/xray.ts';
import { logTicks, short, whole } from '../shared/format.ts';
import { Panel } from '../shared/Panel.tsx';
import { TableToggle } from '../shared/TableToggle.tsx';
import { useWidth } from '../shared/use-width.ts';
import { useApp } from '../store.ts';
import { useDesign } from './design-store.ts';

const TITLES: Readonly<Record<Figure, string>> = {
  parameters: 'Parameters',
  macs: 'MACs',
  depth: 'Depth, layers',
  activationBytes: 'Activations, bytes',
};

const PAIRS: readonly (readonly [Figure, Figure])[] = [
  ['parameters', 'macs'],
  ['depth', 'activationBytes'],
];

/** What the members of the space are like: a thousand of them drawn and measured, again after each edit. */
export function XrayPanel() {
  const xray = useDesign((design) => design.xray);
  const landmarks = useDesign((design) => design.landmarks);
  const space = useApp((app) => app.space);
  const fresh = useDesign((design) => design.xrayed === space);
  const valid = useApp((app) => (app.report?.size ?? '') !== '');
  const [pair, setPair] = useState(0);
  const [asTable, setAsTable] = useState(false);
  const figures = PAIRS[pair]!;
  return (
    <Panel
      title="X-ray"
      area="xray"
      scrolls={asTable}
      detail={xray ? `${whole(xray.members)} members, drawn tree-uniformly` : ''}
      actions={
        <>
          <button
            type="button"
            className="button small"
            onClick={() => setPair(1 - pair)}
            aria-label={`Show ${PAIRS[1 - pair]!.map((figure) => TITLES[figure]).join(' and ')}`}
          >
            {pair === 0 ? 'Depth, memory' : 'Size, MACs'}
          </button>
          <TableToggle asTable={asTable} onChange={setAsTable} />
        </>
      }
    >
      {!xray && (
        <p className="quiet">
          {valid ? 'Members are being drawn.' : 'Solve the problems first: members can be drawn then.'}
        </p>
      )}
      {xray && asTable && <XrayTable xray={xray} landmarks={landmarks} figures={figures} />}
      {xray && !asTable && (
        <div className={fresh ? 'xray' : 'xray stale'} aria-busy={!fresh}>
          {figures.map((figure) => (
            <Distribution
              key={figure}
              figure={figure}
              xray={xray}
              landmarks={landmarks}
              cap={figure === 'parameters' ? xray.cap : undefined}
            />
          ))}
        </div>
      )}
    </Panel>
  );
}

const HEIGHT = 136;
const BASE = 94;
const SIDE = 8;

interface DistributionProps {
  figure: Figure;
  xray: Xray;
  landmarks: readonly Landmark[];
  cap: number | undefined;
}

/** One histogram; below the axis where known architectures (▲) and the presets' middles (•) lie. */
const Distribution = memo(function Distribution({ figure, xray, landmarks, cap }: DistributionProps) {
  const { edges, counts, median } = xray.figures[figure];
  const [frame, width] = useWidth();
  const linear = Math.max(edges.at(-1)!, cap ?? 0) <= 10 * edges[0]!;
  const marks = landmarks.map(({ title, kind, figures }) => ({ title, kind, value: figures[figure] }));
  const shown = [edges[0]!, edges.at(-1)!, ...(cap === undefined ? [] : [cap])];
  const low = Math.max(Math.min(...shown), linear ? 0 : 1);
  const high = Math.max(...shown);
  const scale = (value: number): number => {
    const share = linear
      ? (value - low) / (high - low || 1)
      : Math.log(value / low) / (Math.log(high / low) || 1);
    return SIDE + share * (width - 2 * SIDE);
  };
  const tallest = Math.max(...counts);
  const ticks = (linear ? linearTicks(low, high) : logTicks(low, high)).filter(
    (tick) => tick >= low && tick <= high,
  );
  const every = Math.ceil(ticks.length / Math.max(2, width / 48));
  const inside = marks.filter(({ value }) => value >= low && value <= high);
  const labels = roomFor(
    width,
    inside.filter(({ kind }) => kind === 'known').map(({ title, value }) => ({ title, x: scale(value) })),
  );
  const sentence = `${TITLES[figure]}: from ${short(edges[0]!)} to ${short(edges.at(-1)!)}, half of the members below ${short(median)}.`;
  return (
    <figure className="distribution" ref={frame}>
      <figcaption>
        {TITLES[figure]} <span className="quiet wide-only">median {short(median)}</span>
      </figcaption>
      <svg width={width} height={HEIGHT} role="img" aria-label={sentence}>
        {counts.map((count, i) => {
          const x = scale(edges[i]!);
          const height = (count / tallest) * (BASE - 14);
          return (
            <rect
              key={edges[i]}
              x={x + 0.5}
              y={BASE - height}
              width={Math.max(1, scale(edges[i + 1]!) - x - 1)}
              height={height}
              fill="var(--accent)"
            >
              <title>{`${short(edges[i]!)} – ${short(edges[i + 1]!)}: ${count} of ${xray.members}`}</title>
            </rect>
          );
        })}
        <line x1={SIDE} x2={width - SIDE} y1={BASE} y2={BASE} stroke="var(--third)" />
        {cap !== undefined && (
          <g>
            <line
              x1={scale(cap)}
              x2={scale(cap)}
              y1={8}
              y2={BASE}
              stroke="var(--warning)"
              strokeDasharray="3 3"
            />
            <text
              x={scale(cap) + (scale(cap) < 40 ? 4 : -3)}
              y={12}
              textAnchor={scale(cap) < 40 ? 'start' : 'end'}
              style={{ fill: 'var(--warning)' }}
            >
              cap
            </text>
          </g>
        )}
        {ticks.map(
          (tick, i) =>
            i % every === 0 && (
              <text key={tick} x={scale(tick)} y={BASE + 12} textAnchor="middle">
                {short(tick)}
              </text>
            ),
        )}
        {inside.map(({ title, kind, value }) => (
          <text
            key={`${kind} ${title}`}
            x={scale(value)}
            y={BASE + 25}
            textAnchor="middle"
            className="landmark"
          >
            {kind === 'known' ? '▲' : '•'}
            <title>{`${title}${kind === 'preset' ? ' (median of the template)' : ''}: ${short(value)}`}</title>
          </text>
        ))}
        {labels.map(({ title, x }) => (
          <text key={title} x={x} y={BASE + 38} textAnchor="middle">
            {title}
          </text>
        ))}
      </svg>
    </figure>
  );
});

/** Labels that do not run into each other, from the left. */
function roomFor(
  width: number,
  labels: readonly { title: string; x: number }[],
): { title: string; x: number }[] {
  const kept: { title: string; x: number; end: number }[] = [];
  for (const { title, x } of labels.toSorted((a, b) => a.x - b.x)) {
    const half = title.length * 2.8 + 3;
    const inside = Math.min(width - half, Math.max(half, x));
    if (kept.length === 0 || inside - half > kept.at(-1)!.end)
      kept.push({ title, x: inside, end: inside + half });
  }
  return kept;
}

function linearTicks(low: number, high: number): number[] {
  const rough = (high - low) / 5 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough)!;
  const first = Math.ceil(low / step);
  return Array.from(
    { length: Math.max(1, Math.floor(high / step) - first + 1) },
    (_, i) => (first + i) * step,
  );
}

function XrayTable({
  xray,
  landmarks,
  figures,
}: {
  xray: Xray;
  landmarks: readonly Landmark[];
  figures: readonly [Figure, Figure];
}) {
  return (
    <div className="xray">
      {figures.map((figure) => {
        const { edges, counts } = xray.figures[figure];
        return (
          <table className="table" key={figure}>
            <thead>
              <tr>
                <th scope="col">{TITLES[figure]}</th>
                <th scope="col">Members</th>
              </tr>
            </thead>
            <tbody>
              {counts.map((count, i) => (
                <tr key={edges[i]}>
                  <td>{`${short(edges[i]!)} – ${short(edges[i + 1]!)}`}</td>
                  <td>{count}</td>
                </tr>
              ))}
              {landmarks.map(({ title, kind, figures: values }) => (
                <tr key={`${kind} ${title}`}>
                  <td>
                    {title}
                    {kind === 'preset' && ', median of the template'}
                  </td>
                  <td>{short(values[figure])}</td>
                </tr>
              ))}
            </tbody>
          </table>
        );
      })}
    </div>
  );
}
