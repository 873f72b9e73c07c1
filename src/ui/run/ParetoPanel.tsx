import { memo, type ReactNode, useEffect, useMemo, useState } from 'react';
import type { HypervolumeBox } from '../../run/events.ts';
import type { RunView } from '../../run/fold.ts';
import { ChartPanel, type ChartTable } from '../charts/ChartPanel.tsx';
import { useRoute } from '../route.ts';
import { whole } from '../shared/format.ts';
import { useApp } from '../store.ts';
import { MEASURE } from './measures.ts';
import { ParetoChart } from './ParetoChart.tsx';
import { useCalmRun } from './panels/use-calm-run.ts';
import { brushOn } from './pareto/BrushBox.tsx';
import { ChoiceRow, SHORT_LIST } from './pareto/ChoiceRow.tsx';
import { frontChoice } from './pareto/choice.ts';
import { operatorsIn, paletteOf } from './pareto/colours.ts';
import { FilterFields } from './pareto/FilterFields.tsx';
import { MOST_MARKS } from './pareto/FrontMarks.tsx';
import { Legend } from './pareto/Legend.tsx';
import './pareto/pareto.css';
import { isWithin, paretoTable } from './pareto/pareto-table.ts';
import { ReplayBar } from './pareto/ReplayBar.tsx';
import { type Below, Toolbar } from './pareto/Toolbar.tsx';
import { useScene } from './pareto/use-scene.ts';
import { useTokens } from './pareto/use-tokens.ts';
import { useView } from './view-store.ts';

/** Redraws, milliseconds; and of a table of a large run, whose order costs more. */
const BEAT = 100;
const SLOW_BEAT = 2000;
const LARGE = 5000;

/** Two measures against each other: every candidate, the front, and any moment of the run. */
export const ParetoPanel = memo(function ParetoPanel({ title = 'Pareto front' }: { title?: ReactNode }) {
  const run = useCalmRun(BEAT);
  const { candidate } = useRoute();
  const change = useView((view) => view.change);
  const started = run?.started;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another run has another past, and other ranges.
  useEffect(() => change({ replay: null, brush: null }), [started, change]);
  return run ? (
    <RunPareto key={run.started.time} title={title} run={run} selected={candidate} />
  ) : (
    <BeforeRun title={title} />
  );
});

/** The empty chart, in the range that it will have: drawing it first while workers start would stall the page. */
function BeforeRun({ title }: { title: ReactNode }) {
  const play = useApp((app) => app.play);
  const starting = useApp((app) => app.starting);
  const problems = useApp(
    (app) => app.report?.problems.filter(({ severity }) => severity !== 'warning').length ?? 0,
  );
  const space = useApp((app) => app.space);
  const smallest = useApp((app) => app.report?.smallest ?? 0);
  const { x, y } = useView();
  const box: HypervolumeBox | null =
    problems === 0 && smallest > 0
      ? {
          error: 1 - 1 / space.classes,
          minParameters: smallest,
          maxParameters: space.constraints.maxParameters,
        }
      : null;
  return (
    <ChartPanel
      title={title}
      detail={`${MEASURE[y].name} against ${MEASURE[x].name}`}
      area="pareto"
      name="pareto"
      table={null}
    >
      <div className="pareto-body">
        {box && (
          <ParetoChart
            {...{ box, table: null, scene: null, palette: null, selected: null, knee: null }}
            listed={NOBODY}
          />
        )}
      </div>
      <div className="empty over">
        <p>
          Every trained candidate will stand here as a point: the further left, the smaller; the further down,
          the fewer errors. Those that no other beats in both are the Pareto front.
        </p>
        <button
          type="button"
          className="button primary"
          disabled={starting || problems > 0}
          onClick={() => void play()}
        >
          {starting ? 'Starting …' : 'Play'}
        </button>
      </div>
    </ChartPanel>
  );
}

const NOBODY: readonly number[] = [];

