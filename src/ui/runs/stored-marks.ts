import { keepMarks } from '../run/marks-store.ts';
import { coordinator } from '../store.ts';

/** Stars and notes on candidates are stored with their run. */
keepMarks({
  load: async (run) =>
    new Map(
      Object.entries(await coordinator.marks(run)).map(([candidate, mark]) => [Number(candidate), mark]),
    ),
  save: (run, marks) => coordinator.setMarks(run, Object.fromEntries(marks)),
});
