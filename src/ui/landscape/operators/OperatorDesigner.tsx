import type { ReactNode } from 'react';
import { checkOperator } from '../../../landscape/operators/check-operator.ts';
import type { Group, Operator, Outcome } from '../../../landscape/operators/operator.ts';
import { NumberField, TextField } from '../../shared/fields.tsx';
import { Panel } from '../../shared/Panel.tsx';
import { counted } from '../analysis/numbers.ts';
import type { LabContext } from '../lab-context.ts';
import { AcceptanceFields } from './AcceptanceFields.tsx';
import { DistanceBars } from './DistanceBars.tsx';
import { expectedEdits, isEven, isSymmetric } from './distances.ts';
import { checkNumber } from './family.ts';
import { estimateOf, FIGURE, FIGURES, noiseAmong } from './figures.ts';
import './operators.css';
import {
  editsText,
  GROUP_WORDS,
  operatorSentence,
  type PositionName,
  symmetryWords,
} from './operator-words.ts';
import { PresetFields } from './PresetFields.tsx';
import { WeightTable } from './WeightTable.tsx';

interface Props {
  readonly operator: Operator;
  readonly positions: readonly PositionName[];
  readonly onChange: (operator: Operator) => void;
  /** Asks for the operator's figures. */
  readonly onRun: () => void;
  readonly context: Pick<LabContext, 'unit'>;
  /** What the operator does in a step, by where it begins, where that is known. */
  readonly outcome?: Readonly<Partial<Record<Group, Outcome>>> | null;
  /** Of the fitness values: a usual temperature is a tenth of it. */
  readonly deviation?: number;
  /** The figures are being computed. */
  readonly running?: boolean;
  readonly title?: ReactNode;
}

/** Makes a transformation operator: how far it goes, what it favours, what it accepts; and says what it does. */
export function OperatorDesigner({
  operator,
  positions,
  onChange,
  onRun,
  context,
  outcome = null,
  deviation,
  running = false,
  title = 'Operator',
}: Props) {
  const sizes = positions.map(({ options }) => options.length);
  const checked = checkOperator(operator, sizes);
  const problems = checked.ok ? [] : checked.problems;
  // A position with one option cannot change.
  const furthest = sizes.filter((size) => size > 1).length;
  const beyond = operator.distances.slice(furthest + 1);
  const change = (part: Partial<Operator>) => onChange({ ...operator, ...part });
  const proposed =
    operator.acceptance.kind === 'blind' ? 'Expected reach' : 'Expected reach of what it proposes';
  return (
    <Panel
      title={title}
      actions={
        <button
          type="button"
          className="button small primary"
          disabled={running || problems.length > 0}
          onClick={onRun}
        >
          {running ? 'Measuring …' : 'Measure'}
        </button>
      }
    >
      <div className="operator-designer">
        <p aria-live="polite" className="operator-sentence">
          {operatorSentence(operator, positions)}
        </p>
        {problems.length > 0 && (
          <ul className="plain-list failure" aria-label="What is not right yet">
            {problems.map(({ path, message }) => (
              <li key={`${path} ${message}`}>
                {path} {message}.
              </li>
            ))}
          </ul>
        )}
        <div className="designer-columns">
          <section aria-label="How far a step goes">
            <h3 className="section-head">Edits in a step</h3>
            <DistanceBars
              distances={operator.distances.slice(0, furthest + 1)}
              onChange={(distances) => change({ distances: [...distances, ...beyond] })}
            />
            <p className="reach-now">
              {proposed}: <b>{editsText(expectedEdits(operator.distances))}</b> of{' '}
              {counted(positions.length, 'position')}.
            </p>
            <PresetFields moves={operator} sizes={sizes} onChange={change} />
          </section>
          <section aria-label="Name, acceptance and memory">
            <h3 className="section-head">Walk</h3>
            <TextField
              label="Name"
              value={operator.name}
              check={(name) => (name.trim() === '' ? 'must not be empty' : undefined)}
              onChange={(name) => change({ name })}
            />
            <AcceptanceFields
              acceptance={operator.acceptance}
              deviation={deviation}
              onChange={(acceptance) => change({ acceptance })}
            />
            <NumberField
              label="Memory"
              hint="So many architectures before the present one are not gone back to; 0: none."
              value={operator.memory}
              problem={checkNumber('memory', operator.memory)}
              onChange={(memory) => change({ memory })}
            />
          </section>
        </div>
        {outcome && <Outcomes outcome={outcome} unit={context.unit} />}
        <details className="fold">
          <summary>Weights: {weightWords(operator)}</summary>
          <WeightTable operator={operator} names={positions} onChange={onChange} />
        </details>
        <div className="row symmetry">
          <p className="quiet">{symmetryWords(operator)}</p>
          {!isSymmetric(operator) && (
            <button
              type="button"
              className="button small"
              onClick={() => change({ options: operator.options.map((weights) => weights.map(() => 1)) })}
            >
              Make symmetric
            </button>
          )}
        </div>
      </div>
    </Panel>
  );
}

function weightWords(operator: Operator): string {
  if (isEven(operator) && isSymmetric(operator)) return 'all positions and options alike';
  const unequal = [!isEven(operator) && 'positions', !isSymmetric(operator) && 'options'].filter(Boolean);
  return `${unequal.join(' and ')} differ`;
}

/** The operator's figures, by groups of starts. */
function Outcomes({ outcome, unit }: { outcome: NonNullable<Props['outcome']>; unit: string }) {
  const groups = (Object.keys(GROUP_WORDS) as Group[]).flatMap((group) => {
    const known = outcome[group];
    return known ? [{ group, known }] : [];
  });
  const all = groups.map(({ known }) => known);
  const asked = FIGURES.filter((figure) => all.some((known) => known[figure] !== undefined));
  // What is not always taken moves less than it reaches.
  const moves = all.some(({ moved, reach }) => Math.abs(moved.mean - reach.mean) > 1e-9);
  return (
    <table className="table outcomes">
      <caption className="section-head">What it does, by where it begins</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="visually-hidden">Figure</span>
          </th>
          {groups.map(({ group }) => (
            <th scope="col" key={group} title={GROUP_WORDS[group].from}>
              {GROUP_WORDS[group].title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">Reach (edits)</th>
          {groups.map(({ group, known }) => (
            <td key={group}>{known.reach.mean.toFixed(2)}</td>
          ))}
        </tr>
        {moves && (
          <tr>
            <th scope="row">Moved (edits)</th>
            {groups.map(({ group, known }) => (
              <td key={group}>{known.moved.mean.toFixed(2)}</td>
            ))}
          </tr>
        )}
        {asked.map((figure) => (
          <tr key={figure}>
            <th scope="row">{FIGURE[figure].row(unit)}</th>
            {groups.map(({ group, known }) => {
              const estimate = estimateOf(known, figure, noiseAmong(all, figure));
              return (
                <td key={group}>
                  {estimate ? FIGURE[figure].tick(estimate.mean) : '–'}
                  {estimate && estimate.half > 0 && (
                    <>
                      {' '}
                      <span className="half">± {Number(estimate.half.toPrecision(2))}</span>
                    </>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={groups.length + 1}>Exact where there is no ±, which is a 95 % interval.</td>
        </tr>
      </tfoot>
    </table>
  );
}
