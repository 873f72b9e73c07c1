import { setAt } from '../../src/space/path.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';

/** The default space with other values at some paths. */
export const changed = (changes: Readonly<Record<string, unknown>>): unknown =>
  Object.entries(changes).reduce<unknown>(
    (document, [path, value]) => setAt(document, path, value),
    HIERARCHICAL_SMALL,
  );

export const pipelines = (...specs: readonly object[]) => ({
  kind: 'pipelines',
  pipelines: specs,
  merge: 'add',
});
export const dag = (changes: object = {}) => ({
  kind: 'dag',
  nodes: 3,
  inputsPerNode: 'all',
  operation: ['conv3', 'identity'],
  merge: 'add',
  output: 'last',
  ...changes,
});

const BLOCK = 'motifs.cell.pipelines[0].blocks[0]';
const NETWORK = { motifs: { cell: pipelines({ blocks: [{ operation: 'conv3' }] }) } };
/** Layers that keep the size of a small image. */
const FLAT = {
  'layers[0].resolution': 'same',
  'layers[1].resolution': 'same',
  'layers[2].resolution': 'same',
};

/** What a fix does, where a problem has one: the value it puts at its path (`undefined` removes what is there). */
type Expected = readonly [path: string, message: string, fix?: readonly [path: string, value: unknown]];

