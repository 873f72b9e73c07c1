import { describe, expect, it } from 'vitest';
import { clip } from '../../src/space/edit.ts';
import { KNOWN } from '../../src/space/known.ts';
import { PRESETS } from '../../src/space/presets.ts';
import { clipText, readClip } from '../../src/ui/design/clipboard.ts';
import { outlineOf, visibleItems } from '../../src/ui/design/outline-items.ts';

describe('the clipboard', () => {
  it('gives back every layer, pipeline and block of every template', () => {
    let parts = 0;
    for (const { document } of [...PRESETS, ...KNOWN]) {
      for (const { item } of visibleItems(outlineOf(document), new Set())) {
        const taken = clip(document, [item.path]);
        if (!taken) continue;
        expect(readClip(clipText(taken.clip))).toEqual(taken.clip);
        parts++;
      }
    }
    expect(parts).toBeGreaterThan(100);
  });

  it('says why it takes nothing else', () => {
    for (const text of [
      '',
      'hello',
      '{}',
      'null',
      '{"cellscape":"block","values":[]}',
      '{"cellscape":"toString","values":[1]}',
    ])
      expect(readClip(text)).toContain('holds no part of a space');
    expect(readClip('{"cellscape":"block","values":[{"operation":"conv3","kernel":3}]}')).toContain(
      'is no block: block.kernel is not a field here',
    );
    expect(readClip(`"${'x'.repeat(600_000)}"`)).toContain('too large');
  });
});

describe('the outline', () => {
  it('has one row for every part, edges of dags among them', () => {
    for (const { document } of [...PRESETS, ...KNOWN]) {
      const paths = visibleItems(outlineOf(document), new Set()).map(({ item }) => item.path);
      expect(new Set(paths).size).toBe(paths.length);
      expect(paths).toContain('head');
      for (const i of document.layers.keys()) expect(paths).toContain(`layers[${i}]`);
      for (const [name, motif] of Object.entries(document.motifs)) {
        const below = paths.filter((path) => path.startsWith(`motifs.${name}.`)).length;
        if (motif.kind === 'dag') {
          const { inputs = 1, nodes } = motif;
          const edges = motif.inputsPerNode === 'all' ? ((nodes - inputs) * (nodes + inputs - 1)) / 2 : 0;
          expect(below).toBe(edges);
        } else expect(below).toBe(motif.pipelines.reduce((sum, { blocks }) => sum + 1 + blocks.length, 0));
      }
    }
  });
});
