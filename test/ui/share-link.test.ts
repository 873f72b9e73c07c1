import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KNOWN } from '../../src/space/known.ts';
import { PRESETS } from '../../src/space/presets.ts';
import { isLink, LINK_LIMITS, linkHash, readLink } from '../../src/ui/share-link.ts';

const problem = async (hash: string): Promise<string> => {
  const read = await readLink(hash);
  return read.ok ? 'accepted' : read.problems[0]!.message;
};

describe('links', () => {
  it.each([...PRESETS, ...KNOWN].map(({ id, document }) => [id, document] as const))(
    'carry %s there and back in less than 8 kB',
    async (_, document) => {
      const hash = await linkHash(document);
      expect(isLink(hash)).toBe(true);
      expect(hash.length).toBeLessThan(8192);
      expect(await readLink(hash)).toMatchObject({ ok: true, document });
    },
  );

  it('are refused when anything in them has changed', async () => {
    const hash = await linkHash(PRESETS[0]!.document);
    await fc.assert(
      fc.asyncProperty(fc.nat(hash.length - 10), fc.constantFrom(...'Aa0_-.'), async (place, character) => {
        const at = 9 + place;
        if (hash[at] === character) return;
        const read = await readLink(hash.slice(0, at) + character + hash.slice(at + 1));
        // The last digit of base 64 has bits that mean nothing.
        if (read.ok) expect(read.document).toEqual(PRESETS[0]!.document);
        else expect(read.problems[0]!.message.length).toBeGreaterThan(5);
      }),
      { numRuns: 300 },
    );
    for (const cut of [10, 14, 30, hash.length - 1])
      expect(await problem(hash.slice(0, cut))).not.toBe('accepted');
  });

  it('answer any text without an exception', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string(), async (text) => {
        expect(await problem(`#/space/${text}`)).not.toBe('accepted');
      }),
    );
  });

  it('are refused over their limits, packed and unpacked, and from another version', async () => {
    expect(await problem(`#/space/1.00000000.${'A'.repeat(LINK_LIMITS.packed + 1)}`)).toContain(
      'more than 32768',
    );
    // A small stream that inflates to megabytes is stopped on the way.
    const zeros = new Blob(['0'.repeat(8_000_000)])
      .stream()
      .pipeThrough(new CompressionStream('deflate-raw'));
    const bomb = Buffer.from(await new Response(zeros).arrayBuffer()).toString('base64url');
    expect(bomb.length).toBeLessThan(LINK_LIMITS.packed);
    expect(await problem(`#/space/1.00000000.${bomb}`)).toContain('unpacks to more than 262144');
    const hash = await linkHash(PRESETS[0]!.document);
    expect(await problem(hash.replace('/1.', '/2.'))).toContain('another version (2)');
    const { document } = PRESETS[0]!;
    const noise = Array.from({ length: 40_000 }, (_, i) => Math.imul(i, 0x9e3779b1).toString(36)).join('');
    await expect(linkHash({ ...document, name: noise })).rejects.toThrow('save it as a file instead');
  });
});
