import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';

/** The rows of a long list that are drawn. */
export interface RowWindow {
  readonly from: number;
  readonly to: number;
}

/**
 * The rows in sight of a box that scrolls through rows of one height (pixels), with `beyond` more at either end, and what
 * looks again when the box has scrolled.
 */
export function useRowWindow(
  box: RefObject<HTMLElement | null>,
  row: number,
  beyond: number,
): readonly [RowWindow, () => void] {
  const [shown, setShown] = useState<RowWindow>({ from: 0, to: 40 });
  const look = useCallback(() => {
    const { scrollTop, clientHeight } = box.current!;
    const from = Math.max(0, Math.floor(scrollTop / row) - beyond);
    const to = Math.ceil((scrollTop + clientHeight) / row) + beyond;
    setShown((before) => (before.from === from && before.to === to ? before : { from, to }));
  }, [box, row, beyond]);
  useLayoutEffect(() => {
    look();
    const observer = new ResizeObserver(look);
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, [box, look]);
  return [shown, look];
}
