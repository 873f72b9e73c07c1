import { useId, useRef } from 'react';
import { type Fitness, fitnessWords, isTraining } from '../../../run/landscape/sampled/fitness.ts';
import type { SampledNews } from '../../../run/landscape/sampled/lab.ts';
import { checkPlan, mostEvaluations, type PlanOptions } from '../../../run/landscape/sampled/plan.ts';
import type { RunSettings } from '../../../run/settings.ts';
import { NumberField, SelectField, TextField } from '../../shared/fields.tsx';
import { duration, whole } from '../../shared/format.ts';
import { Panel } from '../../shared/Panel.tsx';

/** What the form decides. */
export interface SampledChoice {
  readonly plan: PlanOptions;
  readonly fitness: Fitness;
  /** Changes of fitness up to this are none. */
  readonly tolerance: number;
}

export type SamplingState = 'idle' | 'starting' | 'running' | 'paused';

export interface FormProps {
  readonly choice: SampledChoice;
  onChange(choice: SampledChoice): void;
  /** Of a run: what members are trained with. */
  readonly settings: RunSettings;
  readonly state: SamplingState;
  readonly news: SampledNews | null;
  /** What went wrong the last time, in words. */
  readonly problem: string;
  /** Why training is not possible now, in words (a run is under way); empty where it is. */
  readonly noTraining: string;
  /** What was sampled belongs to this choice: it can be gone on with. */
  readonly resumable: boolean;
  onStart(goOn: boolean): void;
  onPause(): void;
  onResume(): void;
  onStop(): void;
  /** Saves what was evaluated as a file; left out while there is nothing. */
  onSave?: (() => void) | undefined;
  onOpen(file: File): void;
}

const FITNESS_NAMES: readonly (readonly [Fitness, string])[] = [
  ['short', 'Short training'],
  ['training', 'Training as in a run'],
  ['parameters', 'Parameters (proxy)'],
  ['macs', 'MACs (proxy)'],
  ['depth', 'Depth (proxy)'],
];

const NUMBERS = [
  [
    'members',
    'Members',
    'Random, drawn independently: distribution, distance to the best, best and worst tenth',
  ],
  ['walks', 'Walks', 'Random: autocorrelation and neutral steps'],
  ['steps', 'Edits of a walk', 'Each changes one thing'],
  ['offspring', 'Offspring each', 'Of each start at each number of edits'],
  ['seed', 'Seed', 'The same seed draws the same architectures'],
] as const;

const numbersOf = (text: string): number[] =>
  text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number);

