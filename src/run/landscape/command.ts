/** What `npm run landscape` needs, as one bundle. */
export { analyse, PUBLISHED_WALKS } from '../../landscape/analysis.ts';
export { describeFault } from '../../landscape/import/fault.ts';
export { importTable } from '../../landscape/import/import-table.ts';
export { landscapeOfImported } from '../../landscape/import/landscape-of-imported.ts';
export { runExperiments } from '../../landscape/operators/experiments.ts';
export { summaryOf } from '../../landscape/summary.ts';
export { operatorsOf } from './family.ts';
export { readTableFile } from './tables/limits.ts';
