import { CLIP_KINDS, type Clip } from '../../space/edit.ts';
import { LIMITS } from '../../space/limits.ts';
import { checkPart } from '../../space/parse-document.ts';

const NOTHING = 'The clipboard holds no part of a space: copy a layer, a pipeline or a block first.';

/** A part as text that people can read. */
export const clipText = ({ kind, values }: Clip): string =>
  JSON.stringify({ cellscape: kind, values }, null, 2);

/** Reads parts from a text; a text that says why there are none. Names of cells are checked where they land. */
export function readClip(text: string): Clip | string {
  if (text.length > LIMITS.characters / 10)
    return 'What is on the clipboard is too large to be a part of a space.';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return NOTHING;
  }
  const { cellscape, values } = (value ?? {}) as { cellscape?: unknown; values?: unknown };
  const kind = CLIP_KINDS.find((known) => known === cellscape);
  if (kind === undefined || !Array.isArray(values) || values.length === 0 || values.length > 64)
    return NOTHING;
  const [problem] = values.flatMap((part) => checkPart(kind, part));
  if (problem) return `What is on the clipboard is no ${kind}: ${problem.path} ${problem.message}.`;
  return { kind, values } as Clip;
}
