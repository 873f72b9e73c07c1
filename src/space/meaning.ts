import {
  type BlockSpec,
  type Motif,
  motifsNamedBy,
  operationsOf,
  rangeOf,
  type SpaceDocument,
  valuesOf,
} from './document.ts';
import { LIMITS } from './limits.ts';
import { isOperation, setsFilters, someTakeOptions, takesOptions } from './operations.ts';
import { at } from './path.ts';
import { followSizes } from './sizes.ts';
import type { Fix, Problem } from './validate.ts';

/** Blocks in a network, at most: what a document may unfold to before it is refused. */
const MOST_BLOCKS = 2000;

/** Rules between the parts of a document whose form is right. */
export function checkMeaning(document: SpaceDocument): Problem[] {
  const names = checkNames(document);
  if (names.length > 0) return names;
  const cycles = checkCycles(document);
  if (cycles.length > 0) return cycles;
  const objects = objectsIn(document);
  if (objects > LIMITS.objects) {
    return [
      {
        path: '',
        message: `has ${objects.toLocaleString('en')} nodes, and ${LIMITS.objects.toLocaleString('en')} are the most: a file of it could not be opened again`,
      },
    ];
  }
  const unfolded = document.layers.reduce(
    (sum, { cell, repeat }) => sum + rangeOf(repeat).max * mostBlocks(cell, document.motifs),
    0,
  );
  if (unfolded > MOST_BLOCKS) {
    return [
      {
        path: 'layers',
        message: `can unfold to ${unfolded > 1e9 ? 'more than a billion' : unfolded} blocks, and ${MOST_BLOCKS} is the most: use smaller ranges`,
      },
    ];
  }
  return [
    ...Object.entries(document.motifs).flatMap(([name, motif]) => checkMotif(at('motifs', name), motif)),
    ...followSizes(document).problems,
    ...checkUnused(document),
  ];
}

/** The objects of plain JSON: what the limit of a text counts. */
const objectsIn = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 0
    : Object.values(value).reduce<number>(
        (sum, entry) => sum + objectsIn(entry),
        Array.isArray(value) ? 0 : 1,
      );

/** Every named motif exists and may stand where it is named. */
function checkNames({ motifs, layers }: SpaceDocument): Problem[] {
  const problems: Problem[] = [];
  const known = Object.keys(motifs);
  const [first] = known;
  const missing = (path: string, replacement: string | undefined): Problem => ({
    path,
    message: `names no motif; there are: ${known.join(', ') || 'none'}`,
    ...(replacement !== undefined && { fix: { label: `Use "${replacement}"`, path, value: replacement } }),
  });
  for (const [name, motif] of Object.entries(motifs)) {
    for (const [path, operation] of operationPlaces(at('motifs', name), motif)) {
      for (const [i, entry] of valuesOf(operation).entries()) {
        const place = Array.isArray(operation) ? at(path, i) : path;
        if (isOperation(entry)) continue;
        if (!Object.hasOwn(motifs, entry)) problems.push(missing(place, undefined));
        else if ((motifs[entry] as { inputs?: number }).inputs === 2) {
          problems.push({
            path: place,
            message: `names "${entry}", which reads two cells, and there is one input here: use a motif with one input`,
          });
        }
      }
    }
  }
  for (const [i, { cell }] of layers.entries()) {
    if (!Object.hasOwn(motifs, cell)) problems.push(missing(`layers[${i}].cell`, first));
  }
  return problems;
}

/** Every list of operations in a motif, with its path. */
function operationPlaces(path: string, motif: Motif): [string, BlockSpec['operation']][] {
  if (motif.kind === 'dag') {
    return [
      [at(path, 'operation'), motif.operation],
      ...Object.entries(motif.edges ?? {}).map(([edge, operation]): [string, BlockSpec['operation']] => [
        at(at(path, 'edges'), edge),
        operation,
      ]),
    ];
  }
  return motif.pipelines.flatMap(({ blocks }, p) =>
    blocks.map(({ operation }, b): [string, BlockSpec['operation']] => [
      `${path}.pipelines[${p}].blocks[${b}].operation`,
      operation,
    ]),
  );
}

