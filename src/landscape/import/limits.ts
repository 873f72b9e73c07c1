/** What a table from elsewhere may hold: with more it is refused, in words. */
export const TABLE_LIMITS = {
  rows: 200_000,
  columns: 256,
  /** Characters of a column's name. */
  name: 200,
  /** Choices that an architecture is made of. */
  positions: 64,
  /** Levels of JSON within JSON. */
  depth: 200,
  /** Pairs of an architecture and a neighbour: 128 MB. */
  links: 2 ** 25,
} as const;
