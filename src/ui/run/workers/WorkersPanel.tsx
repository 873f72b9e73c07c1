import { type ReactNode, useMemo } from 'react';
import { SPAN } from '../../../run/course.ts';
import type { RunView } from '../../../run/fold.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { duration, whole } from '../../shared/format.ts';
import { emptyLanes, type Lanes, readLanes } from './lanes.ts';
import { remaining, workRate } from './utilisation.ts';
import { WorkersChart } from './WorkersChart.tsx';

interface Props {
  readonly run: RunView | null;
  readonly selected: number | null;
  readonly title: ReactNode;
}

/** What each worker did and does, training by training, how busy the workers are, and when the run will be over. */
export function WorkersPanel({ run, selected, title }: Props) {
  const spans = run?.spans;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other spans are another run's.
  const lanes = useMemo(() => emptyLanes(), [spans]);
  if (run) readLanes(lanes, run.spans, run.candidates);
  const words = run ? rateWords(run) : [];
  const shown = run !== null && run.spans.count > 0;
  return (
    <ChartPanel
      title={title}
      detail={words[0]}
      name="workers"
      table={shown ? () => tableOf(run, lanes) : null}
      selected={selected}
    >
      <div className="with-lead">
        {words.length > 1 && <p className="lead">{words.slice(1).join(' · ')}</p>}
        {shown ? (
          <WorkersChart run={run} lanes={lanes} selected={selected} />
        ) : (
          <div className="empty over">
            <p>A lane for each worker: what it trains, compiles and waits for.</p>
          </div>
        )}
      </div>
    </ChartPanel>
  );
}

/** "97 % busy", "21 candidates a minute", "ready in 8 min, 31 core-minutes". */
function rateWords(run: RunView): string[] {
  const rate = workRate(run, Math.max(0, run.lastTime - run.started.time));
  if (!rate) return [];
  const { repetitions } = run.settings;
  const perMinute = rate.perMinute / repetitions;
  const words = [
    `${Math.round(rate.busy * 100)} % busy`,
    `${Number(perMinute.toPrecision(perMinute < 10 ? 2 : 3))} candidates a minute`,
  ];
  const left = run.phase === 'finished' ? null : remaining(run, rate);
  if (left) words.push(`ready in ${duration(left.seconds)}, ${computeText(run, left.compute)}`);
  return words;
}

/** Training time over all workers: on the CPU a worker has a core. */
function computeText({ backend }: RunView, seconds: number): string {
  const [value, unit] = seconds < 7200 ? [seconds / 60, 'minutes'] : [seconds / 3600, 'hours'];
  const figure = whole(Number(value.toPrecision(2)));
  return backend === 'wasm' ? `${figure} core-${unit}` : `${figure} ${unit} of training`;
}

/** How a training ended, in words. */
export const OUTCOMES: Readonly<Record<number, string>> = {
  [SPAN.open]: 'goes on',
  [SPAN.evaluated]: 'evaluated',
  [SPAN.failed]: 'failed',
  [SPAN.lost]: 'lost',
};

function tableOf({ spans }: RunView, { queue }: Lanes): ChartTable {
  const seconds = (value: number) => value.toFixed(1);
  return {
    caption: 'Every training, by its worker',
    columns: [
      { title: 'Candidate' },
      { title: 'Worker' },
      { title: 'Began at, s', format: seconds },
      { title: 'Waited, s', format: seconds },
      { title: 'Setup, s', format: seconds },
      { title: 'Took, s', format: seconds },
      { title: 'Outcome' },
    ],
    rows: spans.count,
    candidate: (row) => spans.candidate[row]!,
    cell: (row, column) => {
      switch (column) {
        case 0:
          return spans.candidate[row]!;
        case 1:
          return spans.worker[row]! + 1;
        case 2:
          return spans.from[row]! / 1000;
        case 3:
          return queue[row]! / 1000;
        case 4:
          return spans.setup[row]! > 0 ? spans.setup[row]! / 1000 : null;
        case 5:
          return (spans.to[row]! - spans.from[row]!) / 1000;
        default:
          return OUTCOMES[spans.outcome[row]!]!;
      }
    },
  };
}
