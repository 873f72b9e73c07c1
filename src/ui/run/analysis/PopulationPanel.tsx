import { type ReactNode, useCallback, useMemo } from 'react';
import type { PopulationCourse } from '../../../run/analysis/population.ts';
import type { RunView } from '../../../run/fold.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { percent, whole } from '../../shared/format.ts';
import { useView } from '../view-store.ts';
import './analysis.css';
import { useAnalysis } from './analyst.ts';
import { errorCourse } from './error-course.ts';
import { PopulationChart } from './PopulationChart.tsx';
import { ends } from './share-words.ts';
import { overAtEnd, stretchAt, stretchWords } from './stretches.ts';
import { useCalm } from './use-calm.ts';

const CALM = 1000;

interface Props {
  readonly run: RunView | null;
  readonly selected: number | null;
  readonly title: ReactNode;
}

/** How good and how different the candidates were, generation by generation. */
export function PopulationPanel({ run: live, title }: Props) {
  const { run, visible, mark } = useCalm(live, CALM);
  const asked = useAnalysis(run, visible, 'population', (analyst) => analyst.population());
  // Without genotypes there are errors still.
  const none = asked.state === 'none';
  const errors = useMemo(
    () => (run && none && run.evaluated > 0 ? errorCourse(run.candidates) : null),
    [run, none],
  );
  const course = asked.answer ?? errors;
  const shown = run && course && course.bins.length > 0 ? course : null;
  const replay = useView((view) => view.replay);
  const change = useView((view) => view.change);
  const marked =
    run && shown && replay !== null ? stretchAt(run.candidates, shown.by, shown.bins, replay) : null;
  const onChoose = useCallback(
    (bin: number) => {
      if (!run || !shown) return;
      const over = overAtEnd(run.candidates, shown.by, shown.bins[bin]!);
      // The end of the last stretch is the run as it is.
      change({ replay: bin === shown.bins.length - 1 || over >= run.evaluated + run.failed ? null : over });
    },
    [run, shown, change],
  );
  return (
    <ChartPanel
      title={<span ref={mark}>{title}</span>}
      detail={shown ? detailWords(shown) : undefined}
      name="population"
      table={shown ? () => tableOf(shown) : null}
      footer={
        run &&
        shown && (
          <div className="analysis-foot">
            <p className="quiet">
              Whiskers go from the lowest to the highest error of a stretch, boxes from quartile to quartile,
              with the median; the green line is the best until then. {repeatWords(run)}
            </p>
            <details className="fold about">
              <summary>About diversity</summary>
              <p>
                The mean disagreement of two candidates of a stretch: of all decisions that at least one of
                the two genotypes makes, the share that both do not make alike. 0: all are the same; the mean
                is over all pairs, or over 64 of them where there are more.
              </p>
            </details>
          </div>
        )
      }
    >
      {shown ? (
        <PopulationChart course={shown} marked={marked} onChoose={onChoose} />
      ) : (
        <div className="empty">
          <p>
            {asked.problem ||
              (run && run.evaluated > 0
                ? 'Reading the candidates …'
                : 'Error and diversity will be here, generation by generation.')}
          </p>
        </div>
      )}
    </ChartPanel>
  );
}

/** "best 1.20 % · diversity 0.42 → 0.31". */
function detailWords({ bestSoFar, diversity }: PopulationCourse): string {
  const { first, last } = ends(diversity);
  const best = `best ${percent(bestSoFar.at(-1)!)}`;
  return Number.isNaN(first) ? best : `${best} · diversity ${first.toFixed(2)} → ${last.toFixed(2)}`;
}

/** How many suggestions were architectures that were known. */
function repeatWords({ candidates: { count }, duplicates }: RunView): string {
  const suggested = count + duplicates;
  if (suggested === 0) return '';
  return `Of ${whole(suggested)} suggestions ${whole(count)} (${Math.round((100 * count) / suggested)} %) were architectures that the run did not know yet.`;
}

function tableOf(course: PopulationCourse): ChartTable {
  const { by, bins } = course;
  const columns = [
    { title: 'Best', values: course.best, format: percent },
    { title: 'Lower quartile', values: course.lowerQuartile, format: percent },
    { title: 'Median', values: course.median, format: percent },
    { title: 'Upper quartile', values: course.upperQuartile, format: percent },
    { title: 'Worst', values: course.worst, format: percent },
    { title: 'Best so far', values: course.bestSoFar, format: percent },
    { title: 'Diversity', values: course.diversity, format: (value: number) => value.toFixed(3) },
  ];
  return {
    caption: 'Validation error and diversity over the run',
    columns: [
      { title: by === 'generation' ? 'Generation' : 'Evaluations' },
      { title: 'Candidates', format: whole },
      ...columns.map(({ title, format }) => ({ title, format })),
    ],
    rows: bins.length,
    cell: (row, column) => {
      const bin = bins[row]!;
      if (column === 0) return bin.from === bin.to ? bin.from : stretchWords(by, bin).replace(/^\w+ /, '');
      if (column === 1) return course.candidates[row]!;
      return columns[column - 2]!.values[row]!;
    },
  };
}

export default PopulationPanel;
