import {
  type DagMotif,
  edgesOfDag,
  MOST_NODES,
  type Motif,
  type PipelinesMotif,
  SCHEMA,
  type SpaceDocument,
} from './document.ts';
import { checkMeaning } from './meaning.ts';
import { migrate } from './migrate.ts';
import {
  ACTIVATIONS,
  isOperation,
  MERGES,
  OPERATION_NAMES,
  ORDERS,
  PADDINGS,
  RESOLUTIONS,
  takesOptions,
} from './operations.ts';
import { at } from './path.ts';
import type { Problem } from './validate.ts';

/** Checks one value; returns what is wrong with it. */
type Check = (value: unknown, path: string) => Problem[];

export type ParsedDocument =
  | { readonly ok: true; readonly document: SpaceDocument; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Checks a search-space document strictly, after bringing older schemas to the newest: unknown fields are refused, every
 * problem has its path and says what would do. What the parts mean together (motifs exist, sizes fit) is checked once
 * the form is right. A document with nothing but warnings is accepted, and they are given with it.
 */
export function parseDocument(value: unknown): ParsedDocument {
  const newest = migrate(value);
  const form = documentForm(newest, '');
  if (form.length > 0) return { ok: false, problems: form.slice(0, MOST_TOLD) };
  const document = newest as SpaceDocument;
  const problems = checkMeaning(document);
  return problems.every(({ severity }) => severity === 'warning')
    ? { ok: true, document, problems }
    : { ok: false, problems };
}

/** Problems of form that are told at once: what has more is no document. */
const MOST_TOLD = 500;

const fail = (path: string, message: string): Problem[] => [{ path, message }];

const whole =
  (min: number, max: number): Check =>
  (value, path) => {
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) return [];
    const nearest = typeof value === 'number' && Math.min(max, Math.max(min, Math.round(value)));
    return [
      {
        path,
        message: `must be a whole number from ${min} to ${max}`,
        ...(nearest !== false &&
          !Number.isNaN(nearest) && { fix: { label: `Use ${nearest}`, path, value: nearest } }),
      },
    ];
  };

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

const truth = oneOf([true, false]);

const text: Check = (value, path) =>
  typeof value === 'string' && value.trim().length > 0 && value.length <= 80
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

const MOST_VALUES = 64;

/** One value, or a non-empty list of different ones. */
const values =
  (item: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return item(value, path);
    if (value.length === 0) return fail(path, 'is an empty list: give at least one value to choose from');
    if (value.length > MOST_VALUES) return fail(path, `must be a list of at most ${MOST_VALUES} values`);
    const problems = value.flatMap((entry, i) => item(entry, at(path, i)));
    const seen = new Set<unknown>();
    for (const [i, entry] of value.entries()) {
      if (!seen.has(entry)) {
        seen.add(entry);
        continue;
      }
      const place = at(path, i);
      const fix = { label: 'Keep each once', path, value: [...new Set(value)] };
      problems.push({
        path: place,
        message: `stands in the list twice (${JSON.stringify(entry)}): remove one`,
        fix,
      });
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
    if (low <= high) return [];
    const fix = { label: 'Swap them', path, value: { min: high, max: low } };
    return [{ path, message: `has min ${low} above max ${high}: swap them`, fix }];
  };

function object(fields: Readonly<Record<string, Check>>, optional: readonly string[] = []): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return fail(path, 'must be an object');
    const problems: Problem[] = [];
    for (const name of Object.keys(value)) {
      if (!Object.hasOwn(fields, name)) {
        const place = at(path, name);
        problems.push({
          path: place,
          message: `is not a field here; known: ${Object.keys(fields).join(', ')}`,
          fix: { label: 'Remove it', path: place },
        });
      }
    }
    for (const [name, check] of Object.entries(fields)) {
      if (Object.hasOwn(value, name)) {
        // One by one: a call takes only so many arguments, and hostile documents have more problems.
        for (const problem of check((value as Record<string, unknown>)[name], at(path, name)))
          problems.push(problem);
      } else if (!optional.includes(name)) problems.push({ path: at(path, name), message: 'is missing' });
    }
    return problems;
  };
}

const NAME = /^[A-Za-z][A-Za-z0-9 _-]{0,39}$/;
const NOT_A_NAME = 'is not a name: use letters, digits, spaces, - and _, first a letter, at most 40';

/** Whether a motif may be called so: a plain name that is neither an operation's nor one that every object has. */
export const isMotifName = (name: string): boolean => NAME.test(name) && !isOperation(name) && !(name in {});

/** An operation or a name that may be a motif's: whether that motif exists is part of the meaning. */
const operation: Check = (value, path) =>
  typeof value === 'string' && (isOperation(value) || isMotifName(value))
    ? []
    : fail(path, `must be an operation (${OPERATION_NAMES.join(', ')}) or the name of a motif`);

const convolution = {
  batchNorm: values(truth),
  activation: values(oneOf(ACTIVATIONS)),
  order: oneOf(ORDERS),
} as const;

const filters = values(whole(1, 1024));
const dropout = values(share);
const repeat = range(0, 32);

const block = object(
  {
    operation: values(operation),
    repeat,
    ...convolution,
    skip: values(truth),
    filters,
    dropout,
    squeezeExcite: values(whole(0, 64)),
    resolution: oneOf(RESOLUTIONS),
    padding: oneOf(PADDINGS),
  },
  [
    'repeat',
    'batchNorm',
    'activation',
    'order',
    'skip',
    'filters',
    'dropout',
    'squeezeExcite',
    'resolution',
    'padding',
  ],
);