/** No motif holds itself, directly or through others. */
function checkCycles({ motifs }: SpaceDocument): Problem[] {
  const done = new Set<string>();
  const problems: Problem[] = [];
  const visit = (name: string, trail: readonly string[]): void => {
    if (trail.includes(name)) {
      const loop = [...trail.slice(trail.indexOf(name)), name];
      problems.push({
        path: at('motifs', name),
        message: `holds itself (${loop.join(' → ')}): a motif may not`,
      });
      return;
    }
    if (done.has(name)) return;
    for (const inner of motifsNamedBy(motifs[name]!, motifs)) visit(inner, [...trail, name]);
    done.add(name);
  };
  for (const name of Object.keys(motifs)) visit(name, []);
  return problems;
}

/** The most operations that a motif can unfold to. The document's motifs must be free of cycles. */
export function mostBlocks(name: string, motifs: SpaceDocument['motifs']): number {
  const known = new Map<string, number>();
  const most = (inner: string): number => {
    const counted = known.get(inner);
    if (counted !== undefined) return counted;
    const total = unfolded(motifs[inner]!);
    known.set(inner, total);
    return total;
  };
  const largest = (operation: BlockSpec['operation']): number =>
    Math.max(...valuesOf(operation).map((each) => (isOperation(each) ? 1 : most(each))));
  const unfolded = (motif: Motif): number => {
    if (motif.kind === 'pipelines') {
      return motif.pipelines.reduce(
        (sum, { blocks, repeat }) =>
          sum +
          rangeOf(repeat).max *
            blocks.reduce((inner, block) => inner + rangeOf(block.repeat).max * largest(block.operation), 0),
        0,
      );
    }
    const { inputs = 1, nodes, inputsPerNode } = motif;
    const edges =
      inputsPerNode === 'all'
        ? ((nodes - inputs) * (nodes + inputs - 1)) / 2
        : (nodes - inputs) * inputsPerNode;
    return edges * Math.max(...operationsOf(motif).map(largest));
  };
  return most(name);
}

function checkMotif(path: string, motif: Motif): Problem[] {
  return motif.kind === 'dag' ? checkDag(path, motif) : checkPipelines(path, motif);
}

function checkDag(path: string, motif: Extract<Motif, { kind: 'dag' }>): Problem[] {
  const problems: Problem[] = [];
  const operations = operationsOf(motif).flatMap((each) => [...valuesOf(each)]);
  if (operations.includes('none') && valuesOf(motif.merge).includes('concat')) {
    problems.push({
      path: at(path, 'merge'),
      message:
        'may not be "concat" where an edge can be "none": what it leaves out has no channels; use "add"',
      fix: { label: 'Use "add"', path: at(path, 'merge'), value: 'add' },
    });
  }
  if (operations.every((name) => name === 'none')) {
    problems.push({
      path: at(path, 'operation'),
      message: 'leaves every edge out: no network can work; add another operation',
    });
  }
  const takers = someTakeOptions(operations);
  if (!takers) problems.push(...deadOptions(path, motif, ['batchNorm', 'activation']));
  return problems;
}

const BLOCK_OPTIONS = ['batchNorm', 'activation', 'skip', 'filters', 'dropout', 'squeezeExcite'] as const;

