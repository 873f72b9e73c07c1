import { SAFE_MODE } from '../boot.ts';

/** The table and column that were looked at last. */
const REMEMBERED = 'cellscape:landscape';

export interface Remembered {
  readonly id: string;
  readonly column: string;
  readonly minimise: boolean;
}

/** What is stored is whatever somebody stored there; a page that failed twice begins without it. */
export function remembered(): Partial<Remembered> {
  if (SAFE_MODE) return {};
  try {
    const read: unknown = JSON.parse(localStorage.getItem(REMEMBERED) ?? '{}');
    if (typeof read !== 'object' || read === null) return {};
    const { id, column, minimise } = read as Readonly<Record<string, unknown>>;
    return {
      ...(typeof id === 'string' && { id }),
      ...(typeof column === 'string' && { column }),
      ...(typeof minimise === 'boolean' && { minimise }),
    };
  } catch {
    return {};
  }
}

export function remember(what: Remembered): void {
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(what));
  } catch {
    // Without storage the lab begins with its own table again.
  }
}
