import type { CandidateTable } from '../../../run/candidate-table.ts';
import type { RunView } from '../../../run/fold.ts';
import { OPERATORS } from '../../../search/method.ts';
import type { Rgb } from '../../charts/dots.ts';
import { viridisStops } from '../../shared/viridis.ts';
import type { Colouring } from '../view-store.ts';

/** Colours of dots, and which candidate has which. */
export interface Palette {
  readonly colours: readonly Rgb[];
  /** The place of a candidate's colour. */
  colourOf(table: CandidateTable, candidate: number): number;
  /** The last value of the scale: a generation, or a number of evaluations; of operators nothing. */
  readonly last: number;
  /** Equal for palettes that colour every candidate alike. */
  readonly key: string;
}

/** Steps of a scale of colours. */
const STEPS = 32;
/** From so many candidates on, recolouring all of them costs more than a scale that does not end with the latest. */
const EXACT_UP_TO = 3000;
/** Ends of scales, times powers of ten. */
const ENDS = [1, 1.5, 2, 3, 4, 5, 7, 10];

/** `#rrggbb`, or `#rgb` as builds shorten it, as numbers. Throws an `Error` where it is neither. */
export function rgbOf(hex: string): Rgb {
  const digits = /^#((?:[\da-f]{3}){1,2})$/i.exec(hex.trim())?.[1];
  if (digits === undefined) throw new Error(`"${hex}" is no colour in hexadecimal digits.`);
  const [red, green, blue] = [0, 1, 2].map((k) => {
    const part = digits.length === 3 ? digits[k]!.repeat(2) : digits.slice(2 * k, 2 * k + 2);
    return Number.parseInt(part, 16);
  }) as [number, number, number];
  return [red, green, blue];
}

export const cssOf = ([red, green, blue]: Rgb): string => `rgb(${red} ${green} ${blue})`;

/** The end of a scale for values up to this one: itself where that is asked for, else a rounder one that stays longer. */
export function scaleEnd(last: number, exact: boolean): number {
  if (exact || last <= 1) return Math.max(1, last);
  const power = 10 ** Math.floor(Math.log10(last));
  return Math.ceil(ENDS.find((end) => end * power >= last)! * power);
}

/** A share 0 … 1 of viridis, without the end that would not be seen on the theme's ground. */
export function viridisAt(share: number, dark: boolean): Rgb {
  const stops = viridisStops.map(rgbOf);
  const place = (dark ? 0.14 + 0.86 * share : 0.9 * share) * (stops.length - 1);
  const before = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [stops[before]!, stops[before + 1]!];
  return from.map((value, k) => Math.round(value + (to[k]! - value) * (place - before))) as unknown as Rgb;
}

/** Custom properties of the operators' colours, in the order of `OPERATORS`. */
const OPERATOR_COLOURS = [
  '--identity',
  '--series-2',
  '--series-3',
  '--series-1',
  '--series-4',
  '--series-5',
  '--separable',
] as const;

/** The palette of a colouring for a run as it is; `token`: a custom property's value on this theme. */
export function paletteOf(
  colouring: Colouring,
  { generation, evaluated, failed, phase }: Pick<RunView, 'generation' | 'evaluated' | 'failed' | 'phase'>,
  dark: boolean,
  token: (name: string) => string,
): Palette {
  const theme = dark ? 'dark' : 'light';
  if (colouring === 'operator') {
    return {
      colours: OPERATORS.map((_, i) => rgbOf(token(OPERATOR_COLOURS[i]!))),
      colourOf: (table, n) => table.operator[n]!,
      last: 0,
      key: `operator ${theme}`,
    };
  }
  const over = evaluated + failed;
  const exact = over <= EXACT_UP_TO || phase !== 'running';
  const end = scaleEnd(colouring === 'generation' ? generation : over, exact);
  const steps = (STEPS - 1) / Math.max(1, end - 1);
  const column = colouring === 'generation' ? 'generation' : 'order';
  return {
    colours: Array.from({ length: STEPS }, (_, i) => viridisAt(i / (STEPS - 1), dark)),
    colourOf: (table, n) => Math.min(STEPS - 1, Math.max(0, Math.round((table[column][n]! - 1) * steps))),
    last: end,
    key: `${colouring} ${end} ${theme}`,
  };
}

/** Which operators the candidates of a run come from, of the first so many of a list. */
export function operatorsIn(table: CandidateTable, candidates: Int32Array, count: number): boolean[] {
  const seen = OPERATORS.map(() => false);
  for (let i = 0; i < count; i++) seen[table.operator[candidates[i]!]!] = true;
  return seen;
}
