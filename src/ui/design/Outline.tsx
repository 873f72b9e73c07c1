import { useMemo } from 'react';
import { count } from '../../space/count.ts';
import { type PipelinesMotif, rangeOf, type SpaceDocument, valuesOf } from '../../space/document.ts';
import { compileSpace, layerField } from '../../space/hierarchy.ts';
import { OPERATIONS } from '../../space/operations.ts';
import { parseDocument } from '../../space/parse-document.ts';
import type { RecordTree, Tree } from '../../space/tree.ts';
import { huge } from '../shared/format.ts';

interface Item {
  readonly key: string;
  readonly title: string;
  readonly detail: string;
  /** By how much this part multiplies the space. */
  readonly factor: bigint;
  readonly children: readonly Item[];
}

/** The hierarchy of a space as nested lists, each part with its factor in the space's size. */
export function Outline({ space }: { space: SpaceDocument }) {
  const root = useMemo(() => (parseDocument(space).ok ? outline(space) : null), [space]);
  if (!root) return <p className="quiet">The space has a problem; see there.</p>;
  return (
    <ul className="outline">
      <Line item={root} />
    </ul>
  );
}

function Line({ item }: { item: Item }) {
  return (
    <li>
      <div className="line">
        <span>{item.title}</span>
        <span className="quiet">×{huge(item.factor.toString())}</span>
        <span className="detail">{item.detail}</span>
      </div>
      {item.children.length > 0 && (
        <ul>
          {item.children.map((child) => (
            <Line key={child.key} item={child} />
          ))}
        </ul>
      )}
    </li>
  );
}

const field = (tree: Tree, name: string): Tree => (tree as RecordTree).fields[name]!;

/** A range with its noun: 1 cell, 1–2 cells. */
const several = ({ min, max }: { min: number; max: number }, noun: string): string =>
  `${min === max ? min : `${min}–${max}`} ${noun}${max === 1 ? '' : 's'}`;

function outline(space: SpaceDocument): Item {
  const { tree } = compileSpace(space);
  const layers = field(tree, 'layers');
  const fixed = (key: string, title: string, detail: string): Item => ({
    key,
    title,
    detail,
    factor: 1n,
    children: [],
  });
  const stem = space.stem;
  return {
    key: 'network',
    title: 'Network',
    detail: `${space.input.join('×')}, ${space.classes} classes`,
    factor: count(tree),
    children: [
      ...(stem
        ? [
            fixed(
              'stem',
              'Stem',
              `${OPERATIONS[stem.operation].label}, ${stem.filters} filters${stem.stride > 1 ? ' ↓' : ''}`,
            ),
          ]
        : []),
      ...space.layers.map((layer, i): Item => {
        const layerTree = field(layers, layerField(i));
        const cells = field(layerTree, 'cells');
        const filters = valuesOf(layer.filters).join(' | ');
        return {
          key: layerField(i),
          title: `Layer ${i + 1}`,
          detail: `${several(rangeOf(layer.repeat), 'cell')} · ${filters} filters · ${valuesOf(layer.resolution).join(' | ')}`,
          factor: count(layerTree),
          children: cells.kind === 'list' ? [cellItem(space, layer.cell, cells.item)] : [],
        };
      }),
      {
        key: 'head',
        title: 'Head',
        detail: `${space.head.pool === 'average' ? 'global average' : 'flatten'} · dropout ${valuesOf(space.head.dropout).join(' | ')}`,
        factor: count(field(tree, 'dropout')),
        children: [],
      },
    ],
  };
}

function cellItem(space: SpaceDocument, name: string, tree: Tree): Item {
  const motif = space.motifs[name] as PipelinesMotif;
  const pipelines = field(tree, 'pipelines');
  const pipeline = pipelines.kind === 'list' ? pipelines.item : tree;
  const block = pipeline.kind === 'list' ? pipeline.item : tree;
  return {
    key: name,
    title: 'Cell',
    detail: `${several(rangeOf(motif.pipelines), 'pipeline')} · ${valuesOf(motif.merge).join(' | ')}`,
    factor: count(tree),
    children: [
      {
        key: 'pipeline',
        title: 'Pipeline',
        detail: several(rangeOf(motif.blocks), 'block'),
        factor: count(pipeline),
        children: [
          {
            key: 'block',
            title: 'Block',
            detail: 'operation and options',
            factor: count(block),
            children: [],
          },
        ],
      },
    ],
  };
}
