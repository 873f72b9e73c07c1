import {
  type BlockSpec,
  type Motif,
  OPTION_DEFAULTS,
  type Range,
  rangeOf,
  type SpaceDocument,
  type Values,
  valuesOf,
} from '../../space/document.ts';
import { type Place, pathOf, placeOf } from '../../space/edit.ts';
import { isOperation, OPERATIONS, someTakeOptions } from '../../space/operations.ts';

/** A range with its noun: 1 cell, 1–2 cells, optional. */
export function several(range: Range | undefined, noun: string): string {
  const { min, max } = rangeOf(range);
  if (min === 0 && max === 1) return `optional ${noun}`;
  return `${min === max ? min : `${min}–${max}`} ${noun}${max === 1 ? '' : 's'}`;
}

/** A cell by its name, and how often: `cell`, `1–2 × cell`. */
export function times(range: Range | undefined, name: string): string {
  const { min, max } = rangeOf(range);
  return min === 1 && max === 1 ? name : `${min === max ? min : `${min}–${max}`} × ${name}`;
}

/** An operation or a cell as people call it. */
export const operationWords = (name: string): string => (isOperation(name) ? OPERATIONS[name].label : name);

/** A list of operations in few words: the only one, two, or how many. */
export function operationsWords(values: Values<string>): string {
  const names = valuesOf(values);
  if (names.length === 0) return 'no operation';
  if (names.length <= 2) return names.map(operationWords).join(' | ');
  return `one of ${names.length}`;
}

/** The colour of an operation's family, as a CSS value. */
export function familyColour(name: string): string {
  if (!isOperation(name)) return 'var(--merge)';
  switch (OPERATIONS[name].type) {
    case 'conv':
    case 'transposed':
      return 'var(--convolution)';
    case 'separable':
    case 'depthwise':
    case 'invertedResidual':
      return 'var(--separable)';
    case 'maxPool':
    case 'averagePool':
      return 'var(--pooling)';
    default:
      return 'var(--identity)';
  }
}

/** The colour of the first operation, or that of a choice of families. */
export function choiceColour(values: Values<string>): string {
  const colours = new Set(valuesOf(values).map(familyColour));
  return colours.size === 1 ? [...colours][0]! : 'var(--accent)';
}

const flag = (values: Values<boolean>, word: string): string[] => {
  const all = valuesOf(values);
  if (all.length === 2) return [`${word}?`];
  return all[0] ? [word] : [];
};

/** The options of a block as short words: what differs from the plain block, and what is a choice. */
export function chipsOf(block: BlockSpec): string[] {
  const chips: string[] = [];
  const { min, max } = rangeOf(block.repeat);
  if (min === 0 && max === 1) chips.push('optional');
  else if (max !== 1 || min !== 1) chips.push(min === max ? `×${min}` : `×${min}–${max}`);
  const list = (values: Values<string | number>, word = '') =>
    chips.push(`${word}${valuesOf(values).join('|')}`);
  if (block.filters !== undefined) list(block.filters);
  const dressed = someTakeOptions(valuesOf(block.operation));
  if (dressed) chips.push(...flag(block.batchNorm ?? OPTION_DEFAULTS.batchNorm, 'BN'));
  const activation = block.activation ?? OPTION_DEFAULTS.activation;
  if (dressed && activation !== 'linear') list(activation);
  if (dressed) chips.push(...flag(block.skip ?? OPTION_DEFAULTS.skip, 'skip'));
  if (block.dropout !== undefined) list(block.dropout, 'drop ');
  if (block.squeezeExcite !== undefined) list(block.squeezeExcite, 'SE ');
  if (block.resolution === 'down') chips.push('↓');
  if (block.resolution === 'up') chips.push('↑');
  if (block.padding === 'valid') chips.push('no padding');
  return chips;
}

/** A motif in a few words. */
export function motifWords(motif: Motif): string {
  const shared = motif.shared ? 'shared · ' : '';
  if (motif.kind === 'pipelines') {
    const most = motif.pipelines.reduce((sum, { repeat }) => sum + rangeOf(repeat).max, 0);
    const least = motif.pipelines.reduce((sum, { repeat }) => sum + rangeOf(repeat).min, 0);
    const count = several(least === most ? most : { min: least, max: most }, 'pipeline');
    return most === 1 ? `${shared}${count}` : `${shared}${count} · ${valuesOf(motif.merge).join(' | ')}`;
  }
  const wiring =
    motif.inputsPerNode === 'all' ? '' : ` · each reads ${motif.inputsPerNode} of those before, chosen`;
  return `${shared}dag of ${motif.nodes} nodes${wiring}`;
}

/** A place in words: `Layer 2`, `Block 1 of pipeline 2 in cell`. */
export function placeWords(space: SpaceDocument, path: string): string {
  const place: Place = placeOf(path);
  switch (place.kind) {
    case 'network':
      return 'Network';
    case 'stem':
      return 'Stem';
    case 'head':
      return 'Head';
    case 'layer':
      return `Layer ${place.index + 1}`;
    case 'motif':
      return place.motif;
    case 'pipeline':
      return `Pipeline ${place.pipeline + 1} of ${place.motif}`;
    case 'block': {
      const motif = space.motifs[place.motif];
      const only = motif?.kind === 'pipelines' && motif.pipelines.length === 1;
      return `Block ${place.block + 1} of ${only ? '' : `pipeline ${place.pipeline + 1} of `}${place.motif}`;
    }
    case 'edge':
      return `Edge ${place.from}→${place.to} of ${place.motif}`;
  }
}

/** A problem's place in words: the part, and what of it. */
export function whereWords(space: SpaceDocument, path: string): string {
  const part = pathOf(placeOf(path));
  const field = path.slice(part.length).replace(/^\./, '');
  if (part === '') return field === '' ? 'The space' : field;
  return field === '' ? placeWords(space, path) : `${placeWords(space, path)} · ${field}`;
}
