import { type PipelineSpec, valuesOf } from '../../space/document.ts';
import {
  ACTIVATIONS,
  OPERATION_NAMES,
  OPERATIONS,
  RESOLUTIONS,
  takesOptions,
} from '../../space/operations.ts';
import { getAt } from '../../space/path.ts';
import { RangeField, ValuesField } from '../shared/choice-fields.tsx';
import { CheckField, NumberField, SelectField, TextField, ToggleGroup } from '../shared/fields.tsx';
import { useApp } from '../store.ts';
import { tidy } from './BlocksForm.tsx';
import { openSelection } from './commands.ts';
import type { FormProps } from './Inspector.tsx';
import { OperationsField } from './OperationsField.tsx';
import { operationWords } from './words.ts';

const useSpace = () => useApp((app) => app.space);

const activations = ACTIVATIONS.map((name) => [name, name] as const);

export function NetworkForm({ put, problemOf }: FormProps) {
  const { name, input, classes, constraints, stem } = useSpace();
  const side = (index: 0 | 1 | 2, label: string) => (
    <NumberField
      label={label}
      value={input[index]}
      problem={problemOf(`input[${index}]`)}
      onChange={(value) => put('input', input.with(index, value))}
    />
  );
  return (
    <>
      <TextField
        label="Name"
        value={name}
        check={(text) => (text.trim() === '' || text.length > 80 ? 'must be 1 to 80 characters' : undefined)}
        onChange={(text) => put('name', text)}
      />
      <NumberField
        label="Parameters, at most"
        value={constraints.maxParameters}
        problem={problemOf('constraints.maxParameters')}
        onChange={(maxParameters) => put('constraints', { maxParameters })}
      />
      <h3 className="section-head">Images</h3>
      {side(0, 'Height, pixels')}
      {side(1, 'Width, pixels')}
      {side(2, 'Channels')}
      <NumberField
        label="Classes"
        value={classes}
        problem={problemOf('classes')}
        onChange={(value) => put('classes', value)}
      />
      {problemOf('input') && <p className="failure">The image {problemOf('input')}.</p>}
      <CheckField
        label="A stem before the first layer"
        value={stem !== undefined}
        onChange={(on) => put('stem', on ? { operation: 'conv3', filters: 8, stride: 1 } : undefined)}
      />
    </>
  );
}

export function StemForm({ put, problemOf }: FormProps) {
  const stem = useSpace().stem;
  if (!stem) return null;
  return (
    <>
      <SelectField
        label="Operation"
        value={stem.operation}
        options={OPERATION_NAMES.filter(takesOptions).map((name) => [name, OPERATIONS[name].label] as const)}
        onChange={(value) => put('operation', value)}
      />
      <ValuesField
        label="Filters"
        value={stem.filters}
        empty="as layer 1"
        problem={problemOf('filters')}
        onChange={(value) => put('filters', Array.isArray(value) ? value[0] : value)}
      />
      <SelectField
        label="Resolution"
        value={String(stem.stride) as '1' | '2'}
        options={[
          ['1', 'same'],
          ['2', 'down'],
        ]}
        onChange={(value) => put('stride', Number(value))}
      />
      <CheckField
        label="Batch normalisation"
        value={stem.batchNorm ?? true}
        onChange={(on) => put('batchNorm', on ? undefined : false)}
      />
      <SelectField
        label="Activation"
        value={stem.activation ?? 'relu'}
        options={activations}
        onChange={(value) => put('activation', value === 'relu' ? undefined : value)}
      />
    </>
  );
}

export function LayerForm({ index, put, problemOf }: FormProps & { index: number }) {
  const { layers, motifs } = useSpace();
  const layer = layers[index];
  if (!layer) return null;
  const names = [...new Set([...Object.keys(motifs), layer.cell])];
  return (
    <>
      <SelectField
        label="Cell"
        value={layer.cell}
        options={names.map((name) => [name, name] as const)}
        problem={problemOf('cell')}
        onChange={(value) => put('cell', value)}
      />
      <RangeField
        label="Cells in a row"
        value={layer.repeat}
        problem={problemOf('repeat')}
        onChange={(value) => put('repeat', value)}
      />
      <ValuesField
        label="Filters"
        value={layer.filters}
        problem={problemOf('filters')}
        onChange={(value) => value !== undefined && put('filters', value)}
      />
      <ToggleGroup
        legend="Resolution of the first cell"
        all={RESOLUTIONS.map((name) => [name, { same: 'same', down: 'down ↓', up: 'up ↑' }[name]])}
        chosen={valuesOf(layer.resolution)}
        problem={problemOf('resolution')}
        onChange={(chosen) => put('resolution', tidy(chosen))}
      />
      <div className="row">
        <button type="button" className="button small" onClick={() => openSelection()}>
          Open the cell
        </button>
      </div>
    </>
  );
}

