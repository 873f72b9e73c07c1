// What npm run landscape prints for people.

/** @typedef {ReturnType<typeof import('../src/landscape/summary.ts').summaryOf>} Summary */
/** @typedef {import('../src/landscape/operators/operator.ts').ExperimentReport} ExperimentReport */
/** @typedef {import('../src/landscape/operators/operator.ts').RankCorrelation} RankCorrelation */

/** @param {number | null | undefined} value @param {number} [digits] */
const figure = (value, digits = 4) =>
  value === null || value === undefined || Number.isNaN(value)
    ? '–'
    : String(Number(value.toPrecision(digits)));

/** @param {readonly [number | null, number | null] | null} pair */
const pair = (pair) => (pair ? `${figure(pair[0])} (p ${figure(pair[1], 2)})` : '–');

/** @param {number} share */
const percent = (share) => `${figure(share * 100, 4)} %`;

/** Columns as wide as their widest cell. @param {readonly (readonly string[])[]} rows */
function columns(rows) {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** @param {string} name @param {Summary} summary @returns {string} */
export function summaryText(name, summary) {
  const lags = summary.exactAutocorrelations.slice(1, 6).map((value) => figure(value, 3));
  return `${name}: ${summary.numArchitectures.toLocaleString('en')} architectures

${columns([
  [
    'fitness',
    `${figure(summary.minFitness)} … ${figure(summary.maxFitness)}, mean ${figure(summary.avgFitness)}, median ${figure(summary.medianFitness)}`,
  ],
  ['skewness', figure(summary.skewness)],
  ['fitness and distance, Pearson', pair(summary.FDC)],
  ['  Spearman', pair(summary.spearmanr)],
  ['  Kendall', pair(summary.kendalltau)],
  ['local maxima', `${summary.numLocalMaxima} (${percent(summary.modality)})`],
  ['  fitness and distance, Pearson', pair(summary.localMaximaPearsonr)],
  [
    'weak basins, mean size',
    `${figure(summary.avgWeakBasinSize, 7)}; together ${percent(summary.weakBasinExtent)}`,
  ],
  ['  fitness and size, Pearson', pair(summary.fitnessWeakBasinSizePearsonr)],
  ['strong basins', `${summary.numStrongBasins}, mean size ${figure(summary.avgStrongBasinSize)}`],
  [
    'neutral networks',
    `${summary.numNeutralNets}, mean size ${figure(summary.avgNeutralNetSize)}, largest ${summary.maxNeutralNetSize}`,
  ],
  ['  percolation index of the largest', figure(summary.largestNeutralNetPercolationIndex)],
  [
    'autocorrelation, exact',
    `${lags.join(' ')} …; correlation length ${figure(summary.exactCorrelationLength)}`,
  ],
  ...(summary.sampledAutocorrelations
    ? [['  sampled', `correlation length ${figure(summary.correlationLength)}`]]
    : []),
  [
    'local-optima network',
    `${summary.optimaNetworkEdges} edges; ${percent(summary.optimaNetworkUphill)} of steps out of a basin lead uphill`,
  ],
])}`;
}

/** @param {RankCorrelation | undefined} correlation */
const tau = (correlation) =>
  correlation && !Number.isNaN(correlation.tau)
    ? `${correlation.tau.toFixed(3)} [${correlation.interval.map((end) => end.toFixed(3)).join(', ')}]`
    : '–';

const GROUPS = { best: 'best tenth', worst: 'worst tenth', all: 'all', skewed: 'skewed' };

/** @param {ExperimentReport} report @returns {string} */
export function experimentText({ operators, options, groups, hypotheses }) {
  const rows = groups.map(
    ({ group, reachAndChange, reachAndImproves, reachAndPathChange, reachAndSteps }) => [
      GROUPS[group],
      tau(reachAndChange),
      tau(reachAndImproves),
      tau(reachAndPathChange),
      tau(reachAndSteps),
    ],
  );
  const verdicts = hypotheses.map(
    ({ id, claim, verdict, evidence, caveats }) =>
      `${id}: ${claim}\n  ${verdict.toUpperCase()}\n${[...evidence, ...caveats.map((caveat) => `(${caveat})`)]
        .map((line) => `  ${line}`)
        .join('\n')}`,
  );
  return `${operators.length.toLocaleString('en')} operators. Kendall's tau of reach with … [95 %]:

${columns([['from', 'one step', 'chance to improve', `${options.steps} steps`, 'steps to the threshold'], ...rows])}

${verdicts.join('\n\n')}`;
}
