import type { Scalar, Tree } from './tree.ts';

/** A JSON Schema (draft 2020-12), as far as trees of choices need it. */
export interface JsonSchema {
  readonly $schema?: string;
  readonly title?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly $ref?: string;
  readonly const?: Scalar;
  readonly enum?: readonly Scalar[];
  readonly anyOf?: readonly JsonSchema[];
  readonly type?: 'object' | 'array';
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
  readonly items?: JsonSchema;
  readonly minItems?: number;
  readonly maxItems?: number;
}

/** The JSON Schema that exactly the genotypes of the tree fulfil. Trees that stand at several places are defined once. */
export function jsonSchema(tree: Tree, title: string): JsonSchema {
  const places = new Map<Tree, number>();
  countPlaces(tree, places);
  const names = new Map<Tree, string>();
  for (const [part, uses] of places) {
    if (uses > 1 && part.kind !== 'constant') names.set(part, `part${names.size + 1}`);
  }
  const describe = (part: Tree): JsonSchema => {
    const name = names.get(part);
    return name === undefined ? schemaOf(part, describe) : { $ref: `#/$defs/${name}` };
  };
  const definitions = Object.fromEntries([...names].map(([part, name]) => [name, schemaOf(part, describe)]));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title,
    ...describe(tree),
    ...(names.size > 0 && { $defs: definitions }),
  };
}

/** How many places hold each tree object; what lies below is counted once. */
function countPlaces(tree: Tree, places: Map<Tree, number>): void {
  const seen = places.get(tree) ?? 0;
  places.set(tree, seen + 1);
  if (seen > 0) return;
  for (const child of childrenOf(tree)) countPlaces(child, places);
}

function childrenOf(tree: Tree): readonly Tree[] {
  switch (tree.kind) {
    case 'constant':
      return [];
    case 'choice':
      return [...new Set(tree.options.map((option) => option.tree))];
    case 'record':
      return Object.values(tree.fields);
    case 'list':
      return [tree.item];
  }
}

function schemaOf(tree: Tree, describe: (tree: Tree) => JsonSchema): JsonSchema {
  switch (tree.kind) {
    case 'constant':
      return { const: tree.value };
    case 'choice': {
      const plain = tree.options.filter((option) => option.tree.kind === 'constant').map(({ key }) => key);
      // Options that hold the same tree are one form with several keys.
      const composite = new Map<Tree, Scalar[]>();
      for (const { key, tree: below } of tree.options) {
        if (below.kind !== 'constant') composite.set(below, [...(composite.get(below) ?? []), key]);
      }
      const forms: JsonSchema[] = [
        ...(plain.length > 0 ? [{ enum: plain }] : []),
        ...[...composite].map(([below, keys]) => closed({ choose: { enum: keys }, with: describe(below) })),
      ];
      return forms.length === 1 ? forms[0]! : { anyOf: forms };
    }
    case 'record':
      return closed(
        Object.fromEntries(Object.entries(tree.fields).map(([name, field]) => [name, describe(field)])),
      );
    case 'list':
      return { type: 'array', items: describe(tree.item), minItems: tree.min, maxItems: tree.max };
  }
}

const closed = (properties: Readonly<Record<string, JsonSchema>>): JsonSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
