import { it } from 'vitest';
import { foldRun } from '/work/main/src/run/fold.ts';
import { syntheticLog } from '/work/main/src/run/synthetic.ts';
import { familyTree, rootsOf, createFrontAt } from '/work/main/src/ui/run/analysis/family.ts';
import { errorCourse } from '/work/main/src/ui/run/analysis/error-course.ts';
import { dueAfter } from '/work/main/src/ui/run/analysis/feed.ts';
import { overAtEnd, stretchAt } from '/work/main/src/ui/run/analysis/stretches.ts';
it('bench', () => {
  for (const n of [10000, 100000]) {
    const run = foldRun(null, syntheticLog({ candidates: n, seed: 1, genotypes: false }))!;
    const t = run.candidates;
    const time = (name: string, f: () => unknown) => { const out = []; for (let i = 0; i < 6; i++) { const a = performance.now(); f(); out.push((performance.now() - a).toFixed(1)); } console.log(n, name, out.join(' ')); };
    const best = rootsOf(run, 'best', null, run.front);
    for (const s of [4, 8, 16, null]) time('tree best ' + s, () => familyTree(t, best, 'ancestors', s));
    time('tree front 8', () => familyTree(t, run.front, 'ancestors', 8));
    time('tree front all', () => familyTree(t, run.front, 'ancestors', null));
    time('tree kin 8', () => familyTree(t, [300], 'both', 8));
    time('tree kin all', () => familyTree(t, [300], 'both', null));
    time('errors', () => errorCourse(t));
    time('due', () => dueAfter(t, n - 10, 200));
    const c = errorCourse(t);
    time('end', () => overAtEnd(t, c.by, c.bins[20]!));
    time('stretchAt', () => stretchAt(t, c.by, c.bins, n / 2));
    const f = createFrontAt(); time('front at', () => f(run, n / 2));
  }
});
