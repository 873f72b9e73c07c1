import fc from 'fast-check';
import {
  type DagMotif,
  edgesOfDag,
  type Motif,
  type PipelineSpec,
  type Range,
  SCHEMA,
  type SpaceDocument,
  type Values,
} from '../../src/space/document.ts';
import {
  ACTIVATIONS,
  isOperation,
  OPERATION_NAMES,
  ORDERS,
  PADDINGS,
  RESOLUTIONS,
  takesOptions,
} from '../../src/space/operations.ts';

/** One value or a list of some, as documents write it. */
const valuesFrom = <T>(items: readonly T[], most = 3): fc.Arbitrary<Values<T>> =>
  fc.oneof(
    fc.constantFrom(...items),
    fc.subarray([...items], { minLength: 1, maxLength: Math.min(most, items.length) }),
  );

/** A length, or a range of lengths no longer than `max`. */
const rangeTo = (min: number, max: number): fc.Arbitrary<Range> =>
  fc.oneof(
    fc.integer({ min: Math.max(1, min), max }),
    fc
      .tuple(fc.integer({ min, max }), fc.integer({ min: 1, max }))
      .map(([low, high]) => ({ min: Math.min(low, high), max: high })),
  );

/** Present now and then: fields that are maybe written. */
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 3 });

/** Without the fields that are `undefined`. */
const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined)) as T;

const takers = (names: Values<string>): boolean =>
  [names].flat().some((name) => isOperation(name as string) && takesOptions(name as never));

/** Blocks may hold any operation and any of these motifs, with every option of the language. */
const anyBlock = (motifs: readonly string[]) =>
  valuesFrom([...OPERATION_NAMES.filter((name) => name !== 'none'), ...motifs, ...motifs, ...motifs]).chain(
    (operation) => {
      const many = takers(operation) ? 2 : 1;
      return fc
        .record({
          operation: fc.constant(operation),
          repeat: maybe(rangeTo(0, 2)),
          batchNorm: maybe(valuesFrom([true, false], many)),
          activation: maybe(valuesFrom(ACTIVATIONS, many)),
          order: maybe(fc.constantFrom(...ORDERS)),
          skip: maybe(valuesFrom([true, false], many)),
          filters: maybe(valuesFrom([2, 3, 5], many)),
          dropout: maybe(valuesFrom([0, 0.25], many)),
          squeezeExcite: maybe(valuesFrom([0, 1, 4], many)),
          resolution: maybe(fc.constantFrom(...RESOLUTIONS, 'same')),
          padding: maybe(fc.constantFrom(...PADDINGS)),
        })
        .map(present);
    },
  );

const anyPipeline = (motifs: readonly string[]): fc.Arbitrary<PipelineSpec> =>
  fc
    .record({
      repeat: maybe(rangeTo(0, 2)),
      blocks: fc.array(anyBlock(motifs), { minLength: 1, maxLength: 3 }),
    })
    .map(present) as fc.Arbitrary<PipelineSpec>;

const anyPipelines = (motifs: readonly string[]) =>
  fc
    .record({
      kind: fc.constant('pipelines' as const),
      shared: maybe(fc.boolean()),
      pipelines: fc.oneof(
        { weight: 2, arbitrary: fc.array(anyPipeline(motifs), { minLength: 1, maxLength: 3 }) },
        // All alike but for the operations: cells that may be of any size and still end at one.
        {
          weight: 1,
          arbitrary: anyPipeline(motifs).map((one) => [one, { ...one, repeat: { min: 0, max: 2 } }]),
        },
      ),
      merge: valuesFrom(['add', 'concat'] as const),
      activation: maybe(fc.constantFrom(...ACTIVATIONS)),
    })
    .map(present) as fc.Arbitrary<Motif>;

