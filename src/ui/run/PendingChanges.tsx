import { useShallow } from 'zustand/react/shallow';
import { changesBetween, type RunSettings, unchangeable } from '../../run/settings.ts';
import { isUnderWay, useApp } from '../store.ts';
import { changeText } from './change-words.ts';

/** What was changed in the form while a run is under way: for this run, for a new one, or not at all. */
export function PendingChanges({ problems }: { problems: boolean }) {
  const { current, settings, applyChanges, restart, changeSettings } = useApp(
    useShallow((app) => ({
      settings: app.settings,
      applyChanges: app.applyChanges,
      restart: app.restart,
      changeSettings: app.changeSettings,
      current: isUnderWay(app) && !app.awaited ? app.run!.settings : null,
    })),
  );
  if (!current) return null;
  const changes = changesBetween(current, settings);
  if (Object.keys(changes).length === 0) return null;
  const fixed = unchangeable(current, changes);
  return (
    <section className="notice" aria-label="Changed settings">
      <ul className="plain-list">
        {changeText(current, changes).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {fixed.length > 0 && <p>A run under way cannot go on with that; a new run can.</p>}
      <div className="row" style={{ marginTop: 6 }}>
        <button
          type="button"
          className="button small"
          disabled={fixed.length > 0 || problems}
          onClick={applyChanges}
        >
          Apply to this run
        </button>
        <button type="button" className="button small" disabled={problems} onClick={() => void restart()}>
          Start a new run
        </button>
        <button
          type="button"
          className="button small"
          onClick={() => changeSettings(current satisfies RunSettings)}
        >
          Discard
        </button>
      </div>
    </section>
  );
}
