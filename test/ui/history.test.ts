import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_HISTORY, type History, recordEdit, redo, undo } from '../../src/ui/history.ts';

describe('history', () => {
  it('goes back through every edit and forward again', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1, maxLength: 50 }), (edits) => {
        let history: History<number> = EMPTY_HISTORY;
        let now = -1;
        const seen = [now];
        for (const [i, edit] of edits.entries()) {
          history = recordEdit(history, now, 'change', i * 1000, false);
          now = edit;
          seen.push(now);
        }
        for (let i = seen.length - 2; i >= 0; i--) {
          const back = undo(history, now)!;
          [history, now] = [back.history, back.document];
          expect(now).toBe(seen[i]);
        }
        expect(undo(history, now)).toBeUndefined();
        for (let i = 1; i < seen.length; i++) {
          const forward = redo(history, now)!;
          [history, now] = [forward.history, forward.document];
          expect(now).toBe(seen[i]);
        }
        expect(redo(history, now)).toBeUndefined();
      }),
    );
  });

  it('takes quick edits of one kind, while typing, for one step, but not across an undo', () => {
    const typed = [6, 60, 600].reduce(
      (history, _, i) => recordEdit(history, i, 'cap', i * 100, true),
      EMPTY_HISTORY as History<number>,
    );
    expect(typed.past).toHaveLength(1);
    expect(recordEdit(typed, 3, 'operations', 300, true).past).toHaveLength(2);
    expect(recordEdit(typed, 3, 'cap', 2000, true).past).toHaveLength(2);
    // Two clicks of one kind are two steps, however quick.
    expect(recordEdit(typed, 3, 'cap', 300, false).past).toHaveLength(2);
    const back = undo(recordEdit(typed, 3, 'cap', 2000, true), 4)!;
    expect(recordEdit(back.history, back.document, 'cap', 2100, true).past).toHaveLength(2);
  });

  it('forgets what could be redone after a new edit, and the oldest of very many', () => {
    let history: History<number> = recordEdit(EMPTY_HISTORY as History<number>, 0, 'a', 0, false);
    history = undo(history, 1)!.history;
    expect(recordEdit(history, 0, 'b', 9, true).future).toEqual([]);
    for (let i = 0; i < 500; i++) history = recordEdit(history, i, `${i}`, i, false);
    expect(history.past).toHaveLength(200);
    expect(history.past[0]!.document).toBe(300);
  });
});
