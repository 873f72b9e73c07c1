import type { BlockMotif, Motif, PipelinesMotif, SpaceDocument } from './document.ts';
import { valuesOf } from './document.ts';
import { ACTIVATIONS, isWeighted, MERGES, OPERATION_NAMES, RESOLUTIONS } from './operations.ts';
import { at, type Problem } from './validate.ts';

/** Checks one value; returns what is wrong with it. */
type Check = (value: unknown, path: string) => Problem[];

export type ParsedDocument =
  | { readonly ok: true; readonly document: SpaceDocument }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks a search-space document strictly: unknown fields are refused, every problem has its path and says what would
 * do. Semantic rules (motifs exist, sizes stay above one pixel) are checked once the form is right.
 */
export function parseDocument(value: unknown): ParsedDocument {
  const form = documentForm(value, '');
  const problems = form.length > 0 ? form : meaning(value as SpaceDocument);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, document: value as SpaceDocument };
}

const fail = (path: string, message: string): Problem[] => [{ path, message }];

const whole =
  (min: number, max: number): Check =>
  (value, path) =>
    Number.isInteger(value) && (value as number) >= min && (value as number) <= max
      ? []
      : fail(path, `must be a whole number from ${min} to ${max}`);

const share: Check = (value, path) =>
  typeof value === 'number' && value >= 0 && value < 1
    ? []
    : fail(path, 'must be a number from 0 up to, not including, 1');

const oneOf =
  (options: readonly (string | number | boolean)[]): Check =>
  (value, path) =>
    options.includes(value as string)
      ? []
      : fail(path, `must be one of ${options.map((option) => JSON.stringify(option)).join(', ')}`);

const text: Check = (value, path) =>
  typeof value === 'string' && value.length > 0 && value.length <= 80
    ? []
    : fail(path, 'must be a text of 1 to 80 characters');

const listOf =
  (item: Check, min: number, max: number): Check =>
  (value, path) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) {
      return fail(path, `must be a list of ${min} to ${max} items`);
    }
    return value.flatMap((entry, i) => item(entry, at(path, i)));
  };

/** One value, or a non-empty list of different ones. */
const values =
  (item: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return item(value, path);
    if (value.length === 0) return fail(path, 'is an empty list: give at least one value to choose from');
    const problems = value.flatMap((entry, i) => item(entry, at(path, i)));
    for (const [i, entry] of value.entries()) {
      if (value.indexOf(entry) < i)
        problems.push({ path: at(path, i), message: 'stands in the list twice: remove one' });
    }
    return problems;
  };

const range =
  (min: number, max: number): Check =>
  (value, path) => {
    if (typeof value === 'number') return whole(min, max)(value, path);
    const problems = object({ min: whole(min, max), max: whole(min, max) })(value, path);
    if (problems.length > 0) return problems;
    const { min: low, max: high } = value as { min: number; max: number };
    return low <= high ? [] : fail(path, `has min ${low} above max ${high}: swap them`);
  };

function object(fields: Readonly<Record<string, Check>>, optional: readonly string[] = []): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return fail(path, 'must be an object');
    const problems: Problem[] = [];
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name)) {
        problems.push({
          path: at(path, name),
          message: `is not a field here; known: ${Object.keys(fields).join(', ')}`,
        });
      }
    }
    for (const [name, check] of Object.entries(fields)) {
      if (Object.hasOwn(value, name))
        problems.push(...check((value as Record<string, unknown>)[name], at(path, name)));
      else if (!optional.includes(name)) problems.push({ path: at(path, name), message: 'is missing' });
    }
    return problems;
  };
}

const MOTIF_FORMS: Readonly<Record<Motif['kind'], Check>> = {
  block: object({
    kind: oneOf(['block']),
    operation: values(oneOf(OPERATION_NAMES)),
    batchNorm: values(oneOf([true, false])),
    activation: values(oneOf(ACTIVATIONS)),
    skip: values(oneOf([true, false])),
  }),
  pipelines: object({
    kind: oneOf(['pipelines']),
    pipelines: range(1, 16),
    blocks: range(1, 16),
    block: text,
    merge: values(oneOf(MERGES)),
  }),
};

