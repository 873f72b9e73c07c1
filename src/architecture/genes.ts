import { type BlockSpec, OPTION_DEFAULTS, type Values } from '../space/document.ts';
import type { MotifGenotype, NodeGenotype, OperationGenotype, OptionsGenotype } from '../space/hierarchy.ts';
import { slotField } from '../space/hierarchy.ts';
import {
  isOperation,
  type OperationName,
  type OrderName,
  type PaddingName,
  type ResolutionName,
} from '../space/operations.ts';
import type { BlockForm } from './blocks.ts';

/** One block of a pipeline, its choices made: a primitive operation, or a motif with its genotype. */
export type ResolvedBlock = { readonly source: string } & (
  | { readonly form: ResolvedForm }
  | {
      readonly motif: string;
      readonly genotype: MotifGenotype | string;
      readonly filters: number | null;
      readonly own: ResolutionName;
    }
);

/** A form whose filters are the layer's where they are `null`. */
type ResolvedForm = Omit<BlockForm, 'filters'> & { readonly filters: number | null };

/** A form at its place, its filters and resolution settled. */
export const placed = (
  form: ResolvedForm,
  filters: number,
  resolution: ResolutionName,
  place: string,
): BlockForm => ({
  operation: form.operation,
  filters,
  resolution,
  padding: form.padding,
  batchNorm: form.batchNorm,
  activation: form.activation,
  order: form.order,
  skip: form.skip,
  dropout: form.dropout,
  squeezeExcite: form.squeezeExcite,
  place,
});

/** The one value that there is to take; `null` where there are several, or none. */
const fixedValue = (values: Values<number> | undefined): number | null =>
  typeof values === 'number' ? values : values?.length === 1 ? values[0]! : null;

/** A block's form from its genes and what its specification fixes; nothing for an identity. */
export function resolve(gene: OperationGenotype, spec: BlockSpec, source: string): ResolvedBlock[] {
  const name = typeof gene === 'string' ? gene : gene.choose;
  const own = spec.resolution ?? OPTION_DEFAULTS.resolution;
  const fixedFilters = fixedValue(spec.filters);
  if (!isOperation(name)) {
    return [
      {
        source,
        motif: name,
        genotype: typeof gene === 'string' ? gene : (gene.with as MotifGenotype),
        filters: fixedFilters,
        own,
      },
    ];
  }
  if (name === 'identity' && own === 'same') return [];
  return [
    {
      source,
      form: formOf(name, gene, fixedFilters, own, spec.order, spec.padding ?? 'same', ''),
    },
  ];
}

/** A block's form, field by field: thousands of members are decoded in one go, and spreading objects is what took longest. */
export function formOf(
  operation: OperationName,
  gene: OperationGenotype,
  filters: number | null,
  resolution: ResolutionName,
  order: OrderName | undefined,
  padding: PaddingName,
  place: string,
): ResolvedForm {
  const options: Partial<OptionsGenotype> =
    typeof gene === 'string' ? NO_OPTIONS : (gene.with as OptionsGenotype);
  return {
    operation,
    filters: options.filters ?? filters,
    resolution,
    padding,
    batchNorm: options.batchNorm ?? OPTION_DEFAULTS.batchNorm,
    activation: options.activation ?? OPTION_DEFAULTS.activation,
    order: order ?? OPTION_DEFAULTS.order,
    skip: options.skip ?? OPTION_DEFAULTS.skip,
    dropout: options.dropout ?? 0,
    squeezeExcite: options.squeezeExcite ?? 0,
    place,
  };
}

const NO_OPTIONS: Partial<OptionsGenotype> = {};

export interface DagEdge {
  readonly from: number;
  readonly operation: OperationGenotype;
}

/** The edges that lead to a node, in the order of its genotype. */
export function edgesOf({ from, inputs, slots }: NodeGenotype): DagEdge[] {
  if (from) return Object.keys(from).map((source) => ({ from: Number(source), operation: from[source]! }));
  if (slots) return Object.values(slots);
  const { choose, with: operations } = inputs!;
  return choose
    .split(',')
    .map((source, slot) => ({ from: Number(source), operation: operations[slotField(slot)]! }));
}