interface Props {
  readonly title: ReactNode;
  readonly run: RunView;
  readonly selected: number | null;
}

function RunPareto({ title, run, selected }: Props) {
  const { x, y, colouring, brush, replay } = useView();
  // One of them at a time: the chart needs the room.
  const [below, setBelow] = useState<Below | null>(null);
  const [lists, setLists] = useState(false);
  const scene = useScene(run, x, y, replay);
  const { cloud, prefix, front, isOwn, ownFront } = scene;
  const { candidates: table } = run;
  const { dark, token } = useTokens();

  // The scale is that of the whole run, so that a dot keeps its colour while the run is replayed.
  const fresh = paletteOf(colouring, run, dark, token);
  // biome-ignore lint/correctness/useExhaustiveDependencies: palettes of one key are the same.
  const palette = useMemo(() => fresh, [fresh.key]);
  const choice = useMemo(() => frontChoice(table, front, x, y), [table, front, x, y]);
  const listed = useMemo(
    () => (lists && below === 'choose' ? choice.shortList(SHORT_LIST) : NOBODY),
    [lists, below, choice],
  );
  const rectangle = brushOn(brush, x, y);
  const without = cloud.without(replay);
  const asTable = useTableOf(run, { table, cloud, prefix, front, ownFront: isOwn ? null : ownFront, brush });

  return (
    <ChartPanel
      title={title}
      detail={`${whole(prefix)} ${prefix === 1 ? 'candidate' : 'candidates'}${without > 0 ? `; ${whole(without)} without a figure left out` : ''}`}
      area="pareto"
      name="pareto"
      table={asTable}
      selected={selected}
      footer={
        <div className="pareto-foot">
          {below === 'filter' && (
            <FilterFields
              x={x}
              y={y}
              of={prefix}
              inside={
                rectangle
                  ? cloud.inside(prefix, rectangle.from, rectangle.to)
                  : countWithin(cloud.candidate, prefix, (n) => isWithin(table, n, brush))
              }
            />
          )}
          {below === 'choose' && (
            <ChoiceRow {...{ table, x, y, choice, listed }} isListed={lists} onList={setLists} />
          )}
          <ReplayBar total={run.evaluated + run.failed} />
          <div className="pareto-row">
            <Legend
              palette={palette}
              operators={colouring === 'operator' ? operatorsIn(table, cloud.candidate, prefix) : []}
            />
            <span className="quiet notes">
              {!isOwn && (
                <>
                  Line: the front of these two measures. <span className="warning">◇</span> the run’s own, of
                  error and parameters.{' '}
                </>
              )}
              {front.length > MOST_MARKS &&
                `Of ${whole(front.length)} members of the front at most ${MOST_MARKS} are marked.`}
            </span>
          </div>
        </div>
      }
    >
      <div className="pareto-body">
        <Toolbar below={below} filtered={brush !== null} onBelow={setBelow} />
        <ParetoChart
          {...{ table, scene, palette, selected, listed }}
          box={run.started.box}
          knee={below === 'choose' ? choice.knee : null}
        />
      </div>
    </ChartPanel>
  );
}

function countWithin(
  candidates: Int32Array,
  prefix: number,
  isInside: (candidate: number) => boolean,
): number {
  let count = 0;
  for (let i = 0; i < prefix; i++) if (isInside(candidates[i]!)) count++;
  return count;
}

/** The table, made when it is asked for, and kept for as long as it shows the same; of a large run for two seconds. */
function useTableOf(run: RunView, input: Parameters<typeof paretoTable>[0]): () => ChartTable {
  const calm = useCalmRun(run.evaluated > LARGE ? SLOW_BEAT : BEAT, 0.5);
  const { cloud, brush } = input;
  const replay = useView((view) => view.replay);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the table shows follows from these, and from time.
  return useMemo(() => {
    let made: ChartTable | undefined;
    return () => {
      made ??= paretoTable(input);
      return made;
    };
  }, [calm?.evaluated, cloud, brush, replay]);
}
