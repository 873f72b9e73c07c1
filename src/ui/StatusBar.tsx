import { useMemo } from 'react';
import { useCompare } from './compare/compare-store.ts';
import { comparisonSentence } from './compare/words.ts';
import { BACKEND_NAMES } from './device-words.ts';
import { runFigures } from './run/status.ts';
import { duration, percent, whole } from './shared/format.ts';
import { useApp } from './store.ts';

const counted = (count: number, what: string): string => `${whole(count)} ${what}${count === 1 ? '' : 's'}`;

/** The run in one line, in words and figures. */
export function StatusBar() {
  const { run, space, starting, role } = useApp();
  const comparison = useCompare(({ view, starting: comparing }) =>
    comparing || (view && view.phase !== 'finished') ? comparisonSentence(view, comparing) : null,
  );
  const started = run?.started.space;
  const other = useMemo(
    () => started !== undefined && JSON.stringify(started) !== JSON.stringify(space),
    [started, space],
  );
  if (comparison) return <footer className="status-bar">Comparison: {comparison}</footer>;
  if (!run)
    return (
      <footer className="status-bar">
        {starting
          ? 'Loading the images and starting the workers …'
          : 'No run yet. Press Play on the Run screen to start one.'}
      </footer>
    );
  const { settings } = run;
  const { perMinute, left } = runFigures(run, role);
  const best = Math.min(...run.front.map((id) => run.candidates.error[id]!));
  const slept = run.gaps.reduce(
    (sum, { kind, from, to }) => sum + (kind === 'frozen' && to !== null ? to - from : 0),
    0,
  );
  const asides = [
    other && role === 'writer' && run.phase !== 'finished' && 'the run keeps the space it started with',
    run.duplicates > 0 && `${counted(run.duplicates, 'duplicate')} not trained again`,
    run.infeasible > 0 && `${whole(run.infeasible)} over the cap`,
    run.failed > 0 && `${whole(run.failed)} failed`,
    run.workersLost > 0 && `${counted(run.workersLost, 'worker')} replaced`,
    run.reopenings > 0 && `resumed ${run.reopenings === 1 ? 'once' : `${run.reopenings} times`}`,
    slept > 0 && `slept ${duration(slept / 1000)}`,
    run.devicesLost > 0 && `GPU lost ${counted(run.devicesLost, 'time')}`,
    run.backend !== run.started.backend && `now on ${BACKEND_NAMES[run.backend]}`,
  ].filter(Boolean);
  return (
    <footer className="status-bar">
      <span>
        Generation <b>{run.generation}</b>
      </span>
      <span>
        Evaluations{' '}
        <b>
          {whole(run.evaluated)}/{whole(settings.evaluations)}
        </b>
      </span>
      {perMinute > 0 && (
        <span>
          <b>{perMinute.toFixed(1)}</b> a minute
          {left && (
            <>
              {' '}
              · ready in <b>{left}</b>
            </>
          )}
        </span>
      )}
      {run.front.length > 0 && (
        <>
          <span>
            Best error <b>{percent(best)}</b>
          </span>
          <span>
            Front <b>{run.front.length}</b>
          </span>
          <span>
            Hypervolume <b>{run.hypervolume.toFixed(3)}</b>
          </span>
        </>
      )}
      <span className="spacer" />
      <span>{asides.join(' · ')}</span>
    </footer>
  );
}
