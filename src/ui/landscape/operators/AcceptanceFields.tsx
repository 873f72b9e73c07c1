import type { Acceptance } from '../../../landscape/operators/operator.ts';
import { NumberField, SelectField } from '../../shared/fields.tsx';
import { checkNumber, usualAcceptance } from './family.ts';
import { ACCEPTANCE_EXPLAINED, ACCEPTANCE_WORDS } from './operator-words.ts';

interface Props {
  readonly acceptance: Acceptance;
  readonly onChange: (acceptance: Acceptance) => void;
  /** Of the fitness values: a usual temperature is a tenth of it. */
  readonly deviation: number | undefined;
  readonly disabled?: boolean;
}

const KINDS = Object.entries(ACCEPTANCE_WORDS) as [Acceptance['kind'], string][];

/** Whether a step is taken, with what the kind needs, and what it means. */
export function AcceptanceFields({ acceptance, onChange, deviation, disabled = false }: Props) {
  return (
    <>
      <SelectField
        label="Acceptance"
        value={acceptance.kind}
        options={KINDS}
        disabled={disabled}
        onChange={(kind) => onChange(usualAcceptance(kind, deviation))}
      />
      {acceptance.kind === 'tournament' && (
        <NumberField
          label="Draws"
          value={acceptance.size}
          problem={checkNumber('size', acceptance.size)}
          disabled={disabled}
          onChange={(size) => onChange({ kind: 'tournament', size })}
        />
      )}
      {acceptance.kind === 'annealed' && (
        <NumberField
          label="Temperature"
          hint="In units of fitness."
          value={acceptance.temperature}
          problem={checkNumber('temperature', acceptance.temperature)}
          disabled={disabled}
          onChange={(temperature) => onChange({ kind: 'annealed', temperature })}
        />
      )}
      <p className="quiet explained">{ACCEPTANCE_EXPLAINED[acceptance.kind]}</p>
    </>
  );
}