const anyDag = (motifs: readonly string[], inputs: 1 | 2) =>
  valuesFrom<string>([...OPERATION_NAMES, 'none', ...motifs, ...motifs], 4).chain((operation) => {
    const many = takers(operation) ? 2 : 1;
    return fc
      .record({
        kind: fc.constant('dag' as const),
        shared: maybe(fc.boolean()),
        inputs: fc.constant(inputs),
        nodes: fc.integer({ min: inputs + 1, max: inputs + 3 }),
        inputsPerNode: fc.constantFrom('all' as const, 'all' as const, 1, 2, 3),
        sameInputTwice: maybe(fc.boolean()),
        operation: fc.constant(operation),
        batchNorm: maybe(valuesFrom([true, false], many)),
        activation: maybe(valuesFrom(ACTIVATIONS, many)),
        order: maybe(fc.constantFrom(...ORDERS)),
        merge: [operation].flat().includes('none')
          ? fc.constant('add' as const)
          : valuesFrom(['add', 'concat'] as const),
        output: fc.constantFrom('last' as const, 'concat' as const, 'loose' as const),
      })
      .map(present);
  }) as fc.Arbitrary<DagMotif>;

/** A dag, some of whose edges have operations of their own. */
const anyDagWithEdges = (motifs: readonly string[], inputs: 1 | 2): fc.Arbitrary<Motif> =>
  anyDag(motifs, inputs).chain((dag) =>
    dag.inputsPerNode !== 'all'
      ? fc.constant(dag)
      : fc
          .subarray(edgesOfDag(dag).map(([from, to]) => `${from}-${to}`))
          .chain((names) =>
            fc.tuple(
              ...names.map((name) =>
                valuesFrom<string>(['conv1', 'identity', 'avgpool3']).map((v) => [name, v] as const),
              ),
            ),
          )
          .map((own) => (own.length === 0 ? dag : { ...dag, edges: Object.fromEntries(own) })),
  );

const anyMotif = (motifs: readonly string[], inputs: 1 | 2 = 1): fc.Arbitrary<Motif> =>
  fc.oneof(
    { weight: 3, arbitrary: anyPipelines(motifs) },
    { weight: 2, arbitrary: anyDagWithEdges(motifs, inputs) },
  );

/**
 * Documents of the right form with everything that the language has: three levels of motifs, dags of all kinds, padding,
 * resolutions, options. Many of them mean nothing that could be built: keep those that `parseDocument` accepts.
 */
export const anyDocument: fc.Arbitrary<SpaceDocument> = fc
  .record({
    input: fc.tuple(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 4 }),
    ),
    leaf: anyMotif([]),
    graph: anyDagWithEdges(['leaf'], 1),
    inner: anyMotif(['leaf', 'graph']),
    outer: anyMotif(['leaf', 'inner', 'graph']),
    double: anyDagWithEdges(['leaf', 'inner'], 2),
    stem: maybe(
      fc
        .record({
          operation: fc.constantFrom(...OPERATION_NAMES.filter(takesOptions)),
          filters: maybe(fc.integer({ min: 1, max: 5 })),
          stride: fc.constantFrom(1 as const, 2 as const),
          batchNorm: maybe(fc.boolean()),
          activation: maybe(fc.constantFrom(...ACTIVATIONS)),
        })
        .map(present),
    ),
    layers: fc.array(
      fc.record({
        cell: fc.constantFrom('leaf', 'inner', 'outer', 'double', 'graph'),
        repeat: rangeTo(1, 3),
        filters: valuesFrom([2, 3, 4]),
        resolution: valuesFrom(RESOLUTIONS),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    head: fc
      .record({
        norm: maybe(fc.boolean()),
        features: maybe(fc.integer({ min: 1, max: 8 })),
        pool: fc.constantFrom('average' as const, 'depthwise' as const, 'flatten' as const),
        poolNorm: maybe(fc.boolean()),
        dense: fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 2 }),
        activation: maybe(fc.constantFrom(...ACTIVATIONS)),
        dropout: valuesFrom([0, 0.5]),
      })
      .map(present),
  })
  .map(
    ({ input, stem, layers, head, ...motifs }) =>
      ({
        schema: SCHEMA,
        name: 'Random',
        input,
        classes: 3,
        motifs,
        ...(stem && { stem }),
        layers,
        head,
        constraints: { maxParameters: 1e6 },
      }) as SpaceDocument,
  );
