import { useShallow } from 'zustand/react/shallow';
import { SAFE_MODE, trustAgain } from '../boot.ts';
import { useApp } from '../store.ts';
import { saveRawData } from './raw-data.ts';
import { useRuns } from './runs-store.ts';

/** What concerns the run that is shown, or the page as a whole, whatever the screen: each a sentence, and what can be done. */
export function Banners() {
  return (
    <div className="banners">
      {SAFE_MODE && <SafeMode />}
      <Interrupted />
      <Elsewhere />
      <Unsafe />
      <Damaged />
      <Thrown />
    </div>
  );
}

function SafeMode() {
  return (
    <div className="banner warning" role="alert">
      <p>
        This page failed twice in a row, so that it was started without your last space, settings and run.
        They are still stored.
      </p>
      <button type="button" className="button small" onClick={() => void saveRawData()}>
        Save the stored data
      </button>
      <button type="button" className="button small" onClick={trustAgain}>
        Start with them again
      </button>
    </div>
  );
}

/** A run that ended with its tab. */
function Interrupted() {
  const { interrupted, decide, busy, fault, dismiss } = useRuns(
    useShallow(({ interrupted, decide, busy, fault, dismiss }) => ({
      interrupted,
      decide,
      busy,
      fault,
      dismiss,
    })),
  );
  const starting = useApp((app) => app.starting);
  if (!interrupted) {
    if (!fault) return null;
    return (
      <div className="banner failure" role="alert">
        <p>{fault}</p>
        <button type="button" className="button small" onClick={dismiss}>
          Dismiss
        </button>
      </div>
    );
  }
  const { name, summary } = interrupted;
  const done = summary.evaluated + summary.failed;
  const disabled = busy !== '' || starting;
  return (
    <section className="banner" aria-label="Interrupted run">
      <p>
        <b>
          {name} stopped at {done.toLocaleString('en')} of {summary.evaluations.toLocaleString('en')}
        </b>{' '}
        when its tab was closed ({summary.space}, seed {summary.seed}). Nothing that was evaluated is lost.{' '}
        {busy}
      </p>
      <button
        type="button"
        className="button small primary"
        disabled={disabled}
        onClick={() => void decide('resume')}
      >
        Resume
      </button>
      <button type="button" className="button small" disabled={disabled} onClick={() => void decide('open')}>
        Open read-only
      </button>
      <button
        type="button"
        className="button small"
        disabled={disabled}
        onClick={() => void decide('discard')}
      >
        Discard
      </button>
      {fault && (
        <p className="failure" role="alert">
          {fault}
        </p>
      )}
    </section>
  );
}

/** A run that another tab writes. */
function Elsewhere() {
  const role = useApp((app) => app.role);
  const shown = useApp((app) => app.runId !== null);
  const starting = useApp((app) => app.starting);
  const takeOver = useApp((app) => app.takeOver);
  if (!shown || role !== 'reader') return null;
  return (
    <div className="banner" role="status">
      <p>This run goes on in another tab. What happens there is shown here.</p>
      <button type="button" className="button small" disabled={starting} onClick={() => void takeOver()}>
        Take over
      </button>
    </div>
  );
}

/** A run that cannot be stored. */
function Unsafe() {
  const safety = useApp((app) => app.safety);
  const exportLog = useApp((app) => app.exportLog);
  if (safety.kind === 'saved') return null;
  if (safety.kind === 'taken')
    return (
      <div className="banner warning" role="alert">
        <p>Another tab has taken this run over. It goes on there.</p>
      </div>
    );
  return (
    <div className="banner warning" role="alert">
      <p>
        {safety.kind === 'full'
          ? `This device has no room left: the run goes on, but from event ${safety.since} on it is in this tab alone. Delete runs you no longer need, or save its log.`
          : `The run cannot be stored (${safety.reason}). It goes on in this tab alone: save its log before you close it.`}
      </p>
      <a className="button small" href="#/runs">
        See all runs
      </a>
      <button type="button" className="button small" onClick={exportLog}>
        Save the run's log
      </button>
    </div>
  );
}

/** A stored log that could not be read to its end. */
function Damaged() {
  const damage = useApp((app) => app.damage);
  if (!damage) return null;
  const lost = damage.lost > 0 ? ` ${damage.lost.toLocaleString('en')} events after it are lost.` : '';
  return (
    <div className="banner warning" role="alert">
      <p>
        The stored log of this run is shown up to event {damage.at.toLocaleString('en')}: {damage.reason}.
        {lost}
      </p>
    </div>
  );
}

/** The run that was thrown away last. */
function Thrown() {
  const thrown = useRuns((runs) => runs.thrown);
  const restore = useRuns((runs) => runs.restore);
  const dismiss = useRuns((runs) => runs.dismiss);
  if (!thrown) return null;
  return (
    <div className="banner" role="status">
      <p>{thrown.name} was thrown away. It is deleted for good after a week.</p>
      <button type="button" className="button small" onClick={() => restore(thrown)}>
        Bring it back
      </button>
      <button type="button" className="button small" onClick={dismiss} aria-label="Dismiss">
        ✕
      </button>
    </div>
  );
}
