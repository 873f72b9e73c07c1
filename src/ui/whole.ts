import { SCHEMA, type SpaceDocument } from '../space/document.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isListOf = <T>(value: unknown, item: (entry: unknown) => entry is T): value is T[] =>
  Array.isArray(value) && value.every(item);

const isChoice = (value: unknown): boolean =>
  typeof value === 'string' || (Array.isArray(value) && value.every((entry) => typeof entry === 'string'));

const isBlock = (value: unknown): value is Fields => isFields(value) && isChoice(value.operation);
const isPipeline = (value: unknown): value is Fields => isFields(value) && isListOf(value.blocks, isBlock);

const isMotif = (value: unknown): value is Fields =>
  isFields(value) &&
  (value.kind === 'pipelines'
    ? isListOf(value.pipelines, isPipeline) && value.pipelines.length > 0
    : value.kind === 'dag' && typeof value.nodes === 'number' && isChoice(value.operation));

const isLayer = (value: unknown): value is Fields => isFields(value) && typeof value.cell === 'string';

/**
 * Whether a stored value has the parts of a space, so that it can be shown, whatever is wrong with their contents: what a
 * user was in the middle of is kept, too.
 */
export function isWhole(value: unknown): value is SpaceDocument {
  return (
    isFields(value) &&
    value.schema === SCHEMA &&
    typeof value.name === 'string' &&
    Array.isArray(value.input) &&
    value.input.length === 3 &&
    isFields(value.motifs) &&
    Object.values(value.motifs).every(isMotif) &&
    isListOf(value.layers, isLayer) &&
    value.layers.length > 0 &&
    isFields(value.head) &&
    Array.isArray(value.head.dense) &&
    isFields(value.constraints)
  );
}
