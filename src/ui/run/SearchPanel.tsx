import { useShallow } from 'zustand/react/shallow';
import type { NumericSetting, RunSettings } from '../../run/settings.ts';
import { BACKEND_NAMES } from '../device-words.ts';
import { NumberField, SelectField } from '../shared/fields.tsx';
import { Panel } from '../shared/Panel.tsx';
import { SHORTCUTS } from '../shortcuts.ts';
import { isUnderWay, useApp } from '../store.ts';
import { PendingChanges } from './PendingChanges.tsx';
import { StrategyFields } from './StrategyFields.tsx';
import { statusSentence } from './status.ts';
import { TrainingFields } from './TrainingFields.tsx';
import { Transport } from './Transport.tsx';

/** The transport and everything a run is decided by. */
export function SearchPanel() {
  // Not the run itself: it changes many times a second, and this form need not be drawn for that.
  const {
    phase,
    seed,
    starting,
    settings,
    space,
    report,
    fault,
    device,
    underWay,
    role,
    play,
    step,
    pause,
    stop,
    changeSettings,
    setSpace,
    dismissFault,
    exportLog,
  } = useApp(
    useShallow(({ run, ...app }) => ({
      ...app,
      phase: run?.phase ?? null,
      underWay: isUnderWay({ run, role: app.role, awaited: app.awaited }),
      seed: run?.started.settings.seed,
    })),
  );
  const active = underWay;
  const problems = [...(report?.problems ?? []), ...(report?.settingProblems ?? [])].filter(
    ({ severity }) => severity !== 'warning',
  );
  const problemOf = (path: string) => problems.find((problem) => problem.path === path)?.message;
  const elsewhere = problems.filter(
    ({ path }) => !(path.split('.')[0]! in settings) && path !== 'constraints.maxParameters',
  );
  const number = (name: NumericSetting, label: string, hint: string) => (
    <NumberField
      label={label}
      hint={hint}
      disabled={starting}
      value={settings[name]}
      problem={problemOf(name)}
      onChange={(value) => changeSettings({ [name]: value })}
    />
  );
  return (
    <Panel title="Search" detail={seed === undefined ? undefined : `seed ${seed}`} area="settings">
      <div className="row transport">
        {active && phase === 'running' ? (
          <button type="button" className="button primary" style={{ flex: 1 }} onClick={pause}>
            Pause <kbd>{SHORTCUTS.playPause.label}</kbd>
          </button>
        ) : (
          <button
            type="button"
            className="button primary"
            style={{ flex: 1 }}
            onClick={() => void play()}
            disabled={starting || role === 'reader' || (!active && problems.length > 0)}
          >
            {active && phase === 'paused' ? 'Resume' : 'Play'} <kbd>{SHORTCUTS.playPause.label}</kbd>
          </button>
        )}
        <button
          type="button"
          className="button"
          onClick={() => void step('evaluation')}
          disabled={starting || role === 'reader' || (!active && problems.length > 0)}
          title={`One evaluation, then pause (${SHORTCUTS.step.label}); one generation: ${SHORTCUTS.stepGeneration.label}`}
          aria-keyshortcuts="."
        >
          Step
        </button>
        <button
          type="button"
          className="button"
          onClick={stop}
          disabled={!active}
          title={SHORTCUTS.stop.label}
        >
          Stop
        </button>
      </div>
      <Transport disabled={starting || role === 'reader' || (!active && problems.length > 0)} />
      <Sentence />
      <PendingChanges problems={problems.length > 0} />
      {fault && (
        <div className="notice failure" role="alert">
          {fault}
          <div className="row" style={{ marginTop: 6 }}>
            <button type="button" className="button small" onClick={dismissFault}>
              Dismiss
            </button>
          </div>
        </div>
      )}
      {elsewhere.length > 0 && (
        <div className="notice failure" role="alert">
          {elsewhere.map(({ path, message }) => `The space's ${path} ${message}.`).join('\n')}{' '}
          <a href="#/design">Go to Design</a>
        </div>
      )}
      <StrategyFields settings={settings} disabled={starting} problemOf={problemOf} change={changeSettings} />
      <TrainingFields settings={settings} disabled={starting} problemOf={problemOf} change={changeSettings} />
      <h3 className="section-head">Objectives</h3>
      <div className="field">
        <span>Error (validation)</span>
        <span style={{ textAlign: 'right' }}>minimise</span>
      </div>
      <div className="field">
        <span>Parameters</span>
        <span style={{ textAlign: 'right' }}>minimise</span>
      </div>
      <NumberField
        label="Cap"
        hint="Candidates with more parameters are never trained."
        disabled={active || starting}
        value={space.constraints.maxParameters}
        problem={problemOf('constraints.maxParameters')}
        onChange={(maxParameters) => setSpace({ ...space, constraints: { maxParameters } }, 'cap')}
      />
      <h3 className="section-head">Budget</h3>
      {number('evaluations', 'Evaluations', 'Candidates to train in all.')}
      {number(
        'maxMinutes',
        'Minutes',
        'The run ends after so long, pauses left out. 0: however long it takes.',
      )}
      {number(
        'maxComputeMinutes',
        'Compute, min',
        'The run ends when its candidates were trained for so many minutes in all, over all workers. 0: no limit.',
      )}
      {number(
        'stagnation',
        'Stagnation',
        'The run ends when so many evaluations in a row left the front as it was. 0: never.',
      )}
      {number('seed', 'Seed', 'The same seed on the same backend with one worker gives the same run.')}
      <h3 className="section-head">Device</h3>
      <SelectField
        label="Backend"
        value={settings.backend}
        disabled={starting}
        problem={
          device?.measurements.some(
            ({ backend, milliseconds }) => backend === settings.backend && milliseconds === null,
          )
            ? 'did not work when it was measured'
            : undefined
        }
        options={[
          ['auto', 'fastest'],
          ...(Object.entries(BACKEND_NAMES) as ['webgpu' | 'webgl' | 'wasm', string][]),
        ]}
        onChange={(backend) => changeSettings({ backend })}
      />
      <SelectField
        label="Workers"
        value={String(settings.workers)}
        disabled={starting}
        problem={problemOf('workers')}
        options={[
          ['auto', 'automatic'],
          ...workerCounts(settings.workers).map((n) => [String(n), String(n)] as const),
        ]}
        onChange={(workers) => changeSettings({ workers: workers === 'auto' ? 'auto' : Number(workers) })}
      />
      {phase && (
        <button type="button" className="button small" style={{ marginTop: 10 }} onClick={exportLog}>
          Export run log
        </button>
      )}
    </Panel>
  );
}

/** What is going on. */
function Sentence() {
  const sentence = useApp(({ run, starting, role }) => statusSentence(run, starting, role));
  return <p className="quiet">{sentence}</p>;
}

/** The counts to choose from, with the one that is set. */
const workerCounts = (set: RunSettings['workers']): number[] =>
  [...new Set([1, 2, 3, 4, 6, 8, ...(set === 'auto' ? [] : [set])])].sort((a, b) => a - b);
