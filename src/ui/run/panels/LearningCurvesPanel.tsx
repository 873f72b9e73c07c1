import { type ReactNode, useMemo, useState } from 'react';
import type { RunView } from '../../../run/fold.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { type AxisSpec, PlotFrame } from '../../charts/PlotFrame.tsx';
import { percent, whole } from '../../shared/format.ts';
import { CornerSelect } from './CornerSelect.tsx';
import { CurveLines } from './CurveLines.tsx';
import { type CurveBand, type CurveMeasure, curveBand } from './curve-band.ts';
import { bestOf, type Curve, curvesOf } from './curves.ts';
import { useThrottled } from './use-throttled.ts';

/** The band over all candidates is made anew at most so often, milliseconds. */
const CALM = 1000;

const MEASURES: readonly (readonly [CurveMeasure, string])[] = [
  ['error', 'validation error'],
  ['loss', 'loss'],
];

interface Props {
  readonly run: RunView | null;
  readonly selected: number | null;
  readonly title: ReactNode;
}

/** Error or loss by epoch: the selected candidate, the best, and the middle of all that are evaluated. */
export function LearningCurvesPanel({ run, selected, title }: Props) {
  const [measure, setMeasure] = useState<CurveMeasure>('error');
  const calm = useThrottled(run, CALM);
  // Another run's band is never shown beside this one's curves.
  const counted = calm?.started === run?.started ? calm : run;
  const band = useMemo(
    () => (counted ? curveBand(counted.candidates, counted.settings.epochs, measure) : null),
    [counted, measure],
  );
  const curves = run ? curvesOf(run, selected, measure) : [];
  const shown = run !== null && band !== null && (band.count[0]! > 0 || curves.length > 0);
  return (
    <ChartPanel
      title={title}
      name="learning-curves"
      table={shown ? () => tableOf(run.settings.epochs, band, curves, measure) : null}
    >
      {shown ? (
        <PlotFrame
          x={epochAxis(run.settings.epochs)}
          y={valueAxis(band, curves, measure)}
          margin={{ left: 48, right: 104, bottom: 40, top: 8 }}
          label={sentence(run, measure, band)}
        >
          {(area) => <CurveLines area={area} band={band} curves={curves} format={FORMAT[measure]} />}
        </PlotFrame>
      ) : (
        <div className="empty over">
          <p>Each candidate is measured after every epoch: here the selected, the best and the median.</p>
        </div>
      )}
      <CornerSelect
        label="Learning curves show"
        corner="bottom"
        value={measure}
        options={MEASURES}
        onChange={(chosen) => setMeasure(chosen)}
      />
    </ChartPanel>
  );
}

const FORMAT: Readonly<Record<CurveMeasure, (value: number) => string>> = {
  error: percent,
  loss: (value) => value.toFixed(3),
};

const epochAxis = (epochs: number): AxisSpec => ({
  kind: 'linear',
  domain: [1, Math.max(2, epochs)],
  label: '',
  ticks: wholeTicks(Math.max(2, epochs)),
  format: (value) => (value === 1 ? 'epoch 1' : String(value)),
});

/** At most six epochs, the first and round ones. */
function wholeTicks(epochs: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500].find((size) => epochs / size <= 6) ?? epochs;
  const ticks = [1];
  for (let epoch = step === 1 ? 2 : step; epoch <= epochs; epoch += step) ticks.push(epoch);
  return ticks;
}

/** What is drawn below this stands on it: a log axis has no zero. */
const FLOOR: Readonly<Record<CurveMeasure, number>> = { error: 0.0001, loss: 0.001 };

function valueAxis(band: CurveBand, curves: readonly Curve[], measure: CurveMeasure): AxisSpec {
  const values = [band.lower, band.upper, ...curves.map((curve) => curve.values)].flatMap((each) =>
    Array.from(each).filter((value) => value > 0),
  );
  const low = Math.max(FLOOR[measure], Math.min(...values));
  const high = Math.max(low, ...values);
  return {
    kind: 'log',
    domain: [low * 0.85, high * 1.15],
    label: '',
    format: measure === 'error' ? (value) => `${Number((value * 100).toPrecision(2))} %` : String,
  };
}

function sentence(run: RunView, measure: CurveMeasure, band: CurveBand): string {
  const last = band.median.findLastIndex((value) => !Number.isNaN(value));
  const name = MEASURES.find(([key]) => key === measure)![1];
  const best = bestOf(run);
  return [
    `Learning curves, ${name} by epoch`,
    last >= 0 ? `median ${FORMAT[measure](band.median[last]!)} after ${last + 1} epochs` : '',
    best === null ? '' : `best is candidate ${best}`,
  ]
    .filter(Boolean)
    .join('; ');
}

function tableOf(
  epochs: number,
  band: CurveBand,
  curves: readonly Curve[],
  measure: CurveMeasure,
): ChartTable {
  const format = FORMAT[measure];
  const columns = [
    ...curves.map(({ name, values }) => ({ title: name, values })),
    { title: 'Median', values: band.median },
    { title: 'Lower quartile', values: band.lower },
    { title: 'Upper quartile', values: band.upper },
  ];
  return {
    caption: 'Learning curves: the selected candidate, the best, and all that are evaluated',
    columns: [
      { title: 'Epoch' },
      ...columns.map(({ title }) => ({ title, format })),
      { title: 'Candidates', format: whole },
    ],
    rows: epochs,
    cell: (row, column) => {
      if (column === 0) return row + 1;
      if (column > columns.length) return band.count[row]!;
      return columns[column - 1]!.values[row] ?? null;
    },
  };
}
