import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = join(dirname(dirname(fileURLToPath(import.meta.url))), 'src');

/** Each room, and the rooms it may import from besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  space: [],
  architecture: ['space'],
  search: ['architecture', 'space'],
  evaluation: ['architecture', 'space'],
  datasets: ['architecture', 'space'],
  export: ['architecture', 'space'],
  landscape: ['architecture', 'space'],
  run: ['search', 'evaluation', 'datasets', 'export', 'landscape', 'architecture', 'space'],
  ui: ['run', 'search', 'evaluation', 'datasets', 'export', 'landscape', 'architecture', 'space'],
};

/** Rooms that run unchanged in Node, in a worker and in the page. */
const PURE = ['space', 'architecture', 'search', 'landscape'];
const TFJS_ROOMS = ['evaluation', 'export'];

/** What a module asks for, and whether it only wants types. */
interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

/** Every import, re-export, dynamic import and worker address of a source text. */
function importsOf(from: string, text: string): Import[] {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const patterns: [RegExp, (match: RegExpMatchArray) => Import][] = [
    [
      /\b(?:import|export)\s+(type\s+)?(?:[\w*{}\s,]+\s+from\s+)?['"]([^'"]+)['"]/g,
      ([whole, type, to]) => ({ from, to: to!, typeOnly: Boolean(type) || onlyTypes(whole) }),
    ],
    [/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g, ([, to]) => ({ from, to: to!, typeOnly: false })],
    [
      /new URL\(\s*['"](\.[^'"]+)['"]\s*,\s*import\.meta\.url/g,
      ([, to]) => ({ from, to: to!, typeOnly: false }),
    ],
  ];
  return patterns.flatMap(([pattern, read]) => [...code.matchAll(pattern)].map(read));
}

/** `import { type A, type B } from …` keeps nothing at run time but the import itself, which the bundler drops. */
const onlyTypes = (statement: string): boolean => {
  const names = /\{([^}]*)\}/.exec(statement)?.[1];
  return names?.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type ')) ?? false;
};

const roomOf = (path: string): string => path.split('/')[0]!;

/** What is wrong with an import, in words; nothing where it is allowed. */
function fault({ from, to, typeOnly }: Import): string | undefined {
  const room = roomOf(from);
  if (to.startsWith('.')) {
    const target = posix.join(posix.dirname(from), to.replace(/\?.*$/, ''));
    if (target === '../package.json') return undefined;
    if (target.startsWith('..')) return `${from} imports ${to}, which lies outside src`;
    const allowed = [room, ...(MAY_IMPORT[room] ?? [])];
    return allowed.includes(roomOf(target)) ? undefined : `${from} (${room}) may not import ${target}`;
  }
  if (to.startsWith('@tensorflow/') && !typeOnly && !TFJS_ROOMS.includes(room)) {
    return `${from} may not load tfjs`;
  }
  if (/^(react|recharts|zustand)/.test(to) && room !== 'ui')
    return `${from} may not import ${to}: it belongs to the page`;
  return undefined;
}

/** Names that tie a pure room to a browser, a clock or chance. */
const IMPURE =
  /\b(Math\.random|Date\.now|new Date|performance\.now|document\.|window\.|navigator\.|localStorage|setTimeout|postMessage|fetch\()/;

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path))
  .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(src, path), 'utf8') }));

describe('the house', () => {
  it('has no import against the arrows', () => {
    const imports = files.flatMap(({ path, text }) => importsOf(path, text));
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.map(fault).filter(Boolean)).toEqual([]);
  });

  it('would notice a forbidden one', () => {
    const code =
      "import { a } from '../run/pool.ts';\nconst b = () => import('@tensorflow/tfjs-core');\nimport type { C } from '../ui/store.ts';";
    expect(importsOf('search/x.ts', code).map(fault).filter(Boolean)).toHaveLength(3);
    expect(
      importsOf('run/x.ts', "new Worker(new URL('../ui/main.tsx', import.meta.url))")
        .map(fault)
        .filter(Boolean),
    ).toHaveLength(1);
  });

  it('keeps browser, clock and chance out of the pure rooms', () => {
    const found = files
      .filter(({ path }) => PURE.includes(roomOf(path)))
      .flatMap(({ path, text }) => {
        const code = text
          .replace(/\/\*[\s\S]*?\*\//g, '')
          .replace(/\/\/.*$/gm, '')
          .replace(/\bdocument\.(?=[a-z]+\b)/g, '');
        return IMPURE.test(code) ? [path] : [];
      });
    expect(found).toEqual([]);
  });

  it('loads no tfjs on the main thread', () => {
    // Everything that main.tsx reaches without starting a worker.
    const seen = new Set<string>();
    const visit = (path: string): void => {
      if (seen.has(path)) return;
      seen.add(path);
      const text = files.find((file) => file.path === path)?.text ?? '';
      for (const { to, typeOnly } of importsOf(path, text)) {
        expect(typeOnly || !to.startsWith('@tensorflow/'), `${path} imports ${to}`).toBe(true);
        if (typeOnly || !/^\..*\.tsx?$/.test(to) || to.endsWith('.worker.ts')) continue;
        visit(posix.join(posix.dirname(path), to));
      }
    };
    visit('ui/main.tsx');
    expect(seen.size).toBeGreaterThan(20);
  });

  it('has every room named here', () => {
    const rooms = new Set(files.map(({ path }) => roomOf(path)));
    expect([...rooms].filter((room) => !(room in MAY_IMPORT))).toEqual([]);
  });
});
