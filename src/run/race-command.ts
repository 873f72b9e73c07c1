/** What `npm run race` needs, as one bundle. */
export { didYouMean } from '../landscape/table.ts';
export { STRATEGIES, strategyOf } from '../search/catalogue.ts';
export { FIRST_OBJECTIVE } from '../search/scalarise.ts';
export * from './race.ts';
export * from './standings.ts';
