import { count } from './count.ts';
import type { SpaceDocument } from './document.ts';
import { blockField, compileSpace, layerField, nodeField, pipelineField } from './hierarchy.ts';
import { at } from './path.ts';
import type { RecordTree, Tree } from './tree.ts';

const field = (tree: Tree, name: string): Tree => (tree as RecordTree).fields[name]!;

/**
 * By how much every part of a valid document multiplies the number of genotypes, by path: the whole (`''`), layers, cells
 * (motifs), pipelines, blocks, edges, head. A motif's factor is that of one place that uses it.
 */
export function factorsOf(document: SpaceDocument): ReadonlyMap<string, bigint> {
  const { tree } = compileSpace(document);
  const factors = new Map<string, bigint>([['', count(tree)]]);
  factors.set('head', count(field(tree, 'dropout')));
  const trees = new Map<string, Tree>();
  const findMotifs = (name: string, part: Tree): void => {
    if (trees.has(name)) return;
    trees.set(name, part);
    for (const [inner, below] of motifsBelow(part, document)) findMotifs(inner, below);
  };
  for (const [name, part] of Object.entries((field(tree, 'motifs') as RecordTree).fields))
    findMotifs(name, part);
  for (const [i, layer] of document.layers.entries()) {
    const layerTree = field(field(tree, 'layers'), layerField(i));
    factors.set(`layers[${i}]`, count(layerTree));
    const cells = field(layerTree, 'cells');
    if (cells.kind === 'list' && cells.item.kind !== 'constant') findMotifs(layer.cell, cells.item);
  }
  for (const [name, part] of trees) addMotif(document, name, part, factors);
  return factors;
}

function addMotif(document: SpaceDocument, name: string, tree: Tree, factors: Map<string, bigint>): void {
  const motif = document.motifs[name]!;
  const path = at('motifs', name);
  factors.set(path, count(tree));
  if (motif.kind === 'pipelines') {
    for (const [p, { blocks }] of motif.pipelines.entries()) {
      const pipelines = field(field(tree, 'pipelines'), pipelineField(p));
      const here = `${path}.pipelines[${p}]`;
      factors.set(here, count(pipelines));
      if (pipelines.kind !== 'list') continue;
      for (const b of blocks.keys())
        factors.set(`${here}.blocks[${b}]`, count(field(pipelines.item, blockField(b))));
    }
    return;
  }
  const { inputs = 1, nodes, inputsPerNode } = motif;
  for (let to = inputs; to < nodes; to++) {
    const node = field(field(tree, 'nodes'), nodeField(to));
    factors.set(`${path}.nodes.${to}`, count(node));
    if (inputsPerNode !== 'all') continue;
    const from = field(node, 'from') as RecordTree;
    for (const [source, edge] of Object.entries(from.fields))
      factors.set(`${path}.edges.${source}-${to}`, count(edge));
  }
}

/** The trees of motifs that stand, unshared, as options of choices in a motif. */
function motifsBelow(tree: Tree, document: SpaceDocument): [string, Tree][] {
  switch (tree.kind) {
    case 'constant':
      return [];
    case 'choice':
      return tree.options.flatMap(({ key, tree: below }): [string, Tree][] => {
        const names = typeof key === 'string' && Object.hasOwn(document.motifs, key);
        return names && below.kind !== 'constant' ? [[key, below]] : motifsBelow(below, document);
      });
    case 'record':
      return Object.values(tree.fields).flatMap((below) => motifsBelow(below, document));
    case 'list':
      return motifsBelow(tree.item, document);
  }
}