/** What is sampled, by what, and how far it has come. */
export function SampledForm(props: FormProps) {
  const { choice, onChange, settings, state, news, problem, noTraining, resumable } = props;
  const { plan, fitness } = choice;
  const file = useRef<HTMLInputElement>(null);
  const busy = state !== 'idle';
  const problems = checkPlan(plan);
  const wrong = (name: keyof PlanOptions) => problems.find((one) => one.name === name)?.message;
  const trains = isTraining(fitness);
  const blocked = trains && noTraining !== '';
  const unsound = problems.length > 0 || !(choice.tolerance >= 0) || blocked;
  const set = (changes: Partial<PlanOptions>) => onChange({ ...choice, plan: { ...plan, ...changes } });
  return (
    <Panel
      title="Sampling"
      actions={
        <>
          <input
            ref={file}
            type="file"
            accept=".json,application/json"
            hidden
            onChange={({ target }) => {
              const [chosen] = target.files ?? [];
              if (chosen) props.onOpen(chosen);
              target.value = '';
            }}
          />
          <button
            type="button"
            className="button small"
            disabled={busy}
            onClick={() => file.current?.click()}
          >
            Open …
          </button>
          {props.onSave && (
            <button type="button" className="button small" onClick={props.onSave}>
              Save
            </button>
          )}
        </>
      }
    >
      <SelectField
        label="Fitness"
        value={fitness}
        options={FITNESS_NAMES}
        disabled={busy}
        onChange={(next) => onChange({ ...choice, fitness: next, tolerance: isTraining(next) ? 0.001 : 0 })}
      />
      <p className="quiet sampled-note">{fitnessWords(fitness, settings)}</p>
      {NUMBERS.map(([name, label, hint]) => (
        <NumberField
          key={name}
          {...{ label, hint }}
          value={plan[name]}
          problem={wrong(name)}
          disabled={busy}
          onChange={(value) => set({ [name]: value })}
        />
      ))}
      <TextField
        label="Edits of offspring"
        hint="Edits in a row that make an offspring, separated by commas"
        // Sorted when it is taken: not under the fingers of who types.
        late
        value={plan.strengths.join(', ')}
        check={(text) =>
          checkPlan({ ...plan, strengths: numbersOf(text) }).find(({ name }) => name === 'strengths')?.message
        }
        disabled={busy}
        onChange={(text) => set({ strengths: numbersOf(text) })}
      />
      <NumberField
        label="No change up to"
        hint="Differences of fitness up to this count as none"
        value={choice.tolerance}
        problem={choice.tolerance >= 0 ? undefined : 'must be 0 or more'}
        disabled={busy}
        onChange={(tolerance) => onChange({ ...choice, tolerance })}
      />
      <p className="quiet sampled-note">
        {problems.length === 0 &&
          `At most ${whole(mostEvaluations(plan, trains))} evaluations; equal networks are evaluated once.`}
        {trains && ' Starts are trained a second time, so that luck in choosing them does not count.'}
      </p>
      <div className="sampled-end">
        {blocked && <p className="warning sampled-note">{noTraining}</p>}
        {problem && (
          <p className="failure sampled-note" role="alert">
            {problem}
          </p>
        )}
        {busy || news ? <Progress news={news} state={state} /> : null}
        <div className="sampled-buttons">
          {state === 'idle' && (
            <>
              <button
                type="button"
                className="button primary"
                disabled={unsound}
                onClick={() => props.onStart(resumable)}
              >
                {resumable ? 'Go on' : 'Sample'}
              </button>
              {resumable && (
                <button
                  type="button"
                  className="button"
                  disabled={unsound}
                  onClick={() => props.onStart(false)}
                >
                  Start anew
                </button>
              )}
            </>
          )}
          {state === 'running' && (
            <button type="button" className="button" onClick={props.onPause}>
              Pause
            </button>
          )}
          {state === 'paused' && (
            <button type="button" className="button primary" onClick={props.onResume}>
              Resume
            </button>
          )}
          {busy && (
            <button type="button" className="button" onClick={props.onStop}>
              Stop
            </button>
          )}
        </div>
      </div>
    </Panel>
  );
}

/** How much is evaluated, and how long the rest will take. */
function Progress({ news, state }: Pick<FormProps, 'news' | 'state'>) {
  const id = useId();
  if (!news) return <p className="quiet sampled-note">Starting …</p>;
  const { progress, pace } = news;
  const { stage, done, planned, failed, complete } = progress;
  const left = pace && ((planned - done) * pace.seconds) / pace.lanes;
  const words = {
    drawing: 'Drawing architectures …',
    evaluating: `${whole(done)} of ${complete ? '' : 'at least '}${whole(planned)} evaluated`,
    done: `All ${whole(done)} evaluated`,
    stopped: `Stopped after ${whole(done)} of ${complete ? '' : 'at least '}${whole(planned)}`,
  }[stage];
  return (
    <div className="sampled-progress">
      <p id={id}>
        {state === 'paused' ? `Paused: ${words}` : words}
        {failed > 0 && `, ${whole(failed)} failed`}
        {stage === 'evaluating' && left !== undefined && `, about ${duration(left)} to go`}
      </p>
      <progress
        aria-labelledby={id}
        value={stage === 'drawing' ? undefined : done}
        max={Math.max(1, planned)}
      />
    </div>
  );
}