export function PipelineForm({ path, put, problemOf }: FormProps) {
  const pipeline = getAt(useSpace(), path) as PipelineSpec | undefined;
  if (!pipeline) return null;
  return (
    <>
      <RangeField
        label="Side by side"
        value={pipeline.repeat}
        problem={problemOf('repeat')}
        onChange={(value) => put('repeat', value)}
      />
      <p className="quiet small">
        From 0 on, the pipeline is optional. Each copy has choices of its own. Blocks are put in from the
        palette.
      </p>
    </>
  );
}

export function EdgeForm({ path, motif, problemOf }: FormProps & { motif: string }) {
  const space = useSpace();
  const dag = space.motifs[motif];
  if (dag?.kind !== 'dag') return null;
  const own = getAt(space, path) as string | readonly string[] | undefined;
  const set = (value: string | readonly string[] | undefined) => {
    const { setSpace } = useApp.getState();
    const edge = path.split('.').at(-1)!;
    const { [edge]: _, ...others } = dag.edges ?? {};
    const edges = value === undefined ? others : { ...others, [edge]: value };
    const { edges: __, ...rest } = dag;
    const next = Object.keys(edges).length > 0 ? { ...rest, edges } : rest;
    setSpace({ ...space, motifs: { ...space.motifs, [motif]: next } }, `operations of edge ${edge}`);
  };
  return (
    <>
      <CheckField
        label="Operations of its own"
        value={own !== undefined}
        onChange={(on) => set(on ? dag.operation : undefined)}
      />
      {own === undefined ? (
        <p className="quiet">
          Like every edge of {motif}: {valuesOf(dag.operation).map(operationWords).join(', ')}.
        </p>
      ) : (
        <OperationsField value={own} problem={problemOf('')} except={motif} onChange={set} />
      )}
    </>
  );
}

/** The units of dense layers, which may be equal, from text; nothing where it is no list of whole numbers. */
function unitsOf(text: string): number[] | undefined {
  if (text.trim() === '') return [];
  const units = text.split(',').map((part) => Number(part.trim() || Number.NaN));
  return units.every((each) => Number.isInteger(each) && each > 0) ? units : undefined;
}

export function HeadForm({ put, problemOf }: FormProps) {
  const { head } = useSpace();
  return (
    <>
      <SelectField
        label="Pooling"
        value={head.pool}
        options={[
          ['average', 'global average'],
          ['depthwise', 'learned depthwise'],
          ['flatten', 'none: flatten'],
        ]}
        onChange={(value) => put('pool', value)}
      />
      {head.pool === 'depthwise' && (
        <CheckField
          label="Batch normalisation after it"
          value={head.poolNorm ?? false}
          onChange={(on) => put('poolNorm', on ? true : undefined)}
        />
      )}
      <CheckField
        label="BN and activation first"
        value={head.norm ?? false}
        hint="For cells that end without them, as those of NATS-Bench"
        onChange={(on) => put('norm', on ? true : undefined)}
      />
      <ValuesField
        label="1×1 convolution to"
        value={head.features}
        empty="none"
        problem={problemOf('features')}
        onChange={(value) => put('features', Array.isArray(value) ? value[0] : value)}
      />
      <TextField
        label="Dense layers"
        value={head.dense.join(', ')}
        problem={problemOf('dense')}
        check={(text) => (unitsOf(text) ? undefined : 'must be whole numbers with commas between, or empty')}
        onChange={(text) => put('dense', unitsOf(text))}
        hint="Units of each hidden dense layer; empty for none"
        late
      />
      <ValuesField
        label="Dropout"
        value={head.dropout}
        problem={problemOf('dropout')}
        onChange={(value) => value !== undefined && put('dropout', value)}
      />
      <SelectField
        label="Activation"
        value={head.activation ?? 'relu'}
        options={activations}
        onChange={(value) => put('activation', value === 'relu' ? undefined : value)}
      />
    </>
  );
}
