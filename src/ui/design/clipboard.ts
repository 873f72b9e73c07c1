import type { Clip } from '../../space/edit.ts';
import { parseDocument } from '../../space/parse-document.ts';
import { HIERARCHICAL_SMALL } from '../../space/presets.ts';

/** Characters that a pasted part may have. */
const MOST = 200_000;

/** Puts a part on the clipboard as text that people can read. */
export function writeClip(data: DataTransfer, what: Clip): void {
  data.setData('text/plain', JSON.stringify({ cellscape: what.kind, value: what.value }, null, 2));
}

/** Reads a part from the clipboard; a text that says why there is none. */
export function readClip(data: DataTransfer): Clip | string {
  const text = data.getData('text/plain');
  if (text.length > MOST) return 'What is on the clipboard is too large to be a part of a space.';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'The clipboard holds no part of a space: copy a layer, a pipeline or a block first.';
  }
  const { cellscape: kind, value: part } = (value ?? {}) as { cellscape?: unknown; value?: unknown };
  if (kind !== 'layer' && kind !== 'pipeline' && kind !== 'block')
    return 'The clipboard holds no part of a space: copy a layer, a pipeline or a block first.';
  // The part is checked in a document whose other parts are known to be right; names of cells are checked where it lands.
  const block = { operation: 'conv3' };
  const host = {
    ...HIERARCHICAL_SMALL,
    motifs: {
      cell: {
        kind: 'pipelines',
        pipelines: [kind === 'pipeline' ? part : { blocks: [kind === 'block' ? part : block] }],
        merge: 'add',
      },
    },
    layers: kind === 'layer' ? [part] : HIERARCHICAL_SMALL.layers,
  };
  const parsed = parseDocument(host);
  const form = parsed.ok
    ? []
    : parsed.problems.filter(({ message }) => !message.startsWith('names no motif'));
  if (form.length > 0) return `What is on the clipboard is no ${kind}: ${form[0]!.path} ${form[0]!.message}.`;
  return { kind, value: part } as Clip;
}
