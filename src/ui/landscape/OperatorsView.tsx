import { useState } from 'react';
import type { Group } from '../../landscape/operators/operator.ts';
import { Panel } from '../shared/Panel.tsx';
import type { LabContext } from './lab-context.ts';
import { useLab } from './lab-store.ts';
import { FamilyForm } from './operators/FamilyForm.tsx';
import type { Figure } from './operators/figures.ts';
import { HypothesesPanel } from './operators/HypothesesPanel.tsx';
import { OperatorDesigner } from './operators/OperatorDesigner.tsx';
import { OperatorTable } from './operators/OperatorTable.tsx';
import { ReachPanel } from './operators/ReachPanel.tsx';

/** Transformation operators: one by hand, or a thousand by chance, and what the experiments say of the hypotheses. */
export default function OperatorsView({ context }: { context: LabContext }) {
  const lab = useLab();
  const { column, report, family, experiment, experimenting, problem, operator, outcome, measuring } = lab;
  const [part, setPart] = useState<'many' | 'one'>('many');
  const [group, setGroup] = useState<Group>('best');
  const [figure, setFigure] = useState<Figure>('change');
  const [picked, setPicked] = useState<number | null>(null);
  const [below, setBelow] = useState<'hypotheses' | 'operators'>('hypotheses');
  if (!column || !operator)
    return (
      <Panel title="Operators">
        <div className="empty">
          <p>
            Operators are made for spaces in which every architecture is one choice at each of the same
            positions. Here architectures come to different decisions: what is under “Any space” works for
            these.
          </p>
        </div>
      </Panel>
    );
  const deviation = report?.density.deviation;
  const parts = (
    <select
      className="slot-select"
      aria-label="What to look at"
      value={part}
      onChange={({ target }) => setPart(target.value as 'many' | 'one')}
    >
      <option value="many">Many operators</option>
      <option value="one">One operator</option>
    </select>
  );
  const chosen = picked !== null && experiment && picked < experiment.operators.length ? picked : null;
  return (
    <div className="lab-grid operators">
      {part === 'many' ? (
        <FamilyForm
          title={parts}
          family={family}
          onChange={lab.setFamily}
          onRun={() => void lab.runFamily()}
          onCancel={lab.cancelFamily}
          running={experimenting}
          count={column.count}
          problem={problem}
          {...(deviation !== undefined && { deviation })}
        />
      ) : (
        <OperatorDesigner
          title={parts}
          operator={operator}
          positions={column.positions}
          onChange={lab.setOperator}
          onRun={() => void lab.runOperator()}
          context={context}
          outcome={outcome}
          running={measuring}
          {...(deviation !== undefined && { deviation })}
        />
      )}
      <ReachPanel
        report={experiment}
        context={context}
        group={group}
        onGroup={setGroup}
        figure={figure}
        onFigure={setFigure}
        selectedOperator={chosen}
        onSelectOperator={setPicked}
      />
      {below === 'hypotheses' ? (
        <HypothesesPanel
          report={experiment}
          context={context}
          title={<Below value={below} onChange={setBelow} />}
        />
      ) : (
        <OperatorTable
          report={experiment}
          context={context}
          group={group}
          onGroup={setGroup}
          selectedOperator={chosen}
          onSelectOperator={setPicked}
          title={<Below value={below} onChange={setBelow} />}
        />
      )}
    </div>
  );
}

interface BelowProps {
  readonly value: 'hypotheses' | 'operators';
  onChange(value: 'hypotheses' | 'operators'): void;
}

/** Chooses what the lower panel shows: its title. */
function Below({ value, onChange }: BelowProps) {
  return (
    <select
      className="slot-select"
      aria-label="Lower panel"
      value={value}
      onChange={({ target }) => onChange(target.value as BelowProps['value'])}
    >
      <option value="hypotheses">Hypotheses</option>
      <option value="operators">Operators as a table</option>
    </select>
  );
}
