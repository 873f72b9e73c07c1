import { edgesOfDag, MOST_NODES, type SpaceDocument, valuesOf } from '../../space/document.ts';
import { motifWords, operationsWords, operationWords, several, times } from './words.ts';

/** One line of the outline. */
export interface OutlineItem {
  /** The path of the part. */
  readonly path: string;
  readonly title: string;
  readonly detail: string;
  readonly children: readonly OutlineItem[];
}

/** The parts of a document as a tree; works on documents with problems, too. */
export function outlineOf(space: SpaceDocument): OutlineItem {
  const { stem, layers, head, motifs } = space;
  const leaf = (path: string, title: string, detail: string): OutlineItem => ({
    path,
    title,
    detail,
    children: [],
  });
  return {
    path: '',
    title: 'Network',
    detail: `${space.input.join('×')}, ${space.classes} classes`,
    children: [
      ...(stem
        ? [
            leaf(
              'stem',
              'Stem',
              `${operationWords(stem.operation)} · ${stem.filters ?? 'as layer 1'}${stem.stride > 1 ? ' ↓' : ''}`,
            ),
          ]
        : []),
      ...layers.map((layer, i) =>
        leaf(
          `layers[${i}]`,
          `Layer ${i + 1}`,
          `${times(layer.repeat, layer.cell)} · ${valuesOf(layer.filters).join('|')} · ${valuesOf(layer.resolution).join('|')}`,
        ),
      ),
      leaf('head', 'Head', head.pool),
      ...Object.entries(motifs).map(([name, motif]): OutlineItem => {
        const path = `motifs.${name}`;
        return {
          path,
          title: name,
          detail: motifWords(motif),
          children:
            motif.kind === 'dag'
              ? motif.inputsPerNode !== 'all'
                ? []
                : edgesOfDag({
                    inputs: motif.inputs ?? 1,
                    nodes: Math.min(MOST_NODES, Math.trunc(motif.nodes) || 0),
                  }).map(([from, to]) =>
                    leaf(
                      `${path}.edges.${from}-${to}`,
                      `Edge ${from} → ${to}`,
                      operationsWords(motif.edges?.[`${from}-${to}`] ?? motif.operation),
                    ),
                  )
              : motif.pipelines.map((pipeline, p): OutlineItem => {
                  const here = `${path}.pipelines[${p}]`;
                  return {
                    path: here,
                    title: motif.pipelines.length > 1 ? `Pipeline ${p + 1}` : 'Pipeline',
                    detail: several(pipeline.repeat, 'pipeline'),
                    children: pipeline.blocks.map((block, b) =>
                      leaf(
                        `${here}.blocks[${b}]`,
                        operationsWords(block.operation),
                        several(block.repeat, 'block'),
                      ),
                    ),
                  };
                }),
        };
      }),
    ],
  };
}

/** The items in the order they are shown, those under closed ones left out. */
export function visibleItems(
  root: OutlineItem,
  closed: ReadonlySet<string>,
): { item: OutlineItem; level: number }[] {
  const rows: { item: OutlineItem; level: number }[] = [];
  const walk = (item: OutlineItem, level: number): void => {
    rows.push({ item, level });
    if (!closed.has(item.path)) for (const child of item.children) walk(child, level + 1);
  };
  walk(root, 1);
  return rows;
}