const pipelinesForm = object(
  {
    kind: oneOf(['pipelines']),
    shared: truth,
    pipelines: listOf((value, path) => pipeline(value, path), 1, 64),
    merge: values(oneOf(MERGES)),
    activation: oneOf(ACTIVATIONS),
  } satisfies Record<keyof PipelinesMotif, Check>,
  ['shared', 'activation'],
);

const dagForm = object(
  {
    kind: oneOf(['dag']),
    shared: truth,
    inputs: oneOf([1, 2]),
    nodes: whole(2, MOST_NODES),
    inputsPerNode: (value, path) => (value === 'all' ? [] : whole(1, 4)(value, path)),
    sameInputTwice: truth,
    operation: values(operation),
    edges: (value, path) =>
      typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value).flatMap(([name, entry]) => values(operation)(entry, at(path, name)))
        : fail(path, 'must be an object of operations by edge, such as {"0-1": ["conv3"]}'),
    ...convolution,
    merge: values(oneOf(MERGES)),
    output: oneOf(['last', 'concat', 'loose']),
  } satisfies Record<keyof DagMotif, Check>,
  ['shared', 'inputs', 'sameInputTwice', 'edges', 'batchNorm', 'activation', 'order'],
);

/** A dag's own rules, for which its form must be right. */
const dag: Check = (value, path) => {
  const problems = dagForm(value, path);
  if (problems.length > 0) return problems;
  const motif = value as DagMotif;
  const { inputs = 1, nodes, inputsPerNode, edges = {} } = motif;
  if (nodes <= inputs) {
    return fail(at(path, 'nodes'), `counts the inputs, too: it must be above ${inputs}`);
  }
  const names = edgesOfDag(motif).map(([from, to]) => `${from}-${to}`);
  for (const name of Object.keys(edges)) {
    const place = at(at(path, 'edges'), name);
    const fix = { label: 'Remove it', path: place };
    if (inputsPerNode !== 'all')
      problems.push({
        path: place,
        message: 'has no meaning where inputs are chosen: set inputsPerNode to "all"',
        fix,
      });
    else if (!names.includes(name))
      problems.push({ path: place, message: `is no edge; there are: ${names.join(', ')}`, fix });
  }
  return problems;
};

const MOTIF_FORMS: Readonly<Record<Motif['kind'], Check>> = { pipelines: pipelinesForm, dag };

const motif: Check = (value, path) => {
  const kind = (value as { kind?: unknown } | null)?.kind;
  return typeof kind === 'string' && Object.hasOwn(MOTIF_FORMS, kind)
    ? MOTIF_FORMS[kind as Motif['kind']](value, path)
    : fail(at(path, 'kind'), 'must be "pipelines" or "dag"');
};

const pipeline = object({ repeat, blocks: listOf(block, 1, 64) }, ['repeat']);

const layer = object({
  cell: text,
  repeat: range(1, 32),
  filters,
  resolution: values(oneOf(RESOLUTIONS)),
});

const PART_FORMS = { block, pipeline, layer } as const;

/** What is wrong with the form of a part that comes from outside, to be put into a document. */
export const checkPart = (kind: keyof typeof PART_FORMS, value: unknown): Problem[] =>
  PART_FORMS[kind](value, kind);

const motifs: Check = (value, path) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail(path, 'must be an object of motifs by name');
  const entries = Object.entries(value);
  if (entries.length > 64) return fail(path, 'must hold at most 64 motifs');
  return entries.flatMap(([name, entry]) => {
    if (isMotifName(name)) return motif(entry, at(path, name));
    const taken = isOperation(name) ? "is an operation's name: call the motif otherwise" : NOT_A_NAME;
    return fail(at(path, name), taken);
  });
};

const documentForm: Check = object(
  {
    schema: (value, path) =>
      value === SCHEMA
        ? []
        : fail(
            path,
            typeof value === 'number' && value > SCHEMA
              ? `is ${value}, and this version of Cellscape reads up to ${SCHEMA}: open it with a newer one`
              : `must be ${SCHEMA}`,
          ),
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
    stem: object(
      {
        operation: oneOf(OPERATION_NAMES.filter(takesOptions)),
        filters: whole(1, 1024),
        stride: oneOf([1, 2]),
        batchNorm: truth,
        activation: oneOf(ACTIVATIONS),
      },
      ['filters', 'batchNorm', 'activation'],
    ),
    layers: listOf(layer, 1, 32),
    head: object(
      {
        norm: truth,
        features: whole(1, 4096),
        pool: oneOf(['average', 'depthwise', 'flatten']),
        poolNorm: truth,
        dense: listOf(whole(1, 4096), 0, 8),
        activation: oneOf(ACTIVATIONS),
        dropout,
      },
      ['norm', 'features', 'poolNorm', 'activation'],
    ),
    constraints: object({ maxParameters: whole(1, 1e9) }),
  },
  ['stem'],
);

/** The problems as one text, a line each: `layers[0].filters must be …`. */
export const describeProblems = (problems: readonly Problem[]): string =>
  problems.map(({ path, message }) => `${path || 'the document'} ${message}`).join('\n');
