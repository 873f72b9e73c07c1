import { useShallow } from 'zustand/react/shallow';
import { FAMILIES } from '../../search/catalogue/types.ts';
import { STRATEGIES } from '../../search/catalogue.ts';
import { NumberField, SelectField } from '../shared/fields.tsx';
import { Panel } from '../shared/Panel.tsx';
import { useApp } from '../store.ts';
import { MOST, useCompare } from './compare-store.ts';
import { comparisonSentence } from './words.ts';

/** The transport of a comparison, and what is compared. */
export function ComparePanel() {
  const {
    chosen,
    runs,
    evaluations,
    measure,
    starting,
    fault,
    phase,
    set,
    start,
    pause,
    resume,
    stop,
    exportLog,
  } = useCompare(useShallow(({ view, ...compare }) => ({ ...compare, phase: view?.phase ?? null })));
  const searching = useApp((app) => app.starting || (app.run !== null && app.run.phase !== 'finished'));
  const seed = useApp((app) => app.settings.seed);
  const spaceProblems = useApp(
    (app) => app.report?.problems.some(({ severity }) => severity !== 'warning') ?? false,
  );
  const active = phase !== null && phase !== 'finished';
  const locked = active || starting;
  const problem = problemOf(chosen, runs, evaluations);
  return (
    <Panel title="Comparison" area="settings">
      <div className="row transport">
        {phase === 'running' ? (
          <button type="button" className="button primary" style={{ flex: 1 }} onClick={pause}>
            Pause
          </button>
        ) : (
          <button
            type="button"
            className="button primary"
            style={{ flex: 1 }}
            disabled={starting || (!active && (problem !== undefined || searching || spaceProblems))}
            onClick={() => (phase === 'paused' ? resume() : void start())}
          >
            {phase === 'paused' ? 'Resume' : 'Compare'}
          </button>
        )}
        <button type="button" className="button" disabled={!active} onClick={stop}>
          Stop
        </button>
      </div>
      <Sentence />
      {searching && (
        <p className="notice">A search is under way: a comparison can start when it has ended.</p>
      )}
      {spaceProblems && (
        <p className="notice failure" role="alert">
          The search space has problems. <a href="#/design">Go to Design</a>
        </p>
      )}
      {problem && (
        <p className="notice failure" role="alert">
          {problem}
        </p>
      )}
      {fault && (
        <div className="notice failure" role="alert">
          {fault}
          <div className="row" style={{ marginTop: 6 }}>
            <button type="button" className="button small" onClick={() => set({ fault: null })}>
              Dismiss
            </button>
          </div>
        </div>
      )}
      <NumberField
        label="Runs of each"
        hint="Seeds: with fewer than five, no difference can be called significant."
        disabled={locked}
        value={runs}
        onChange={(value) => set({ runs: value })}
      />
      <NumberField
        label="Candidates a run"
        hint="The budget, the same for all."
        disabled={locked}
        value={evaluations}
        onChange={(value) => set({ evaluations: value })}
      />
      <SelectField
        label="Compared by"
        value={measure}
        options={[
          ['hypervolume', 'hypervolume'],
          ['error', 'lowest error'],
        ]}
        onChange={(value) => set({ measure: value })}
      />
      <p className="quiet">
        {Number.isFinite(runs * evaluations) && problem === undefined
          ? `${(chosen.length * runs * evaluations).toLocaleString('en')} candidates in all, seeds ${seed} to ${seed + runs - 1}. `
          : ''}
        Training, space and device are those of the Run screen, and so are the parameters of the strategy
        chosen there; the others have their usual ones.
      </p>
      {FAMILIES.map((family) => (
        <fieldset key={family} className="plain">
          <legend className="section-head">{family}</legend>
          {STRATEGIES.filter((each) => each.family === family).map(({ id, title }) => (
            <label key={id} className="check-line">
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                disabled={locked}
                onChange={({ target }) =>
                  set({ chosen: target.checked ? [...chosen, id] : chosen.filter((other) => other !== id) })
                }
              />
              {title}
            </label>
          ))}
        </fieldset>
      ))}
      {phase && (
        <button type="button" className="button small" style={{ marginTop: 10 }} onClick={exportLog}>
          Export comparison log
        </button>
      )}
    </Panel>
  );
}

/** What is going on. */
function Sentence() {
  const sentence = useCompare(({ view, starting }) => comparisonSentence(view, starting));
  return <p className="quiet">{sentence}</p>;
}

/** What is wrong with the plan, in words; nothing where it can start. */
function problemOf(chosen: readonly string[], runs: number, evaluations: number): string | undefined {
  if (chosen.length < 2) return 'Choose two strategies or more.';
  if (chosen.length > MOST) return `A chart can tell at most ${MOST} strategies apart: choose fewer.`;
  if (!Number.isInteger(runs) || runs < 1 || runs > 1000)
    return 'Runs of each must be a whole number from 1 to 1,000.';
  if (!Number.isInteger(evaluations) || evaluations < 1 || evaluations > 1_000_000)
    return 'Candidates a run must be a whole number from 1 to 1,000,000.';
  return undefined;
}
