/** What a document's text may hold: more is refused before any work is done on it. */
export const LIMITS = { characters: 5_000_000, depth: 64, objects: 2_000, values: 100_000 } as const;
