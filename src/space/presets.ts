import type { SpaceDocument } from './document.ts';
import { DARTS, HIERARCHICAL_MOTIFS, NASNET, NATS_SIZE, NATS_TOPOLOGY } from './preset-dags.ts';
import { CHAIN, HIERARCHICAL_SMALL, MULTI_BRANCH, NAS_BENCH_MACRO } from './preset-pipelines.ts';

/** A search space to start from. */
export interface Preset {
  readonly id: string;
  readonly title: string;
  /** What it is and what one can learn from it. */
  readonly about: string;
  /** Who described it. */
  readonly reference: string;
  readonly document: SpaceDocument;
}

/** The search spaces of the literature, each in the language's own words. The first is the default. */
export const PRESETS: readonly Preset[] = [
  {
    id: 'hierarchical',
    title: 'Hierarchical cells',
    about:
      'A network is a stack of layers, a layer a stack of cells, a cell one to three parallel pipelines, and a pipeline one or two blocks: an operation with batch normalisation, an activation and a skip, each on or off. Every level is a choice of its own, so that a few lines describe more networks than could ever be trained. Lengths, kernels and filters are small ones of ours: a member trains in seconds.',
    reference:
      'Pouy, Khenfri, Leserf, Mraidha, Larouci: An Approach for Efficient Neural Architecture Search Space Definition, arXiv 2310.17669 (2023).',
    document: HIERARCHICAL_SMALL,
  },
  {
    id: 'chain',
    title: 'Chain',
    about:
      'The plainest space: layers one after the other, each with an operation, an activation and a width. How many there are is chosen, too. No branches and no skips, as in the networks before 2014: a good first space, and the measure of what branches bring.',
    reference:
      'Elsken, Metzen, Hutter: Neural Architecture Search: A Survey, JMLR 20(55), 2019, section 2 (chain-structured spaces).',
    document: CHAIN,
  },
  {
    id: 'multi-branch',
    title: 'Multi-branch',
    about:
      'Layers whose cells have branches of different kinds: convolutions after a 1×1 convolution, separable convolutions, a pooling branch and an identity that may be there or not, each with skips. Branches are joined by a sum or side by side. This is the family of Inception and ResNet.',
    reference:
      'Elsken, Metzen, Hutter, JMLR 20(55), 2019, section 2 (multi-branch networks); Szegedy et al. 2015; He et al. 2016.',
    document: MULTI_BRANCH,
  },
  {
    id: 'nasnet',
    title: 'Normal and reduction cells',
    about:
      'Two cells are searched, a normal one and one that halves the image, and stacked: the same cell stands at every place of its kind. A cell has five nodes; each takes two of the values before it (the outputs of the two cells before count, too), applies an operation to each and joins them. What no node reads is the output. Operations are those of the paper but for the 1×7–7×1 and 1×3–3×1 pairs.',
    reference:
      'Zoph, Vasudevan, Shlens, Le: Learning Transferable Architectures for Scalable Image Recognition, CVPR 2018.',
    document: NASNET,
  },
  {
    id: 'darts',
    title: 'DARTS cells',
    about:
      'The cells of differentiable architecture search, as a discrete space: four nodes, each with two different inputs and one of eight operations on either edge ("none" is one of them), the output all nodes side by side. About 10⁹ cells of each kind without "none", as in the paper.',
    reference: 'Liu, Simonyan, Yang: DARTS: Differentiable Architecture Search, ICLR 2019.',
    document: DARTS,
  },
  {
    id: 'motifs',
    title: 'Hierarchical motifs',
    about:
      'Three levels: primitive operations; six motifs, small graphs with an operation on each edge; and a cell, a graph whose edges are motifs. A motif is one thing wherever it is used, so that changing one changes the cell at many places at once: large steps that keep the structure. Edges are summed here, where the paper puts them side by side.',
    reference:
      'Liu, Simonyan, Vinyals, Fernando, Kavukcuoglu: Hierarchical Representations for Efficient Architecture Search, ICLR 2018.',
    document: HIERARCHICAL_MOTIFS,
  },
  {
    id: 'nats-topology',
    title: 'NATS-Bench topology',
    about:
      'One cell of four nodes with an operation on each of its six edges, fifteen times in a fixed skeleton: 15,625 networks, all of which have been trained and published. Many are the same network written differently, and 341 have no way from input to output. Known also as NAS-Bench-201.',
    reference:
      'Dong, Liu, Musial, Gabrys: NATS-Bench, TPAMI 2021 (arXiv 2009.00437); Dong, Yang: NAS-Bench-201, ICLR 2020.',
    document: NATS_TOPOLOGY,
  },
  {
    id: 'nats-size',
    title: 'NATS-Bench size',
    about:
      "The sister space: the cell is fixed (the best of the topology space on CIFAR-10), and five widths are chosen out of eight: 32,768 networks. What is searched is where a network needs its channels. Where widths differ, a cell's input is fitted by a 1×1 convolution.",
    reference: 'Dong, Liu, Musial, Gabrys: NATS-Bench, TPAMI 2021 (arXiv 2009.00437).',
    document: NATS_SIZE,
  },
  {
    id: 'macro',
    title: 'NAS-Bench-Macro',
    about:
      'The other way round: no cell repeats. Each of eight layers is a shortcut or one of two MBConv blocks, 3⁸ = 6,561 networks, all trained and published. A space for asking where in a network capacity pays.',
    reference:
      'Su, Huang, Li, You, Wang, Qian, Zhang, Xu: Prioritized Architecture Sampling with Monto-Carlo Tree Search, CVPR 2021.',
    document: NAS_BENCH_MACRO,
  },
];

export { HIERARCHICAL_SMALL } from './preset-pipelines.ts';

/** The same space for other images: what has to change when a space of the literature is searched on another data set. */
export function withImages(
  document: SpaceDocument,
  shape: readonly [number, number, number],
  classes: number,
): SpaceDocument {
  const same = document.classes === classes && shape.every((side, i) => side === document.input[i]);
  return same ? document : { ...document, input: shape, classes };
}
