import { lazy, Suspense, useState } from 'react';
import { SHORTCUTS } from '../shortcuts.ts';
import { coordinator, isUnderWay, useApp } from '../store.ts';

/** Seconds that each candidate is shown before it is trained. */
const PACES = [
  [0, 'full speed'],
  [1, 'a second each'],
  [4, 'slow motion'],
] as const;

// The drawing of differences is large, and seldom asked for.
const SlowMotion = lazy(async () => ({ default: (await import('./SlowMotion.tsx')).SlowMotion }));

/** What goes beyond play, pause and stop: a generation at a time, slowly, on after the end, or from the start. */
export function Transport({ disabled }: { disabled: boolean }) {
  const step = useApp((app) => app.step);
  const reopen = useApp((app) => app.reopen);
  const underWay = useApp(isUnderWay);
  const role = useApp((app) => app.role);
  const starting = useApp((app) => app.starting);
  const ending = useApp(({ run }) => (run === null ? null : (run.finished?.reason ?? 'interrupted')));
  const done = useApp(({ run }) => (run ? run.evaluated + run.failed : 0));
  const budget = useApp(({ run }) => run?.settings.evaluations ?? 0);
  const [pace, setPace] = useState(0);
  const more = useApp((app) => app.settings.evaluations);
  const canGoOn = role === 'idle' && ending !== null && ending !== 'exhausted';
  // What is over by its budget goes on with a larger one.
  const changes = ending === 'budget' && more > budget ? { evaluations: more } : NO_LIMITS[ending ?? ''];
  return (
    <>
      <div className="row transport-more">
        <button
          type="button"
          className="button small"
          disabled={disabled}
          onClick={() => void step('generation')}
          title={`Until a candidate of the next generation is proposed (${SHORTCUTS.stepGeneration.label})`}
        >
          A generation
        </button>
        <select
          aria-label="Speed"
          value={pace}
          onChange={({ target }) => {
            const seconds = Number(target.value);
            setPace(seconds);
            void coordinator.pace(seconds * 1000);
          }}
        >
          {PACES.map(([seconds, words]) => (
            <option key={seconds} value={seconds}>
              {words}
            </option>
          ))}
        </select>
      </div>
      {canGoOn && (ending !== 'budget' || more > budget) && (
        <div className="row">
          <button
            type="button"
            className="button small"
            disabled={starting}
            onClick={() => void reopen(changes ?? {})}
            title="The search continues where its log ends, as though it had not been interrupted."
          >
            {ending === 'budget'
              ? `Go on to ${more.toLocaleString('en')}`
              : `Go on from ${done.toLocaleString('en')}`}
          </button>
        </div>
      )}
      {pace >= 4 && underWay && (
        <Suspense fallback={null}>
          <SlowMotion />
        </Suspense>
      )}
    </>
  );
}

/** A run that a limit has ended goes on without it. */
const NO_LIMITS: Readonly<Record<string, { maxMinutes?: 0; maxComputeMinutes?: 0; stagnation?: 0 }>> = {
  minutes: { maxMinutes: 0 },
  compute: { maxComputeMinutes: 0 },
  stagnation: { stagnation: 0 },
};
