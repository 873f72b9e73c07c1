import { isGap } from '../table.ts';

/** What a value of a table is, as a number. */
export type Reading = 'number' | 'gap' | 'text' | 'infinite';

const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const INFINITE = /^[+-]?(?:inf|infinity|∞)$/i;
/** No number is written longer. */
const LONGEST = 400;

/** A decimal number as it is written everywhere (`12.5`, `1e-3`), or why there is none. `NaN` and the like are gaps. */
export function readNumber(text: string): { readonly is: Reading; readonly value: number } {
  const trimmed = text.trim();
  if (isGap(trimmed)) return GAP;
  if (trimmed.length > LONGEST || !NUMBER.test(trimmed)) return INFINITE.test(trimmed) ? ENDLESS : TEXT;
  const value = Number(trimmed);
  return Number.isFinite(value) ? { is: 'number', value } : ENDLESS;
}

const GAP = { is: 'gap', value: Number.NaN } as const;
const TEXT = { is: 'text', value: Number.NaN } as const;
const ENDLESS = { is: 'infinite', value: Number.NaN } as const;
