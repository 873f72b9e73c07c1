/** What the stress page is asked to show. */
export interface StressOptions {
  /** Candidates before the run goes on. */
  readonly candidates: number;
  readonly seed: number;
  /** The one panel to show, so that it can be measured alone. */
  readonly only: 'pareto' | null;
}

/** More than a tab has memory for. */
const MOST = 500_000;

/** Reads `#/stress?candidates=10000&seed=1&only=pareto`; what is missing or none is the usual. */
export function stressOptions(hash: string): StressOptions {
  const query = new URLSearchParams(hash.split('?')[1] ?? '');
  const number = (name: string, usual: number) => {
    const value = Number(query.get(name) ?? usual);
    return Number.isInteger(value) && value >= 1 ? value : usual;
  };
  return {
    candidates: Math.min(MOST, number('candidates', 2000)),
    seed: number('seed', 1),
    only: query.get('only') === 'pareto' ? 'pareto' : null,
  };
}
