import { keepMarks, useMarks } from '../run/marks-store.ts';
import { coordinator, useApp } from '../store.ts';

/** Stars and notes on candidates are stored with their run. */
keepMarks({
  load: async (run) =>
    new Map(
      Object.entries(await coordinator.marks(run)).map(([candidate, mark]) => [Number(candidate), mark]),
    ),
  save: (run, marks) => coordinator.setMarks(run, Object.fromEntries(marks)),
});

useApp.subscribe(({ runId }, before) => {
  if (runId !== null && runId !== before.runId) void useMarks.getState().load(runId);
});
