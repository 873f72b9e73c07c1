import { SCHEMA } from './document.ts';

/** Plain JSON of unknown form. */
type Json = Readonly<Record<string, unknown>>;

/** From each older schema to the next. They trust nothing: what they cannot read they hand on, and the check tells. */
const MIGRATIONS: Readonly<Record<number, (document: Json) => Json>> = { 1: fromSchema1 };

/** A document of any known schema in the form of the newest; the same object where it is that already. */
export function migrate(value: unknown): unknown {
  let document = value;
  while (isJson(document) && typeof document.schema === 'number' && document.schema < SCHEMA) {
    const step: ((document: Json) => Json) | undefined = Object.hasOwn(MIGRATIONS, document.schema)
      ? MIGRATIONS[document.schema]
      : undefined;
    if (!step) return document;
    document = step(document);
  }
  return document;
}

const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Schema 1 had blocks as motifs of their own, and cells of one kind of pipeline. */
function fromSchema1(document: Json): Json {
  const motifs = isJson(document.motifs) ? document.motifs : {};
  const entries = Object.entries(motifs).flatMap(([name, motif]): [string, unknown][] => {
    if (!isJson(motif)) return [[name, motif]];
    if (motif.kind === 'block') return [];
    const block =
      typeof motif.block === 'string' && Object.hasOwn(motifs, motif.block) ? motifs[motif.block] : undefined;
    if (motif.kind !== 'pipelines' || !isJson(block)) return [[name, motif]];
    const { kind: _, ...options } = block;
    const { pipelines, blocks, block: __, ...rest } = motif;
    return [
      [name, { ...rest, pipelines: [{ repeat: pipelines, blocks: [{ ...options, repeat: blocks }] }] }],
    ];
  });
  return { ...document, schema: 2, motifs: Object.fromEntries(entries) };
}
