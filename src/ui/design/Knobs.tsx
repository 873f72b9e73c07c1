import {
  type BlockMotif,
  type PipelinesMotif,
  rangeOf,
  type SpaceDocument,
  valuesOf,
} from '../../space/document.ts';
import { ACTIVATIONS, MERGES, OPERATION_NAMES, OPERATIONS } from '../../space/operations.ts';
import { NumberField, ToggleGroup } from '../shared/fields.tsx';
import { useApp } from '../store.ts';

const FAMILY_COLOURS = {
  conv: 'var(--convolution)',
  separable: 'var(--separable)',
  maxPool: 'var(--pooling)',
  averagePool: 'var(--pooling)',
  identity: 'var(--identity)',
} as const;

const YES_NO = [
  [true, 'with'],
  [false, 'without'],
] as const;

/** The cell and the block that the layers of a space use: the ones the knobs turn. */
function mainMotifs(space: SpaceDocument): { cellName: string; cell: PipelinesMotif; block: BlockMotif } {
  const cellName = space.layers[0]!.cell;
  const cell = space.motifs[cellName] as PipelinesMotif;
  return { cellName, cell, block: space.motifs[cell.block] as BlockMotif };
}

/** Controls for the first cell motif of the space and its block. */
export function Knobs() {
  const { space, report, setSpace } = useApp();
  const { cellName, cell, block } = mainMotifs(space);
  const problemOf = (path: string) => report?.problems.find((problem) => problem.path === path)?.message;
  const setBlock = (changes: Partial<BlockMotif>, label: string) =>
    setSpace({ ...space, motifs: { ...space.motifs, [cell.block]: { ...block, ...changes } } }, label);
  const setCell = (changes: Partial<PipelinesMotif>, label: string) =>
    setSpace({ ...space, motifs: { ...space.motifs, [cellName]: { ...cell, ...changes } } }, label);
  const range = (name: 'pipelines' | 'blocks', end: 'min' | 'max', label: string) => (
    <NumberField
      label={label}
      value={rangeOf(cell[name])[end]}
      problem={
        problemOf(`motifs.${cellName}.${name}.${end}`) ??
        (end === 'max' ? problemOf(`motifs.${cellName}.${name}`) : undefined)
      }
      onChange={(value) => setCell({ [name]: { ...rangeOf(cell[name]), [end]: value } }, label.toLowerCase())}
    />
  );
  const blockProblem = (field: string) => problemOf(`motifs.${cell.block}.${field}`);
  return (
    <>
      <ToggleGroup
        legend="Operations"
        all={OPERATION_NAMES.map((name) => [
          name,
          OPERATIONS[name].label,
          FAMILY_COLOURS[OPERATIONS[name].type],
        ])}
        chosen={valuesOf(block.operation)}
        problem={blockProblem('operation')}
        onChange={(operation) => setBlock({ operation }, 'operations')}
      />
      <ToggleGroup
        legend="Activation"
        all={ACTIVATIONS.map((name) => [name, name])}
        chosen={valuesOf(block.activation)}
        problem={blockProblem('activation')}
        onChange={(activation) => setBlock({ activation }, 'activation')}
      />
      <ToggleGroup
        legend="Batch normalisation"
        all={YES_NO}
        chosen={valuesOf(block.batchNorm)}
        problem={blockProblem('batchNorm')}
        onChange={(batchNorm) => setBlock({ batchNorm }, 'batch normalisation')}
      />
      <ToggleGroup
        legend="Skip connection"
        all={YES_NO}
        chosen={valuesOf(block.skip)}
        problem={blockProblem('skip')}
        onChange={(skip) => setBlock({ skip }, 'skip connection')}
      />
      <ToggleGroup
        legend="Merge of pipelines"
        all={MERGES.map((name) => [name, name === 'add' ? 'add' : 'concatenate'])}
        chosen={valuesOf(cell.merge)}
        problem={problemOf(`motifs.${cellName}.merge`)}
        onChange={(merge) => setCell({ merge }, 'merge')}
      />
      <h3 className="section-head">Size of a cell</h3>
      {range('pipelines', 'min', 'Pipelines, at least')}
      {range('pipelines', 'max', 'Pipelines, at most')}
      {range('blocks', 'min', 'Blocks in a pipeline, at least')}
      {range('blocks', 'max', 'Blocks in a pipeline, at most')}
      <h3 className="section-head">Constraint</h3>
      <NumberField
        label="Parameters, at most"
        value={space.constraints.maxParameters}
        problem={problemOf('constraints.maxParameters') ?? problemOf('maxParameters')}
        onChange={(maxParameters) => setSpace({ ...space, constraints: { maxParameters } }, 'cap')}
      />
    </>
  );
}
