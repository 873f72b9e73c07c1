import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BUILD, BUILDS, readKernels } from '../wasm.ts';

/** The sections of a module: number and bytes, in order. */
function sectionsOf(module: Uint8Array): { id: number; bytes: Uint8Array }[] {
  const sections: { id: number; bytes: Uint8Array }[] = [];
  for (let at = 8; at < module.length; ) {
    const id = module[at]!;
    const [size, begin] = unsigned(module, at + 1);
    sections.push({ id, bytes: module.subarray(begin, begin + size) });
    at = begin + size;
  }
  return sections;
}

/** A number in LEB128, and what comes behind it. */
function unsigned(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = bytes[at++]!;
    value += (byte & 127) * factor;
    if (byte < 128) return [value, at];
  }
}

const [START, GLOBALS, DATA, DATA_COUNT] = [8, 6, 11, 12];
const [I32, I64, F32, F64, V128] = [0x7f, 0x7e, 0x7d, 0x7c, 0x7b];
const END = 0x0b;

/** The first values of mutable globals, as the bytes of the constants. Their expressions must be constants. */
function mutableGlobals(section: Uint8Array): number[][] {
  const found: number[][] = [];
  let [count, at] = unsigned(section, 0);
  for (; count > 0; count--) {
    const type = section[at]!;
    const mutable = section[at + 1] === 1;
    // The opcode that makes the constant: one byte, two for vectors.
    const value = at + (type === V128 ? 4 : 3);
    if (type === I32 || type === I64) [, at] = unsigned(section, value);
    else if (type === F32 || type === F64 || type === V128)
      at = value + { [F32]: 4, [F64]: 8, [V128]: 16 }[type]!;
    else throw new Error(`A global has the type ${type}.`);
    if (section[at] !== END) throw new Error('A global starts with more than a constant.');
    if (mutable) found.push([...section.subarray(value, at)]);
    at++;
  }
  return found;
}

describe.each(BUILDS)('%s', (name) => {
  it("takes tfjs's memory and nothing else", async () => {
    // The relaxed build is not for every engine; what it imports is the same.
    const module = await readKernels(name);
    expect(importsOf(module)).toEqual(['env.memory']);
  });

  it('writes nothing into it at the start: no data, no start function', async () => {
    const ids = sectionsOf(await readKernels(name)).map(({ id }) => id);
    expect(ids).toContain(10);
    for (const id of [START, DATA, DATA_COUNT]) expect(ids).not.toContain(id);
  });

  // A compiler's stack would lie in the middle of tfjs's heap.
  it('has no stack in memory: every variable starts at 0', async () => {
    const globals = sectionsOf(await readKernels(name)).find(({ id }) => id === GLOBALS);
    const values = mutableGlobals(globals!.bytes);
    expect(values.length).toBeGreaterThan(0);
    expect(values.flat().every((byte) => byte === 0)).toBe(true);
  });

  it('is under 40 kB, compressed', async () => {
    expect(gzipSync(await readKernels(name)).length).toBeLessThan(40_000);
  });
});

it('the build under test runs in this engine', async () => {
  expect(WebAssembly.validate(await readKernels(BUILD))).toBe(true);
});

/** What a module imports, `module.name`. */
function importsOf(module: Uint8Array): string[] {
  const { bytes } = sectionsOf(module).find(({ id }) => id === 2)!;
  const names: string[] = [];
  let [count, at] = unsigned(bytes, 0);
  const text = () => {
    const [length, begin] = unsigned(bytes, at);
    at = begin + length;
    return new TextDecoder().decode(bytes.subarray(begin, at));
  };
  for (; count > 0; count--) {
    names.push(`${text()}.${text()}`);
    const kind = bytes[at]!;
    if (kind !== 2) throw new Error(`${names.at(-1)} is not a memory.`);
    // Limits: a least size, and a largest where the flag's first bit says so.
    const limits = bytes[at + 1]!;
    [, at] = unsigned(bytes, at + 2);
    if (limits & 1) [, at] = unsigned(bytes, at);
  }
  return names;
}
