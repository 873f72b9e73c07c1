import { memo, useMemo } from 'react';
import type { Autocorrelation, LandscapeReport } from '../../../landscape/report.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { type AxisSpec, type PlotArea, PlotFrame } from '../../charts/PlotFrame.tsx';
import { LabRoom, Nothing } from './LabRoom.tsx';
import { fixed } from './numbers.ts';
import { PickLayer } from './PickLayer.tsx';
import { forgetsWords } from './words.ts';

interface Props {
  readonly report: LandscapeReport;
  /** Asks for sampled walks beside the exact figures; there is no button where it is left out. */
  onSample?(): void;
  /** They are being walked. */
  readonly sampling?: boolean;
}

/** How the fitness along a random walk resembles that where it began: exact, and sampled where that was asked for. */
export function AutocorrelationPanel({ report, onSample, sampling = false }: Props) {
  const { autocorrelation } = report;
  const { exact, exactLength, sampled } = autocorrelation;
  const drawn = exact.length > 1 && exact.every(Number.isFinite);
  const lags = Math.max(exact.length, sampled?.values.length ?? 0) - 1;
  const x = useMemo(
    (): AxisSpec => ({
      kind: 'linear',
      domain: [0, Math.max(1, lags)],
      ticks: Array.from({ length: lags + 1 }, (_, lag) => lag),
      bare: true,
      label: 'edits since the beginning',
      format: String,
    }),
    [lags],
  );
  const y = useMemo(() => correlationAxis(autocorrelation), [autocorrelation]);
  return (
    <ChartPanel
      title="Autocorrelation"
      detail={exactLength === undefined ? undefined : `correlation length ${fixed(exactLength)}`}
      name="autocorrelation"
      table={drawn ? () => tableOf(autocorrelation) : null}
    >
      <LabRoom
        bar={
          drawn && (
            <>
              <Key sampled={sampled !== undefined} />
              {onSample && (
                <button type="button" className="button small" disabled={sampling} onClick={onSample}>
                  {sampling ? 'Walking …' : sampled ? 'Sample again' : 'Sample walks'}
                </button>
              )}
            </>
          )
        }
        words={drawn && <Words autocorrelation={autocorrelation} />}
      >
        {drawn ? (
          <PlotFrame
            x={x}
            y={y}
            label={`Autocorrelation of fitness along a random walk. ${forgetsWords(autocorrelation)}`}
          >
            {(area) => <Lines area={area} autocorrelation={autocorrelation} />}
          </PlotFrame>
        ) : (
          <Nothing>
            A walk’s fitness has no autocorrelation here: either all architectures are equally fit, or none
            has a neighbour in the table.
          </Nothing>
        )}
      </LabRoom>
    </ChartPanel>
  );
}

/** From 1 down to 0, or as far below as the figures go. */
function correlationAxis({ exact, sampled }: Autocorrelation): AxisSpec {
  const lowest = Math.min(
    0,
    ...exact,
    ...(sampled?.values.map((value, lag) => value - sampled.half[lag]!) ?? []).filter(Number.isFinite),
  );
  return {
    kind: 'linear',
    domain: [lowest < 0 ? Math.max(-1, Math.floor(lowest * 10) / 10) : 0, 1],
    label: 'autocorrelation ρ',
    format: (value) => fixed(value, 1),
  };
}

function Key({ sampled }: { sampled: boolean }) {
  return (
    <span className="lab-key">
      <svg width={20} height={8} aria-hidden="true">
        <path d="M0 4H20" stroke="var(--accent)" strokeWidth={2} />
        <circle cx={10} cy={4} r={3} fill="var(--accent)" />
      </svg>{' '}
      exact
      {sampled && (
        <>
          {' '}
          <svg width={20} height={8} aria-hidden="true">
            <path d="M0 4H20" stroke="var(--ink)" strokeDasharray="4 3" />
            <rect x={7.5} y={1.5} width={5} height={5} fill="var(--panel)" stroke="var(--ink)" />
          </svg>{' '}
          sampled, 95 %
        </>
      )}
    </span>
  );
}

