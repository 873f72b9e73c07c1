// What npm run race prints for people.

/**
 * @typedef {import('../src/run/standings.ts').Comparison} Comparison
 * @typedef {import('../src/run/standings.ts').Figures} Figures
 */

/** More strategies than this make too wide a table of pairs. */
const PAIRS_AT_MOST = 6;

/**
 * @param {object} race
 * @param {import('../src/run/race.ts').RaceSettings} race.settings
 * @param {string} race.reference the strategy that the others are compared with
 * @param {readonly import('../src/run/standings.ts').Standing[]} race.standings
 * @param {readonly Comparison[]} race.comparisons with the reference
 * @param {readonly Comparison[]} race.pairs
 * @returns {string}
 */
export function raceReport({ settings, reference, standings, comparisons, pairs }) {
  const { optimum, report, validation, fitness } = settings;
  const deciding = formatOf(standings.map(({ queries, mean }) => (queries ? queries.mean : mean)));
  const reported = formatOf(standings.map(({ mean }) => mean));
  /** @param {Figures | null} figures */
  const spread = (figures) => (figures ? `${reported(figures.mean)} ± ${reported(figures.sd)}` : '–');
  const rows = standings.map((standing) => {
    const { strategy, runs, evaluations, rank, queries } = standing;
    /** @type {Figures} */
    const { mean, sd, median, iqr } = queries ?? standing;
    const against = comparisons.find(({ first }) => first === strategy);
    return {
      strategy,
      runs: String(runs),
      ...(queries ? { found: String(queries.found) } : { evaluations: rounded(evaluations, 1) }),
      mean: deciding(mean),
      sd: deciding(sd),
      median: deciding(median),
      IQR: deciding(iqr),
      rank: rounded(rank, 2),
      ...(comparisons.length > 0 && {
        [`p against ${reference}`]: probability(against?.p),
        'p, Holm': probability(against?.holm),
        A12: rounded(against?.a12, 3),
        δ: rounded(against?.delta, 3),
      }),
      ...(optimum === null && validation !== null && { [validation]: spread(standing.validation) }),
      ...(optimum === null && fitness !== report && { [fitness]: spread(standing.fitness) }),
    };
  });
  const parts = [
    optimum === null
      ? `${report} of the row with the best ${fitness}:`
      : `Evaluations until the best ${optimum} is met, strategies seeing ${fitness}:`,
    aligned(rows),
  ];
  for (const { strategy, exhausted, runs } of standings)
    if (exhausted > 0)
      parts.push(`${strategy} had nothing new to suggest and ended early in ${exhausted} of ${runs} runs.`);
  if (comparisons.length > 0)
    parts.push(
      'p: Mann–Whitney, two-sided. A12: the probability that a run is better than one of ' +
        `${reference}; δ = 2 A12 − 1.`,
    );
  if (standings.length > 2 && standings.length <= PAIRS_AT_MOST && pairs.length > 0)
    parts.push(
      '\nEach against each: A12 of the row, and p after Holm over all pairs:',
      aligned(pairRows(pairs)),
    );
  return parts.join('\n');
}

/** @param {readonly Comparison[]} pairs @returns {Record<string, string>[]} */
function pairRows(pairs) {
  const names = [...new Set(pairs.flatMap(({ first, second }) => [first, second]))];
  /** @param {string} row @param {string} column */
  const cell = (row, column) => {
    const pair = pairs.find(({ first, second }) => first === row && second === column);
    if (pair) return `${rounded(pair.a12, 3)}  ${probability(pair.holm)}`;
    const turned = pairs.find(({ first, second }) => first === column && second === row);
    return turned ? `${rounded(1 - turned.a12, 3)}  ${probability(turned.holm)}` : '';
  };
  return names.map((row) => ({
    '': row,
    ...Object.fromEntries(names.map((name) => [name, cell(row, name)])),
  }));
}

/**
 * A text table of rows with the same fields: the first column to the left, the others to the right.
 * @param {readonly Record<string, string>[]} rows
 */
function aligned(rows) {
  const heads = Object.keys(rows[0] ?? {});
  const lines = [heads, ...rows.map((row) => heads.map((head) => row[head] ?? ''))];
  const widths = heads.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** @param {number | null | undefined} value @param {number} digits */
const rounded = (value, digits) => (value === null || value === undefined ? '–' : value.toFixed(digits));

/** @param {number | undefined} p */
const probability = (p) =>
  p === undefined ? '–' : p === 0 ? '<1e-300' : p < 0.001 ? p.toExponential(1) : p.toFixed(3);

/** A way of writing numbers with four digits that matter. @param {readonly (number | null)[]} values */
function formatOf(values) {
  const largest = Math.max(...values.map((value) => Math.abs(value ?? 0)));
  const digits = largest > 0 ? Math.min(8, Math.max(0, 3 - Math.floor(Math.log10(largest)))) : 0;
  return (/** @type {number | null} */ value) => rounded(value, digits);
}
