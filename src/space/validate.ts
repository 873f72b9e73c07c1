import { at } from './path.ts';
import { type Genotype, isObject, picked, type Tree } from './tree.ts';

/** What is wrong with a document or a genotype: where, and what would do. */
export interface Problem {
  /** The place, e.g. `layers.layer1.cells[0].merge`; empty for the whole. */
  readonly path: string;
  readonly message: string;
  /** A warning does not keep the space from being searched. */
  readonly severity?: 'warning';
  /** A change that mends it, where there is a mechanical one. */
  readonly fix?: Fix;
}

/** Puts `value` at `path`; `undefined` takes away what stands there. */
export interface Fix {
  readonly label: string;
  readonly path: string;
  readonly value?: unknown;
}

/** Everything in `value` that does not fit the tree; empty exactly when `value` is a genotype of it. */
export function validate(tree: Tree, value: unknown, path = ''): Problem[] {
  switch (tree.kind) {
    case 'constant':
      return value === tree.value
        ? []
        : [{ path, message: `must be ${JSON.stringify(tree.value)}, not ${show(value)}` }];
    case 'choice': {
      try {
        const { option, below } = picked(tree, value as Genotype);
        if (option.tree.kind === 'constant') return [];
        return [
          ...unknownFields(value, ['choose', 'with'], path),
          ...validate(option.tree, below, at(path, 'with')),
        ];
      } catch {
        const options = tree.options.map(({ key, tree: { kind } }) =>
          kind === 'constant' ? JSON.stringify(key) : `{"choose": ${JSON.stringify(key)}, "with": …}`,
        );
        return [{ path, message: `must be one of ${options.join(', ')}, not ${show(value)}` }];
      }
    }
    case 'record': {
      if (!isObject(value)) return [{ path, message: `must be an object, not ${show(value)}` }];
      const problems = unknownFields(value, Object.keys(tree.fields), path);
      for (const [name, field] of Object.entries(tree.fields)) {
        if (!Object.hasOwn(value, name)) problems.push({ path: at(path, name), message: 'is missing' });
        else for (const problem of validate(field, value[name], at(path, name))) problems.push(problem);
      }
      return problems;
    }
    case 'list': {
      if (!Array.isArray(value)) return [{ path, message: `must be a list, not ${show(value)}` }];
      const problems = value.flatMap((item, i) => validate(tree.item, item, at(path, i)));
      if (value.length < tree.min || value.length > tree.max) {
        problems.unshift({
          path,
          message: `must have ${tree.min} to ${tree.max} items, not ${value.length}`,
        });
      }
      return problems;
    }
  }
}

function unknownFields(value: unknown, known: readonly string[], path: string): Problem[] {
  return Object.keys(value as object)
    .filter((name) => !known.includes(name))
    .map((name) => ({ path: at(path, name), message: `is not a field here; known: ${known.join(', ')}` }));
}

function show(value: unknown): string {
  const text = value === undefined ? 'nothing' : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
