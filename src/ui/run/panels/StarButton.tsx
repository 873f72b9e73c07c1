import { NO_MARK, useMarks } from '../marks-store.ts';

interface Props {
  readonly candidate: number;
  readonly className: string;
  readonly tabIndex?: number;
}

/** Marks a candidate with a star, or takes it away. */
export function StarButton({ candidate, className, tabIndex }: Props) {
  const mark = useMarks((state) => state.marks.get(candidate)) ?? NO_MARK;
  const setMark = useMarks((state) => state.setMark);
  return (
    <button
      type="button"
      className={className}
      tabIndex={tabIndex}
      aria-pressed={mark.star}
      aria-label={`Star candidate ${candidate}`}
      onClick={() => setMark(candidate, { ...mark, star: !mark.star })}
    >
      {mark.star ? '★' : '☆'}
    </button>
  );
}
