import { useEffect, useId, useRef } from 'react';
import { NO_MARK, NOTE_LENGTH, useMarks } from '../marks-store.ts';

/** The note on a candidate: kept with every letter. It takes the focus when it appears. */
export function NoteField({ candidate }: { readonly candidate: number }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current!.focus(), []);
  const mark = useMarks((state) => state.marks.get(candidate)) ?? NO_MARK;
  const setMark = useMarks((state) => state.setMark);
  return (
    <div className="row note-field">
      <label htmlFor={id}>Note on {candidate}</label>
      <input
        ref={input}
        id={id}
        value={mark.note}
        maxLength={NOTE_LENGTH}
        autoComplete="off"
        placeholder="What you think of it"
        onChange={({ target }) => setMark(candidate, { ...mark, note: target.value })}
      />
    </div>
  );
}