const motif: Check = (value, path) => {
  const kind = (value as { kind?: unknown } | null)?.kind;
  return typeof kind === 'string' && Object.hasOwn(MOTIF_FORMS, kind)
    ? MOTIF_FORMS[kind as Motif['kind']](value, path)
    : fail(at(path, 'kind'), 'must be "block" or "pipelines"');
};

const motifs: Check = (value, path) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail(path, 'must be an object of motifs by name');
  return Object.entries(value).flatMap(([name, entry]) =>
    /^[A-Za-z][A-Za-z0-9 _-]{0,39}$/.test(name)
      ? motif(entry, at(path, name))
      : fail(
          at(path, name),
          'is not a name: use letters, digits, spaces, - and _, first a letter, at most 40',
        ),
  );
};

const documentForm: Check = object(
  {
    schema: oneOf([1]),
    name: text,
    input: (value, path) =>
      Array.isArray(value) && value.length === 3
        ? [
            ...whole(1, 512)(value[0], at(path, 0)),
            ...whole(1, 512)(value[1], at(path, 1)),
            ...whole(1, 16)(value[2], at(path, 2)),
          ]
        : fail(path, 'must be [height, width, channels]'),
    classes: whole(2, 1000),
    motifs,
    stem: object({
      operation: oneOf(OPERATION_NAMES.filter(isWeighted)),
      filters: whole(1, 1024),
      stride: oneOf([1, 2]),
    }),
    layers: listOf(
      object({
        cell: text,
        repeat: range(1, 32),
        filters: values(whole(1, 1024)),
        resolution: values(oneOf(RESOLUTIONS)),
      }),
      1,
      32,
    ),
    head: object({
      pool: oneOf(['average', 'flatten']),
      dense: listOf(whole(1, 4096), 0, 8),
      dropout: values(share),
    }),
    constraints: object({ maxParameters: whole(1, 1e9) }),
  },
  ['stem'],
);

/** Rules between the parts of a document whose form is right. */
function meaning(document: SpaceDocument): Problem[] {
  const problems: Problem[] = [];
  const motifNames = Object.keys(document.motifs);
  const expect = (name: string, kind: Motif['kind'], path: string) => {
    const found = Object.hasOwn(document.motifs, name) ? document.motifs[name] : undefined;
    if (!found)
      problems.push({ path, message: `names no motif; there are: ${motifNames.join(', ') || 'none'}` });
    else if (found.kind !== kind)
      problems.push({ path, message: `must name a motif of kind "${kind}", "${name}" is "${found.kind}"` });
  };
  for (const [name, entry] of Object.entries(document.motifs)) {
    if (entry.kind === 'pipelines') expect((entry as PipelinesMotif).block, 'block', `motifs.${name}.block`);
    else if (deadOptions(entry)) {
      problems.push({
        path: `motifs.${name}`,
        message:
          'gives options to choose, but no operation has weights to use them: add a convolution or fix the options',
      });
    }
  }
  // The smallest size a layer's input can have: halved by the stem and by every earlier layer that may go down.
  let [height, width] = document.input;
  const halve = () => {
    height = Math.ceil(height / 2);
    width = Math.ceil(width / 2);
  };
  if (document.stem?.stride === 2) halve();
  for (const [i, layer] of document.layers.entries()) {
    expect(layer.cell, 'pipelines', `layers[${i}].cell`);
    if (!valuesOf(layer.resolution).includes('down')) continue;
    if (Math.max(height, width) === 1) {
      problems.push({
        path: `layers[${i}].resolution`,
        message: 'goes down, but its input can already be 1×1: use "same", or fewer layers that go down',
      });
    }
    halve();
  }
  return problems;
}

const deadOptions = (block: BlockMotif): boolean =>
  !valuesOf(block.operation).some(isWeighted) &&
  [block.batchNorm, block.activation, block.skip].some(
    (option) => valuesOf<string | boolean>(option).length > 1,
  );

/** The problems as one text, a line each: `layers[0].filters must be …`. */
export const describeProblems = (problems: readonly Problem[]): string =>
  problems.map(({ path, message }) => `${path || 'the document'} ${message}`).join('\n');
