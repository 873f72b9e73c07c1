import { describe, expect, it } from 'vitest';
import { count } from '../../src/space/count.ts';
import { factorsOf } from '../../src/space/factors.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { KNOWN } from '../../src/space/known.ts';
import { PRESETS } from '../../src/space/presets.ts';

describe('factorsOf', () => {
  it.each([...PRESETS, ...KNOWN].map(({ id, document }) => [id, document] as const))(
    'multiplies to the whole: %s',
    (_, document) => {
      const factors = factorsOf(document);
      const whole = count(compileSpace(document).tree);
      expect(factors.get('')).toBe(whole);
      // The network is its layers, its head, and the genes that its cells share.
      const shared = Object.entries(document.motifs).filter(([, motif]) => motif.shared);
      const product = [
        ...document.layers.map((__, i) => factors.get(`layers[${i}]`)!),
        factors.get('head')!,
        ...shared.map(([name]) => factors.get(`motifs.${name}`)!),
      ].reduce((a, b) => a * b, 1n);
      expect(product).toBe(whole);
      for (const [name, motif] of Object.entries(document.motifs)) {
        const own = factors.get(`motifs.${name}`)!;
        if (motif.kind === 'pipelines') {
          const merges = BigInt(Array.isArray(motif.merge) ? motif.merge.length : 1);
          const pipelines = motif.pipelines.map((___, p) => factors.get(`motifs.${name}.pipelines[${p}]`)!);
          expect(pipelines.reduce((a, b) => a * b, merges)).toBe(own);
        } else {
          const nodes = [...factors].filter(([path]) => path.startsWith(`motifs.${name}.nodes.`));
          expect(nodes.reduce((product_, [, factor]) => product_ * factor, 1n)).toBe(own);
        }
      }
    },
  );
});