function Words({ autocorrelation }: { autocorrelation: Autocorrelation }) {
  const { exact, exactLength, sampled } = autocorrelation;
  return (
    <p>
      {forgetsWords(autocorrelation)} Exact: ρ(1) = {fixed(exact[1]!, 3)}
      {exactLength !== undefined && `, length −1 / ln ρ(1) = ${fixed(exactLength, 3)}`}.
      {sampled &&
        ` ${sampled.walks} walks of ${sampled.steps} architectures: ρ(1) = ${fixed(sampled.values[1]!, 3)} ± ${fixed(sampled.half[1]!, 3)}${
          sampled.length === undefined ? '' : `, length ${fixed(sampled.length, 3)}`
        }; each walk is measured against its own mean, which makes the estimate too low.`}
    </p>
  );
}

interface LinesProps {
  readonly area: PlotArea;
  readonly autocorrelation: Autocorrelation;
}

function Lines({ area, autocorrelation }: LinesProps) {
  const { exact, sampled } = autocorrelation;
  const points = useMemo(
    () => exact.map((value, lag) => ({ x: area.x(lag), y: area.y(value) })),
    [area, exact],
  );
  return (
    <>
      <Curves area={area} autocorrelation={autocorrelation} />
      <PickLayer
        area={area}
        points={points}
        across
        label="Lags of the autocorrelation"
        lines={(lag) => [
          lag === 1 ? 'After 1 edit' : `After ${lag} edits`,
          `exact ${fixed(exact[lag]!, 3)}`,
          ...(sampled?.values[lag] === undefined
            ? []
            : [`sampled ${fixed(sampled.values[lag], 3)} ± ${fixed(sampled.half[lag]!, 3)}`]),
        ]}
      />
    </>
  );
}

const Curves = memo(function Curves({ area, autocorrelation: { exact, sampled } }: LinesProps) {
  const path = (values: readonly number[]) =>
    `M${values.map((value, lag) => `${area.x(lag).toFixed(1)} ${area.y(value).toFixed(1)}`).join('L')}`;
  const e = area.y(1 / Math.E);
  return (
    <>
      <path d={`M${area.left} ${e}h${area.width}`} stroke="var(--third)" strokeDasharray="1 3" />
      <text x={area.left + area.width} y={e - 4} textAnchor="end">
        1/e
      </text>
      {area.y.domain[0] < 0 && <path d={`M${area.left} ${area.y(0)}h${area.width}`} stroke="var(--third)" />}
      {sampled && (
        <g stroke="var(--ink)">
          <path d={path(sampled.values)} fill="none" strokeDasharray="4 3" />
          {sampled.values.map((value, lag) => {
            const [x, half] = [area.x(lag), sampled.half[lag]!];
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is the lag.
              <g key={lag}>
                <path d={`M${x} ${area.y(value - half)}V${area.y(value + half)}`} />
                <rect x={x - 2.5} y={area.y(value) - 2.5} width={5} height={5} fill="var(--panel)" />
              </g>
            );
          })}
        </g>
      )}
      <path d={path(exact)} fill="none" stroke="var(--accent)" strokeWidth={1.8} />
      {exact.map((value, lag) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is the lag.
        <circle key={lag} cx={area.x(lag)} cy={area.y(value)} r={3} fill="var(--accent)" />
      ))}
    </>
  );
});

function tableOf({ exact, sampled }: Autocorrelation): ChartTable {
  const four = (value: number) => fixed(value, 4);
  return {
    caption: 'Autocorrelation of fitness along a random walk',
    columns: [
      { title: 'Lag' },
      { title: 'Exact', format: four },
      ...(sampled
        ? [
            { title: 'Sampled', format: four },
            { title: '± 95 %', format: four },
          ]
        : []),
    ],
    rows: Math.max(exact.length, sampled?.values.length ?? 0),
    cell: (row, column) =>
      [row, exact[row] ?? null, sampled?.values[row] ?? null, sampled?.half[row] ?? null][column]!,
  };
}
