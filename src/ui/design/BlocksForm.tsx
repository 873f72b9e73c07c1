import { type BlockSpec, OPTION_DEFAULTS, type Values, valuesOf } from '../../space/document.ts';
import { ACTIVATIONS, ORDERS, PADDINGS, RESOLUTIONS, someTakeOptions } from '../../space/operations.ts';
import { RangeField, ValuesField } from '../shared/choice-fields.tsx';
import { SelectField, ToggleGroup } from '../shared/fields.tsx';
import type { FormProps } from './Inspector.tsx';
import { OperationsField } from './OperationsField.tsx';

export const YES_NO = [
  [true, 'with'],
  [false, 'without'],
] as const;

export const ORDER_WORDS = {
  'conv-norm-act': 'after the operation',
  'act-conv-norm': 'activation before it',
  'norm-act-conv': 'both before it',
} as const;

/** A single chosen value is written plain: fixed, not one of one. */
export const tidy = <T extends string | number | boolean>(chosen: readonly T[]): Values<T> =>
  chosen.length === 1 ? chosen[0]! : chosen;

/** The fields of one block, or those that several have in common; what differs shows the first one's value. */
export function BlocksForm({ blocks, put, problemOf }: FormProps & { blocks: readonly BlockSpec[] }) {
  const block = blocks[0]!;
  const dressed = blocks.some(({ operation }) => someTakeOptions(valuesOf(operation)));
  const differ = blocks.length > 1 && blocks.some((other) => JSON.stringify(other) !== JSON.stringify(block));
  return (
    <>
      {differ && <p className="quiet">They differ: shown is the first one; what you change is set in all.</p>}
      <OperationsField
        value={block.operation}
        problem={problemOf('operation')}
        onChange={(value) => put('operation', value)}
      />
      <h3 className="section-head">How often</h3>
      <RangeField
        label="In a row"
        value={block.repeat}
        problem={problemOf('repeat')}
        onChange={(value) => put('repeat', value)}
      />
      <p className="quiet small">From 0 on, the block is optional.</p>
      {dressed && (
        <>
          <ToggleGroup
            legend="Activation"
            all={ACTIVATIONS.map((name) => [name, name])}
            chosen={valuesOf(block.activation ?? OPTION_DEFAULTS.activation)}
            problem={problemOf('activation')}
            onChange={(chosen) => put('activation', tidy(chosen))}
          />
          <ToggleGroup
            legend="Batch normalisation"
            all={YES_NO}
            chosen={valuesOf(block.batchNorm ?? OPTION_DEFAULTS.batchNorm)}
            problem={problemOf('batchNorm')}
            onChange={(chosen) => put('batchNorm', tidy(chosen))}
          />
          <ToggleGroup
            legend="Skip connection"
            all={YES_NO}
            chosen={valuesOf(block.skip ?? OPTION_DEFAULTS.skip)}
            problem={problemOf('skip')}
            onChange={(chosen) => put('skip', tidy(chosen))}
          />
        </>
      )}
      <h3 className="section-head">Options</h3>
      <ValuesField
        label="Filters"
        value={block.filters}
        empty="the layer's"
        problem={problemOf('filters')}
        onChange={(value) => put('filters', value)}
      />
      {dressed && (
        <>
          <ValuesField
            label="Dropout"
            value={block.dropout}
            empty="none"
            problem={problemOf('dropout')}
            onChange={(value) => put('dropout', value)}
            hint="The share of values dropped while training, 0 up to 1"
          />
          <ValuesField
            label="Squeeze-excite"
            value={block.squeezeExcite}
            empty="none"
            problem={problemOf('squeezeExcite')}
            onChange={(value) => put('squeezeExcite', value)}
            hint="The reduction ratio; 0 is none"
          />
          <SelectField
            label="BN and activation"
            value={block.order ?? OPTION_DEFAULTS.order}
            options={ORDERS.map((order) => [order, ORDER_WORDS[order]] as const)}
            onChange={(order) => put('order', order === OPTION_DEFAULTS.order ? undefined : order)}
          />
        </>
      )}
      <SelectField
        label="Resolution"
        value={block.resolution ?? OPTION_DEFAULTS.resolution}
        options={RESOLUTIONS.map((name) => [name, name] as const)}
        problem={problemOf('resolution')}
        onChange={(value) => put('resolution', value === 'same' ? undefined : value)}
      />
      <SelectField
        label="Padding"
        value={block.padding ?? OPTION_DEFAULTS.padding}
        options={PADDINGS.map((name) => [name, name] as const)}
        problem={problemOf('padding')}
        onChange={(value) => put('padding', value === 'same' ? undefined : value)}
      />
    </>
  );
}
