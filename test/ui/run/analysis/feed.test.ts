import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newsOf } from '../../../../src/run/events.ts';
import { foldRun, type RunView } from '../../../../src/run/fold.ts';
import { analysed, dueAfter, stretchesOf } from '../../../../src/ui/run/analysis/feed.ts';
import { madeUp } from './runs.ts';

describe('feeding the analyst', () => {
  it('hands every evaluated candidate over once, in the order of evaluation, however a run is looked at', () => {
    const { log } = madeUp(120);
    const evaluated = log.flatMap((event) => (event.type === 'evaluated' ? event.candidate : []));
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 50 }),
        (batches, most) => {
          let view: RunView | null = null;
          let over = 0;
          const fed: number[] = [];
          const take = () => {
            for (;;) {
              const due = dueAfter(view!.candidates, over, most);
              fed.push(...due.candidates);
              expect(due.candidates.length).toBeLessThanOrEqual(most);
              if (due.over === over) return;
              over = due.over;
            }
          };
          let at = 0;
          for (const size of batches) {
            view = foldRun(view, log.slice(at, at + size).map(newsOf));
            at += size;
            take();
          }
          expect(fed).toEqual(evaluated.slice(0, fed.length));
          expect(fed.length).toBe(view!.evaluated);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('asks for stretches that hold all that is wanted, and little else', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 5000 }), { maxLength: 60 }), (wanted) => {
        const stretches = stretchesOf(wanted);
        const asked = stretches.flatMap(({ from, count }) =>
          Array.from({ length: count }, (_, i) => from + i),
        );
        expect(new Set(asked).size).toBe(asked.length);
        for (const n of wanted) expect(asked).toContain(n);
        expect(asked.length).toBeLessThanOrEqual(32 * wanted.length + 1);
        for (const [i, { from, count }] of stretches.entries()) {
          expect(wanted).toContain(from);
          expect(wanted).toContain(from + count - 1);
          const next = stretches[i + 1];
          if (next) expect(next.from - (from + count - 1)).toBeGreaterThan(32);
        }
      }),
    );
  });

  it('takes figures from the table, and leaves out who has no genotype', () => {
    const { log, table } = madeUp(40);
    const genotypes = new Map(
      log.flatMap((event) => (event.type === 'proposed' ? [[event.candidate, event.genotype] as const] : [])),
    );
    genotypes.delete(2);
    const rows = analysed(table, [1, 2, 3], genotypes);
    expect(rows.map(({ candidate }) => candidate)).toEqual([1, 3]);
    expect(rows[1]).toEqual({
      candidate: 3,
      genotype: genotypes.get(3),
      generation: table.generation[3],
      error: table.error[3],
      parameters: table.parameters[3],
    });
  });
});
