import { useEffect, useRef, useState } from 'react';
import type { RunView } from '../../../run/fold.ts';

/** A run as a panel shows it: not with every batch of events, and not while nobody sees it. */
export interface Calm {
  readonly run: RunView | null;
  /** Whether the panel is on the screen, in a page that is shown. */
  readonly visible: boolean;
  /** To be put on an element of the panel that is there as long as the panel is. */
  readonly mark: (element: Element | null) => void;
}

/** The run as it was at most `interval` milliseconds ago; another run, and another phase of it, is shown at once. */
export function useCalm(run: RunView | null, interval: number): Calm {
  const [element, mark] = useState<Element | null>(null);
  const visible = useInSight(element);
  const [shown, setShown] = useState(run);
  const latest = useRef(run);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = run;
    if (run === shown) return;
    const show = () => {
      clearTimeout(timer.current);
      timer.current = undefined;
      setShown(latest.current);
    };
    if (run?.started !== shown?.started || run?.phase !== shown?.phase) show();
    else if (visible) timer.current ??= setTimeout(show, interval);
  }, [run, shown, visible, interval]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return { run: shown?.started === run?.started ? shown : run, visible, mark };
}

/** Whether an element is on the screen, in a page that is shown. */
function useInSight(element: Element | null): boolean {
  const [inSight, setInSight] = useState(false);
  useEffect(() => {
    if (!element) return;
    let there = false;
    const look = () => setInSight(there && document.visibilityState === 'visible');
    const observer = new IntersectionObserver((entries) => {
      there = entries.at(-1)!.isIntersecting;
      look();
    });
    observer.observe(element);
    document.addEventListener('visibilitychange', look);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', look);
    };
  }, [element]);
  return inSight;
}
