import { type ReactNode, useMemo, useState } from 'react';
import type { RunView } from '../../run/fold.ts';
import { ChartPanel, type ChartTable } from '../charts/ChartPanel.tsx';
import { type AxisSpec, PlotFrame } from '../charts/PlotFrame.tsx';
import { whole } from '../shared/format.ts';
import { CornerSelect } from './panels/CornerSelect.tsx';
import { HypervolumeLine } from './panels/HypervolumeLine.tsx';
import { axisNow, lateRange } from './panels/hypervolume-course.ts';
import type { ProgressAxis } from './panels/progress.ts';
import { timeText, timeTicks } from './panels/time-ticks.ts';

const AXES: readonly (readonly [ProgressAxis, string])[] = [
  ['evaluated', 'evaluations'],
  ['compute', 'training time'],
  ['at', 'time'],
];

const RANGES = [
  ['whole', 'from 0 to 1'],
  ['close', 'close up'],
] as const;
type Range = (typeof RANGES)[number][0];

interface Props {
  readonly run: RunView | null;
  readonly title: ReactNode;
}

/** How far the front has come: over evaluations, over training time, or over the time that passed. */
export function HypervolumePanel({ run, title }: Props) {
  const [axis, setAxis] = useState<ProgressAxis>('evaluated');
  const [range, setRange] = useState<Range>('whole');
  const started = run !== null && run.course.count > 0;
  const now = run ? axisNow(run, axis) : 0;
  const x = useMemo(() => axisSpec(axis, now), [axis, now]);
  return (
    <ChartPanel
      title={title}
      detail={started ? run.hypervolume.toFixed(3) : undefined}
      name="hypervolume"
      table={started ? () => tableOf(run) : null}
    >
      <PlotFrame
        x={x}
        y={run && range === 'close' ? closeUp(run, axis) : WHOLE}
        margin={{ left: 44, top: 16, bottom: 40, right: 16 }}
        label={
          started
            ? `Hypervolume of the front: ${run.hypervolume.toFixed(3)} after ${whole(run.evaluated)} evaluations`
            : 'Hypervolume of the front'
        }
      >
        {(area) => run && <HypervolumeLine run={run} axis={axis} area={area} />}
      </PlotFrame>
      <CornerSelect
        label="Hypervolume over"
        corner="bottom"
        value={axis}
        options={AXES}
        onChange={(chosen) => setAxis(chosen)}
      />
      {started && (
        <CornerSelect
          label="Hypervolume shown"
          corner="left"
          value={range}
          options={RANGES}
          onChange={(chosen) => setRange(chosen)}
        />
      )}
      {!started && (
        <div className="empty over">
          <p>How much of the box between the smallest network and the cap the front dominates.</p>
        </div>
      )}
    </ChartPanel>
  );
}

const WHOLE: AxisSpec = {
  kind: 'linear',
  domain: [0, 1],
  ticks: [0, 0.5, 1],
  label: '',
  format: String,
};

/** The range of what came after the first tenth of the way, where most of a long run's growth is over. */
function closeUp(run: RunView, axis: ProgressAxis): AxisSpec {
  const { low, high } = lateRange(run, axis);
  const digits = Math.max(2, Math.ceil(-Math.log10(high - low)) + 1);
  return { kind: 'linear', domain: [low, high], label: '', format: (value) => value.toFixed(digits) };
}

/** Ticks of time are at most so many. */
const TIME_TICKS = 4;

function axisSpec(axis: ProgressAxis, now: number): AxisSpec {
  const label = AXES.find(([key]) => key === axis)![1];
  if (axis === 'evaluated') return { kind: 'linear', domain: [0, Math.max(4, now)], label, format: whole };
  // Times of the axis: milliseconds; training time: seconds.
  const unit = axis === 'at' ? 1000 : 1;
  const end = Math.max(10 * unit, now);
  return {
    kind: 'linear',
    domain: [0, end],
    label,
    ticks: timeTicks(0, end / unit, TIME_TICKS).map((seconds) => seconds * unit),
    format: (value) => timeText(value / unit),
  };
}

function tableOf({ course }: RunView): ChartTable {
  return {
    caption: 'Hypervolume after each change of the front',
    columns: [
      { title: 'Evaluations', format: whole },
      { title: 'Hypervolume', format: (value) => value.toFixed(4) },
      { title: 'Training time, s', format: (value) => value.toFixed(1) },
      { title: 'Time, s', format: (value) => value.toFixed(1) },
    ],
    rows: course.count,
    cell: (row, column) => {
      if (column === 0) return course.evaluated[row]!;
      if (column === 1) return course.hypervolume[row]!;
      return column === 2 ? course.compute[row]! : course.at[row]! / 1000;
    },
  };
}
