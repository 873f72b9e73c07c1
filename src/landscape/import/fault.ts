/** What kind of thing is wrong. */
export type FaultKind =
  /** The file as a whole cannot be read. */
  | 'file'
  /** A quote is never closed, or stands where none may. */
  | 'quote'
  /** Too few or too many values. */
  | 'length'
  /** No architecture: an unknown operation, a word of another length, no member of the space. */
  | 'architecture'
  | 'duplicate'
  /** No number, in a column of numbers. */
  | 'number'
  | 'infinite'
  /** An empty value in a column of numbers. */
  | 'gap'
  /** An option that next to no other row has. */
  | 'rare';

/** Something that is wrong with a table: where, what, and what to do about it. */
export interface Fault {
  readonly kind: FaultKind;
  /** The line of the text, from 1; for JSON left out. */
  readonly line?: number | undefined;
  /** The row, from 1, of a table in JSON. */
  readonly row?: number | undefined;
  /** The column's name, or its number where it has none. */
  readonly column?: string | undefined;
  /** Without a full stop. */
  readonly what: string;
  /** A sentence. */
  readonly mend: string;
}

/**
 * Faults of a file. Warnings (gaps, rare options) leave a row sound: gaps matter where their column is the fitness.
 */
export interface FaultList {
  /** The first two hundred, by their place; warnings come last. */
  readonly listed: readonly Fault[];
  /** All there are, and of each kind. */
  readonly total: number;
  readonly byKind: Readonly<Partial<Record<FaultKind, number>>>;
}

/** So many faults are listed; the others are counted. */
const MOST_LISTED = 200;
/** A text of a fault is cut here. */
const LONGEST = 800;

export const isWarning = ({ kind }: Pick<Fault, 'kind'>): boolean => kind === 'gap' || kind === 'rare';

/** A fault as one line: place, what, what to do. */
export function describeFault({ line, row, column, what, mend }: Fault): string {
  const places = [
    line === undefined ? '' : `Line ${line}`,
    row === undefined ? '' : `Row ${row}`,
    column === undefined ? '' : `column ${column}`,
  ].filter((place) => place !== '');
  const place = places.join(', ');
  return `${place === '' ? '' : `${place.charAt(0).toUpperCase()}${place.slice(1)}: `}${what}. ${mend}`;
}

/** Collects faults: counts all, keeps the first of each kind. Those of a kind come in the order of their places. */
export class FaultLog {
  readonly #kept = new Map<FaultKind, Fault[]>();
  readonly #counts: Partial<Record<FaultKind, number>> = {};
  #total = 0;

  /** `make` is asked only while there is room on the list. */
  add(kind: FaultKind, make: () => Omit<Fault, 'kind'>): void {
    this.#total++;
    this.#counts[kind] = (this.#counts[kind] ?? 0) + 1;
    const list = this.#kept.get(kind) ?? [];
    this.#kept.set(kind, list);
    if (list.length >= MOST_LISTED) return;
    const { column, what, mend, ...place } = make();
    list.push({
      kind,
      ...place,
      ...(column !== undefined && { column: cut(column, 80) }),
      what: cut(what, LONGEST),
      mend: cut(mend, LONGEST),
    });
  }

  list(): FaultList {
    const placeOf = ({ line, row }: Fault): number => line ?? row ?? 0;
    const all = [...this.#kept.values()].flat();
    all.sort((a, b) => Number(isWarning(a)) - Number(isWarning(b)) || placeOf(a) - placeOf(b));
    return {
      listed: all.slice(0, MOST_LISTED),
      total: this.#total,
      byKind: { ...this.#counts },
    };
  }
}

const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

/** A file that cannot be read at all. */
export class Refusal extends Error {
  readonly what: string;
  readonly mend: string;
  readonly place: Pick<Fault, 'line' | 'row' | 'column'>;

  constructor(what: string, mend: string, place: Pick<Fault, 'line' | 'row' | 'column'> = {}) {
    super(`${what}. ${mend}`);
    this.what = what;
    this.mend = mend;
    this.place = place;
  }
}