function checkPipelines(path: string, motif: Extract<Motif, { kind: 'pipelines' }>): Problem[] {
  const problems: Problem[] = [];
  for (const [p, { blocks, repeat }] of motif.pipelines.entries()) {
    const place = `${path}.pipelines[${p}]`;
    if (rangeOf(repeat).max === 0) {
      problems.push({
        path: at(place, 'repeat'),
        message: 'is 0: the pipeline is never there',
        fix:
          motif.pipelines.length > 1
            ? remove(place)
            : { label: 'Use 1', path: at(place, 'repeat'), value: 1 },
      });
    }
    for (const [b, block] of blocks.entries()) {
      const here = `${place}.blocks[${b}]`;
      if (rangeOf(block.repeat).max === 0) {
        problems.push({
          path: at(here, 'repeat'),
          message: 'is 0: the block is never there',
          fix: blocks.length > 1 ? remove(here) : { label: 'Use 1', path: at(here, 'repeat'), value: 1 },
        });
      }
      const names = valuesOf(block.operation);
      if (names.includes('none')) {
        problems.push({
          path: at(here, 'operation'),
          message:
            'holds "none", which takes an edge of a dag away; a block is left out by repeat { "min": 0, "max": 1 }',
          fix:
            names.length > 1
              ? {
                  label: 'Remove "none"',
                  path: at(here, 'operation'),
                  value: names.filter((name) => name !== 'none'),
                }
              : { label: 'Use "identity"', path: at(here, 'operation'), value: 'identity' },
        });
      }
      const takers = someTakeOptions(names);
      if (!takers) problems.push(...deadOptions(here, block, BLOCK_OPTIONS));
      else problems.push(...partlyChosen(here, block));
    }
  }
  const copies = motif.pipelines.reduce((sum, { repeat }) => sum + rangeOf(repeat).max, 0);
  if (copies === 1 && valuesOf(motif.merge).length > 1) {
    problems.push({
      path: at(path, 'merge'),
      message:
        'is a choice, but there is never more than one pipeline to merge: it doubles the space, not the networks',
      severity: 'warning',
      fix: { label: 'Use "add"', path: at(path, 'merge'), value: 'add' },
    });
  }
  if (motif.pipelines.every(({ repeat }) => rangeOf(repeat).min === 0)) {
    problems.push({
      path: at(path, 'pipelines'),
      message: 'are all optional: a cell needs at least one pipeline; set the repeat of one to at least 1',
      fix: {
        label: 'Keep the first',
        path: `${path}.pipelines[0].repeat`,
        value: { min: 1, max: Math.max(1, rangeOf(motif.pipelines[0]!.repeat).max) },
      },
    });
  }
  return problems;
}

const remove = (path: string): Fix => ({ label: 'Remove it', path });

/** Options with several values that no operation here can use. */
function deadOptions<T extends object>(
  path: string,
  owner: T,
  names: readonly (keyof T & string)[],
): Problem[] {
  return names.flatMap((name): Problem[] => {
    const values = owner[name];
    if (!Array.isArray(values) || values.length < 2) return [];
    return [
      {
        path: at(path, name),
        message:
          'gives values to choose from, but no operation here can use them: add a convolution or fix the value',
        fix: { label: `Fix it to ${JSON.stringify(values[0])}`, path: at(path, name), value: values[0] },
      },
    ];
  });
}

/** Filters to choose from beside operations that set filters but have no options to choose in. */
function partlyChosen(path: string, { operation, filters }: BlockSpec): Problem[] {
  const others = valuesOf(operation).filter((name) =>
    isOperation(name) ? setsFilters(name) && !takesOptions(name) : true,
  );
  if (!Array.isArray(filters) || filters.length < 2 || others.length === 0) return [];
  return [
    {
      path: at(path, 'filters'),
      message: `are chosen by plain convolutions alone; ${others.map((name) => `"${name}"`).join(', ')} ${others.length === 1 ? 'takes' : 'take'} the layer's`,
      severity: 'warning',
      fix: { label: `Fix them to ${filters[0]}`, path: at(path, 'filters'), value: filters[0] },
    },
  ];
}

/** Motifs that no layer reaches: kept, and told. */
function checkUnused({ motifs, layers }: SpaceDocument): Problem[] {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const inner of motifsNamedBy(motifs[name]!, motifs)) visit(inner);
  };
  for (const { cell } of layers) visit(cell);
  return Object.keys(motifs)
    .filter((name) => !reached.has(name))
    .map(
      (name): Problem => ({
        path: at('motifs', name),
        message: 'is used by no layer',
        severity: 'warning',
        fix: { label: 'Remove it', path: at('motifs', name) },
      }),
    );
}
