import { type DagMotif, OPTION_DEFAULTS, type PipelinesMotif, valuesOf } from '../../space/document.ts';
import { renameMotif, usersOf } from '../../space/edit.ts';
import { ACTIVATIONS, isOperation, MERGES, ORDERS } from '../../space/operations.ts';
import { isMotifName } from '../../space/parse-document.ts';
import { CheckField, NumberField, SelectField, TextField, ToggleGroup } from '../shared/fields.tsx';
import { useApp } from '../store.ts';
import { ORDER_WORDS, tidy, YES_NO } from './BlocksForm.tsx';
import { useDesign } from './design-store.ts';
import type { FormProps } from './Inspector.tsx';
import { OperationsField } from './OperationsField.tsx';

const MERGE_WORDS = { add: 'add', concat: 'concatenate' } as const;

/** A cell: its name, whether its genes are shared, and what its kind has. */
export function MotifForm({ name, ...props }: FormProps & { name: string }) {
  const space = useApp((app) => app.space);
  const motif = space.motifs[name]!;
  const { put, problemOf } = props;
  const users = usersOf(space, name);
  const check = (text: string): string | undefined => {
    if (Object.hasOwn(space.motifs, text)) return 'is taken: call it otherwise';
    if (isOperation(text)) return "is an operation's name: call it otherwise";
    return isMotifName(text)
      ? undefined
      : 'must be letters, digits, spaces, - and _, first a letter, at most 40';
  };
  const rename = (text: string) => {
    const { trail } = useDesign.getState();
    useApp.getState().setSpace(renameMotif(space, name, text), `rename ${name}`);
    // The change of the document has closed what is gone by name: it is open still.
    useDesign.setState({
      selected: [`motifs.${text}`],
      trail: trail.map((each) => (each === name ? text : each)),
    });
  };
  return (
    <>
      <TextField label="Name" value={name} check={check} onChange={rename} late />
      <CheckField
        label="One genotype everywhere"
        value={motif.shared ?? false}
        hint="Shared: every place that uses the cell carries the same genotype, as in NASNet"
        onChange={(shared) => put('shared', shared ? true : undefined)}
      />
      <p className="quiet small">
        {users.length === 0
          ? 'Used nowhere yet: choose it in a layer, or as an operation.'
          : `Used by ${users.length} ${users.length === 1 ? 'part' : 'parts'}.`}
      </p>
      <ToggleGroup
        legend={motif.kind === 'dag' ? 'A node joins its edges by' : 'Pipelines are joined by'}
        all={MERGES.map((merge) => [merge, MERGE_WORDS[merge]])}
        chosen={valuesOf(motif.merge)}
        problem={problemOf('merge')}
        onChange={(merge) => put('merge', tidy(merge))}
      />
      {motif.kind === 'dag' ? (
        <DagFields {...props} motif={motif} name={name} />
      ) : (
        <PipelinesFields {...props} motif={motif} />
      )}
    </>
  );
}

function PipelinesFields({ motif, put }: FormProps & { motif: PipelinesMotif }) {
  return (
    <SelectField
      label="After the merge"
      value={motif.activation ?? 'linear'}
      options={ACTIVATIONS.map((name) => [name, name === 'linear' ? 'nothing' : name] as const)}
      onChange={(value) => put('activation', value === 'linear' ? undefined : value)}
    />
  );
}

function DagFields({ motif, name, put, problemOf }: FormProps & { motif: DagMotif; name: string }) {
  return (
    <>
      <OperationsField
        value={motif.operation}
        problem={problemOf('operation')}
        except={name}
        onChange={(value) => put('operation', value)}
      />
      <h3 className="section-head">Wiring</h3>
      <NumberField
        label="Nodes, inputs among them"
        value={motif.nodes}
        problem={problemOf('nodes')}
        onChange={(value) => put('nodes', value)}
      />
      <SelectField
        label="Reads"
        value={String(motif.inputs ?? 1) as '1' | '2'}
        options={[
          ['1', 'the cell before'],
          ['2', 'the two cells before'],
        ]}
        onChange={(value) => put('inputs', value === '2' ? 2 : undefined)}
      />
      <SelectField
        label="A node reads"
        value={String(motif.inputsPerNode)}
        options={[
          ['all', 'all nodes before it'],
          ['1', 'one, chosen'],
          ['2', 'two, chosen'],
          ['3', 'three, chosen'],
          ['4', 'four, chosen'],
        ]}
        problem={problemOf('inputsPerNode')}
        onChange={(value) => put('inputsPerNode', value === 'all' ? value : Number(value))}
      />
      {motif.inputsPerNode !== 'all' && (
        <CheckField
          label="The same node twice"
          value={motif.sameInputTwice ?? false}
          onChange={(value) => put('sameInputTwice', value ? true : undefined)}
        />
      )}
      <SelectField
        label="The output is"
        value={motif.output}
        options={[
          ['last', 'the last node'],
          ['concat', 'all nodes side by side'],
          ['loose', 'what no node reads'],
        ]}
        onChange={(value) => put('output', value)}
      />
      <ToggleGroup
        legend="Activation of convolutions"
        all={ACTIVATIONS.map((each) => [each, each])}
        chosen={valuesOf(motif.activation ?? OPTION_DEFAULTS.activation)}
        problem={problemOf('activation')}
        onChange={(chosen) => put('activation', tidy(chosen))}
      />
      <ToggleGroup
        legend="Batch normalisation of convolutions"
        all={YES_NO}
        chosen={valuesOf(motif.batchNorm ?? OPTION_DEFAULTS.batchNorm)}
        problem={problemOf('batchNorm')}
        onChange={(chosen) => put('batchNorm', tidy(chosen))}
      />
      <SelectField
        label="BN and activation"
        value={motif.order ?? OPTION_DEFAULTS.order}
        options={ORDERS.map((order) => [order, ORDER_WORDS[order]] as const)}
        onChange={(order) => put('order', order === OPTION_DEFAULTS.order ? undefined : order)}
      />
    </>
  );
}