export const CASES: readonly [string, Readonly<Record<string, unknown>>, Expected][] = [
  [
    'a block that names no motif',
    { [`${BLOCK}.operation`]: ['conv3', 'nowhere'] },
    [`${BLOCK}.operation[1]`, 'names no motif; there are: cell'],
  ],
  [
    'an edge that names no motif',
    { 'motifs.cell': dag({ edges: { '0-2': ['identity', 'nowhere'] } }) },
    ['motifs.cell.edges.0-2[1]', 'names no motif; there are: cell'],
  ],
  [
    'a layer that names no motif',
    { 'layers[1].cell': 'nowhere' },
    ['layers[1].cell', 'names no motif; there are: cell', ['layers[1].cell', 'cell']],
  ],
  [
    'a layer without any motif to name',
    { motifs: {} },
    ['layers[0].cell', 'names no motif; there are: none'],
  ],
  [
    'a motif of two inputs where there is one',
    { 'motifs.double': dag({ inputs: 2 }), [`${BLOCK}.operation`]: ['conv3', 'double'] },
    [`${BLOCK}.operation[1]`, 'names "double", which reads two cells, and there is one input here'],
  ],
  [
    'a motif that holds itself through others',
    {
      'motifs.a': dag({ operation: ['conv3', 'b'] }),
      'motifs.b': pipelines({ blocks: [{ operation: 'a' }] }),
    },
    ['motifs.a', 'holds itself (a → b → a)'],
  ],
  [
    'more blocks than can be built',
    { [`${BLOCK}.repeat`]: 32, 'motifs.cell.pipelines[0].repeat': 32 },
    ['layers', 'can unfold to 4096 blocks, and 2000 is the most'],
  ],
  [
    'an edge that can be left out of a concatenation',
    { 'motifs.cell': dag({ operation: ['conv3', 'none'], merge: ['add', 'concat'] }) },
    ['motifs.cell.merge', 'may not be "concat" where an edge can be "none"', ['motifs.cell.merge', 'add']],
  ],
  [
    'a dag without any edge',
    { 'motifs.cell': dag({ operation: 'none' }) },
    ['motifs.cell.operation', 'leaves every edge out'],
  ],
  [
    'options that no edge can use',
    { 'motifs.cell': dag({ operation: ['identity', 'maxpool3'], activation: ['relu', 'elu'] }) },
    [
      'motifs.cell.activation',
      'gives values to choose from, but no operation here',
      ['motifs.cell.activation', 'relu'],
    ],
  ],
  ...(['batchNorm', 'activation', 'skip', 'filters', 'dropout', 'squeezeExcite'] as const).map(
    (name): (typeof CASES)[number] => {
      const values = { batchNorm: [true, false], activation: ['elu', 'relu'], skip: [false, true] };
      const given = { ...values, filters: [4, 8], dropout: [0, 0.5], squeezeExcite: [0, 4] }[name];
      return [
        `${name} that no block can use`,
        { 'motifs.cell': pipelines({ blocks: [{ operation: ['maxpool3', 'mbconv3e3'], [name]: given }] }) },
        [`${BLOCK}.${name}`, 'gives values to choose from', [`${BLOCK}.${name}`, given[0]]],
      ];
    },
  ),
  [
    'one of two pipelines that is never there',
    {
      'motifs.cell': pipelines(
        { blocks: [{ operation: 'conv3' }] },
        { repeat: 0, blocks: [{ operation: 'conv1' }] },
      ),
    },
    [
      'motifs.cell.pipelines[1].repeat',
      'is 0: the pipeline is never there',
      ['motifs.cell.pipelines[1]', undefined],
    ],
  ],
  [
    'the only pipeline, never there',
    { 'motifs.cell.pipelines[0].repeat': 0 },
    [
      'motifs.cell.pipelines[0].repeat',
      'is 0: the pipeline is never there',
      ['motifs.cell.pipelines[0].repeat', 1],
    ],
  ],
  [
    'one of two blocks that is never there',
    {
      'motifs.cell': pipelines({
        blocks: [{ operation: 'conv3' }, { operation: 'conv1', repeat: { min: 0, max: 0 } }],
      }),
    },
    [
      'motifs.cell.pipelines[0].blocks[1].repeat',
      'is 0: the block is never there',
      ['motifs.cell.pipelines[0].blocks[1]', undefined],
    ],
  ],
  [
    'the only block, never there',
    { [`${BLOCK}.repeat`]: 0 },
    [`${BLOCK}.repeat`, 'is 0: the block is never there', [`${BLOCK}.repeat`, 1]],
  ],
  [
    '"none" among the operations of a block',
    { [`${BLOCK}.operation`]: ['none', 'conv3', 'conv5'] },
    [
      `${BLOCK}.operation`,
      'holds "none", which takes an edge of a dag away',
      [`${BLOCK}.operation`, ['conv3', 'conv5']],
    ],
  ],
  [
    '"none" as the operation of a block',
    { motifs: { cell: pipelines({ blocks: [{ operation: 'none' }] }) } },
    [`${BLOCK}.operation`, 'holds "none"', [`${BLOCK}.operation`, 'identity']],
  ],
  [
    'a cell whose pipelines are all optional',
    { 'motifs.cell.pipelines[0].repeat': { min: 0, max: 3 } },
    ['motifs.cell.pipelines', 'are all optional', ['motifs.cell.pipelines[0].repeat', { min: 1, max: 3 }]],
  ],
  [
    'a layer that goes down from one pixel',
    { input: [8, 8, 1] },
    ['layers[2].resolution', 'goes down, but its input can already be 1×1', ['layers[2].resolution', 'same']],
  ],
  [
    'layers that grow an image too far',
    {
      input: [512, 512, 1],
      stem: undefined,
      ...FLAT,
      'layers[0].resolution': 'up',
      'layers[2].resolution': ['same', 'up'],
    },
    ['layers[2].resolution', 'can grow an image above 1024 pixels', ['layers[2].resolution', 'same']],
  ],
  [
    'a block that grows an image too far',
    { ...NETWORK, [`${BLOCK}.repeat`]: 5, [`${BLOCK}.resolution`]: 'up', ...FLAT },
    [
      `${BLOCK}.resolution`,
      'can grow an image above 1024 pixels: go up less often',
      [`${BLOCK}.resolution`, 'same'],
    ],
  ],
  [
    'pixels that run out without padding',
    {
      ...NETWORK,
      [`${BLOCK}.operation`]: ['conv3', 'dilconv5'],
      [`${BLOCK}.padding`]: 'valid',
      ...FLAT,
      input: [16, 16, 1],
    },
    [
      BLOCK,
      'needs at least 9×9 pixels for "dilconv5" without padding, and can get 8×8',
      [`${BLOCK}.padding`, 'same'],
    ],
  ],
  [
    'a skip that nothing makes fit',
    { ...NETWORK, [`${BLOCK}.skip`]: true, [`${BLOCK}.padding`]: 'valid', ...FLAT },
    [
      BLOCK,
      'adds its input to its output, and without padding no stride makes',
      [`${BLOCK}.padding`, 'same'],
    ],
  ],
  [
    'pipelines that end at different sizes',
    {
      'motifs.cell': pipelines(
        { blocks: [{ operation: 'conv3', padding: 'valid' }] },
        { blocks: [{ operation: 'conv3' }] },
      ),
    },
    ['motifs.cell', 'has pipelines that can end at different sizes from 14×14: 12×12, 14×14'],
  ],
  [
    'a motif on an edge that changes the size',
    {
      'motifs.cell': dag({ operation: ['conv3', 'inner'] }),
      'motifs.inner': pipelines({ blocks: [{ operation: 'conv3', padding: 'valid' }] }),
    },
    [
      'motifs.cell',
      'has motif "inner" on an edge, which can change 14×14 to 12×12 beside edges that end at 14×14',
    ],
  ],
  [
    'two cells before a dag that do not fit',
    {
      ...NETWORK,
      'motifs.double': dag({ inputs: 2 }),
      [`${BLOCK}.padding`]: 'valid',
      ...FLAT,
      'layers[1].cell': 'double',
    },
    [
      'motifs.double',
      'reads the two cells before it, and they can have 14×14 and 12×12, which no stride makes equal',
    ],
  ],
  [
    'too many sizes to follow',
    {
      ...NETWORK,
      input: [512, 512, 1],
      [`${BLOCK}.operation`]: ['conv3', 'conv5', 'conv7'],
      [`${BLOCK}.padding`]: 'valid',
      [`${BLOCK}.repeat`]: { min: 1, max: 32 },
    },
    ['layers[0].cell', 'can leave an image in more than 64 sizes here'],
  ],
];

/** What is told, and accepted all the same. */
export const WARNINGS: typeof CASES = [
  [
    'a choice of merges where there is one pipeline',
    { motifs: { cell: { ...pipelines({ blocks: [{ operation: 'conv3' }] }), merge: ['add', 'concat'] } } },
    [
      'motifs.cell.merge',
      'is a choice, but there is never more than one pipeline',
      ['motifs.cell.merge', 'add'],
    ],
  ],
  [
    "filters to choose beside operations that take the layer's",
    {
      motifs: { cell: pipelines({ blocks: [{ operation: ['conv3', 'mbconv3e3'], filters: [8, 16] }] }) },
    },
    [`${BLOCK}.filters`, 'are chosen by plain convolutions alone', [`${BLOCK}.filters`, 8]],
  ],
];
