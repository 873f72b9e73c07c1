import type { SpaceDocument } from '../space/document.ts';
import { KNOWN } from '../space/known.ts';
import { parseDocument } from '../space/parse-document.ts';
import { PRESETS } from '../space/presets.ts';
import { isWhole } from './whole.ts';

/** A space that the user worked on before another took its place. */
export interface EarlierSpace {
  readonly document: SpaceDocument;
  /** When it was put aside, milliseconds. */
  readonly time: number;
}

const KEY = 'cellscape-earlier';
const MOST = 20;

const same = (a: SpaceDocument, b: SpaceDocument): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A template on other images is the template still. */
const isTemplate = (document: SpaceDocument): boolean =>
  [...PRESETS, ...KNOWN].some(({ document: template }) =>
    same({ ...document, input: template.input, classes: template.classes }, template),
  );

/** The list with a space put first, sound or not; the same list where it is a template. */
export function keepEarlier(
  earlier: readonly EarlierSpace[],
  document: SpaceDocument,
  time: number,
): readonly EarlierSpace[] {
  if (isTemplate(document)) return earlier;
  return [{ document, time }, ...earlier.filter((other) => !same(other.document, document))].slice(0, MOST);
}

/** What was put aside on this device; entries that do not fit (any more) are left out. */
export function loadEarlier(): readonly EarlierSpace[] {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '[]') as unknown;
    if (!Array.isArray(stored)) return [];
    return stored.flatMap((entry: Partial<EarlierSpace> | null): EarlierSpace[] => {
      if (typeof entry?.time !== 'number') return [];
      const parsed = parseDocument(entry.document);
      if (parsed.ok) return [{ document: parsed.document, time: entry.time }];
      // One with problems is the user's work all the same.
      return isWhole(entry.document) ? [{ document: entry.document, time: entry.time }] : [];
    });
  } catch {
    return [];
  }
}

/** Saves; false where the browser does not let us. */
export function saveEarlier(earlier: readonly EarlierSpace[]): boolean {
  try {
    localStorage.setItem(KEY, JSON.stringify(earlier));
    return true;
  } catch {
    return false;
  }
}
