/** What `npm run cell-table` needs, as one bundle. */
export { readMnist } from '../../datasets/mnist.ts';
export { openNodeWasm } from '../../evaluation/node-wasm.ts';
export { cellClasses } from '../../landscape/cells.ts';
export { createRng, shuffle } from '../../space/random.ts';
export * from './results.ts';
export { createCellTrainer } from './trainer.ts';
