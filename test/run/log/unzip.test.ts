import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { crc32 } from '../../../src/run/log/crc32.ts';
import { unzip } from '../../../src/run/log/unzip.ts';

const LIMITS = { entries: 100, ratio: 200, free: 10 * 2 ** 20 };

/** Everything in a zip, with whether each entry and the zip itself are whole. */
async function all(zip: Uint8Array) {
  const entries = new Map<string, { bytes: Uint8Array; whole: boolean }>();
  const whole = await unzip(
    zip,
    (name) => {
      const pieces: Uint8Array[] = [];
      return {
        push: (bytes) => pieces.push(bytes),
        end: (whole) => entries.set(name, { bytes: new Uint8Array(Buffer.concat(pieces)), whole }),
      };
    },
    LIMITS,
  );
  return { whole, entries };
}

/** Bytes that deflate well, badly or not at all. */
const arbitraryBytes = fc
  .record({ size: fc.nat(100_000), variety: fc.constantFrom(1, 2, 17, 256), seed: fc.nat() })
  .map(({ size, variety, seed }) => {
    let state = seed | 1;
    return Uint8Array.from({ length: size }, () => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      return (state >>> 24) % variety;
    });
  });
const level = fc.constantFrom(0 as const, 1 as const, 6 as const, 9 as const);

describe('unzip', () => {
  it('gives every entry as it was, however it is deflated', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(arbitraryBytes, level), { maxLength: 4 }), async (files) => {
        const zip = zipSync(
          Object.fromEntries(
            files.map(([bytes, level], i) => [`f${i}`, [bytes, { level }] as const]),
          ) as never,
        );
        const { whole, entries } = await all(zip);
        expect(whole).toBe(true);
        expect(entries.size).toBe(files.length);
        for (const [i, [bytes]] of files.entries()) {
          const entry = entries.get(`f${i}`)!;
          expect(entry.whole).toBe(true);
          expect(Buffer.compare(entry.bytes, bytes)).toBe(0);
        }
      }),
      { numRuns: 30, seed: 9 },
    );
  });

  it('gives the beginning of what was cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryBytes,
        level,
        fc.integer({ min: 0, max: 1e6 }),
        async (bytes, level, share) => {
          const zip = zipSync({ f: [bytes, { level }] });
          const end = Math.floor((share / 1e6) * (zip.length - 1));
          const { whole, entries } = await all(zip.subarray(0, end));
          expect(whole).toBe(false);
          const entry = entries.get('f');
          if (!entry) return;
          expect(Buffer.compare(entry.bytes, bytes.subarray(0, entry.bytes.length))).toBe(0);
          if (entry.whole) expect(entry.bytes.length).toBe(bytes.length);
        },
      ),
      { numRuns: 60, seed: 10 },
    );
  });

  it('ends with what a sink throws, whenever', async () => {
    const zip = zipSync({ a: new Uint8Array(5e5), b: new Uint8Array(10) });
    const failing = (where: 'take' | 'push' | 'end') =>
      unzip(
        zip,
        () => {
          if (where === 'take') throw new Error('take');
          return {
            push: () => {
              if (where === 'push') throw new Error('push');
            },
            end: () => {
              if (where === 'end') throw new Error('end');
            },
          };
        },
        LIMITS,
      );
    for (const where of ['take', 'push', 'end'] as const) await expect(failing(where)).rejects.toThrow(where);
  });
});

describe('crc32', () => {
  it('is the checksum of zips, in one piece or several', () => {
    // The check value of the standard.
    expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
    expect(crc32(new Uint8Array(0))).toBe(0);
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (a, b) => {
        expect(crc32(b, crc32(a))).toBe(crc32(Uint8Array.of(...a, ...b)));
      }),
      { seed: 11 },
    );
  });
});
