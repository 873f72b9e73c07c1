import { CANDIDATE_STATES, type CandidateTable, parentsOf } from '../../../run/candidate-table.ts';
import { OPERATORS, type Operator } from '../../../search/method.ts';
import { percent, whole } from '../../shared/format.ts';
import { viridis } from '../../shared/viridis.ts';
import { MEASURE, OPERATOR_WORDS, STATE_WORDS } from '../measures.ts';

/** Outlines around 0, 0 of about one area, by operator: `r` is the radius of the circle. */
const OUTLINES: Readonly<Record<Operator, (r: number) => string>> = {
  sample: (r) => `M${-r} 0a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`,
  mutation: (r) => polygon(4, r * 1.25, Math.PI / 4),
  crossover: (r) => polygon(4, r * 1.3, 0),
  'crossover + mutation': (r) => polygon(6, r * 1.12, 0),
  neighbour: (r) => polygon(3, r * 1.4, -Math.PI / 2),
  policy: (r) => polygon(3, r * 1.4, Math.PI / 2),
  acquisition: (r) => {
    const a = r * 0.45;
    const b = r * 1.2;
    return `M${-a} ${-b}H${a}V${-a}H${b}V${a}H${a}V${b}H${-a}V${a}H${-b}V${-a}H${-a}Z`;
  },
};

function polygon(corners: number, r: number, turn: number): string {
  const points = Array.from({ length: corners }, (_, i) => {
    const angle = turn + (2 * Math.PI * i) / corners;
    return `${(r * Math.cos(angle)).toFixed(2)} ${(r * Math.sin(angle)).toFixed(2)}`;
  });
  return `M${points.join('L')}Z`;
}

/** The shape that says how a candidate came to be. */
export const outlineOf = (operator: Operator, r: number): string => OUTLINES[operator](r);

export const operatorOf = (table: CandidateTable, n: number): Operator => OPERATORS[table.operator[n]!]!;

/** Errors from the best to the worst of a drawing. */
export interface ErrorScale {
  readonly best: number;
  readonly worst: number;
}

/** The errors of some candidates; `null` where none has one. */
export function errorScale(table: CandidateTable, candidates: Iterable<number>): ErrorScale | null {
  let best = Number.POSITIVE_INFINITY;
  let worst = 0;
  for (const n of candidates) {
    const error = table.error[n]!;
    if (Number.isNaN(error)) continue;
    best = Math.min(best, error);
    worst = Math.max(worst, error);
  }
  return best <= worst ? { best, worst } : null;
}

/** No error is less, for logarithms: half an image of 10,000. */
const FLOOR = 0.00005;

/** The colour of an error, on a scale of its logarithm: light is good. `null` where it is not known. */
export function errorColour(error: number, { best, worst }: ErrorScale): string | null {
  if (Number.isNaN(error)) return null;
  const log = (value: number) => Math.log(Math.max(FLOOR, value));
  const range = log(worst) - log(best);
  return viridis(range > 0 ? (log(worst) - log(error)) / range : 1);
}

/** A candidate in a few short lines. */
export function candidateLines(table: CandidateTable, n: number): string[] {
  const error = table.error[n]!;
  const state = CANDIDATE_STATES[table.state[n]!]!;
  return [
    `Candidate ${n}`,
    `${Number.isNaN(error) ? STATE_WORDS[state] : `${percent(error)} error`} · ${whole(table.parameters[n]!)} parameters`,
    originWords(table, n),
  ];
}

/** A candidate where there is little room: "151 · 43.7 %". */
export function labelOf(table: CandidateTable, n: number): string {
  const error = table.error[n]!;
  return Number.isNaN(error) ? String(n) : `${n} · ${MEASURE.error.brief(error)}`;
}

/** "mutated from 12, generation 3". */
export function originWords(table: CandidateTable, n: number): string {
  const parents = parentsOf(table, n);
  const from = parents.length > 0 ? ` from ${[...new Set(parents)].join(' × ')}` : '';
  return `${OPERATOR_WORDS[operatorOf(table, n)]}${from}, generation ${table.generation[n]}`;
}

/** What shapes, colours and lines of the drawing mean. */
export function TreeLegend({
  operators,
  scale,
}: {
  operators: readonly Operator[];
  scale: ErrorScale | null;
}) {
  return (
    <ul className="legend analysis-legend">
      {operators.map((operator) => (
        <li key={operator}>
          <svg width={14} height={14} viewBox="-7 -7 14 14" aria-hidden="true">
            <path d={outlineOf(operator, 4.5)} fill="none" stroke="var(--ink)" />
          </svg>
          {OPERATOR_WORDS[operator]}
        </li>
      ))}
      {scale && (
        <li>
          error {percent(scale.worst)}
          <span className="row" style={{ gap: 1 }}>
            {Array.from({ length: 9 }, (_, i) => (
              <span key={viridis(i / 8)} className="swatch" style={{ background: viridis(i / 8) }} />
            ))}
          </span>
          {percent(scale.best)}, the lightest is the best; hollow: not trained
        </li>
      )}
      <li>
        <svg width={22} height={8} aria-hidden="true">
          <path d="M0 4H22" stroke="var(--second)" />
        </svg>
        from one parent
      </li>
      <li>
        <svg width={22} height={8} aria-hidden="true">
          <path d="M0 4H22" stroke="var(--second)" strokeDasharray="4 3" />
        </svg>
        from two
      </li>
    </ul>
  );
}
