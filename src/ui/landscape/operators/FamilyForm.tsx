import type { ReactNode } from 'react';
import { CheckField, NumberField } from '../../shared/fields.tsx';
import { Panel } from '../../shared/Panel.tsx';
import { AcceptanceFields } from './AcceptanceFields.tsx';
import {
  BOUNDS,
  checkFamily,
  DEFAULT_FAMILY,
  type Family,
  type FamilyNumber,
  numberOfFamily,
  withNumber,
  workWords,
} from './family.ts';
import './operators.css';

interface Props {
  readonly family: Family;
  readonly onChange: (family: Family) => void;
  readonly onRun: () => void;
  readonly onCancel: () => void;
  /** What is being done, in words, and how much of it is (0 … 1); `null` while nothing runs. */
  readonly running: { readonly stage: string; readonly share: number } | null;
  /** Architectures of the landscape. */
  readonly count: number;
  /** Of the fitness values: a usual temperature is a tenth of it. */
  readonly deviation?: number;
  /** What went wrong the last time, in words. */
  readonly problem?: string;
  readonly title?: ReactNode;
}

/** Which operators are compared and what is asked of them; starts the experiments. */
export function FamilyForm({
  family,
  onChange,
  onRun,
  onCancel,
  running,
  count,
  deviation,
  problem,
  title = 'Experiments',
}: Props) {
  const problems = checkFamily(family);
  const wrong = Object.keys(problems).length;
  const busy = running !== null;
  const number = (name: FamilyNumber) => {
    const value = numberOfFamily(family, name);
    return (
      value !== undefined && (
        <NumberField
          label={BOUNDS[name].label}
          hint={BOUNDS[name].hint}
          value={value}
          problem={problems[name]}
          disabled={busy}
          onChange={(next) => onChange(withNumber(family, name, next))}
        />
      )
    );
  };
  return (
    <Panel
      title={title}
      actions={
        busy ? (
          <button type="button" className="button small" onClick={onCancel}>
            Cancel
          </button>
        ) : (
          <>
            <button
              type="button"
              className="button small"
              disabled={family === DEFAULT_FAMILY}
              onClick={() => onChange(DEFAULT_FAMILY)}
            >
              Usual values
            </button>
            <button type="button" className="button small primary" disabled={wrong > 0} onClick={onRun}>
              Run
            </button>
          </>
        )
      }
    >
      <div className="family-form">
        {running ? (
          <div className="family-progress">
            <p aria-live="polite">{running.stage}</p>
            <progress value={running.share} max={1} aria-label="Progress of the experiments" />
            <span>{Math.floor(running.share * 100)} %</span>
          </div>
        ) : wrong > 0 ? (
          <p className="failure">
            {wrong === 1 ? 'One number is' : `${wrong} numbers are`} not right yet: see the words below.
          </p>
        ) : (
          <p className="quiet">{workWords(family, count)}</p>
        )}
        {problem && !busy && (
          <p className="notice failure" role="alert">
            {problem}
          </p>
        )}
        <div className="family-columns">
          <section aria-label="Which operators">
            <h3 className="section-head">Operators</h3>
            {number('count')}
            {number('seed')}
            <CheckField
              label="Steps may stay"
              hint="Distances are drawn over 0 … positions, or from 1 on."
              value={family.withZero}
              disabled={busy}
              onChange={(withZero) => onChange({ ...family, withZero })}
            />
            {number('concentration')}
            {number('positionSpread')}
            {number('optionSpread')}
            <CheckField
              label="Strategies’ mutations too"
              hint="What the search strategies do to a genotype, measured and added as operators."
              value={family.strategies}
              disabled={busy}
              onChange={(strategies) => onChange({ ...family, strategies })}
            />
          </section>
          <section aria-label="What a walk does">
            <h3 className="section-head">Walks</h3>
            <AcceptanceFields
              acceptance={family.acceptance}
              deviation={deviation}
              disabled={busy}
              onChange={(acceptance) => onChange({ ...family, acceptance })}
            />
            {number('memory')}
            {number('skew')}
          </section>
          <section aria-label="The two experiments">
            <h3 className="section-head">Experiments</h3>
            {number('steps')}
            {number('threshold')}
            {number('cap')}
            {number('walks')}
            {number('resamples')}
          </section>
        </div>
      </div>
    </Panel>
  );
}
