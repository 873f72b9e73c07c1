import { useEffect, useState } from 'react';
import type { RunView } from '../../../run/fold.ts';
import { useApp } from '../../store.ts';
import { untilNext } from './beat.ts';

/**
 * The run as it was at most `interval` milliseconds ago, while the page is visible; that it began, ended or paused is told
 * at once. `phase`, 0 … 1: where in the interval, so that panels of other phases redraw in tasks of their own.
 */
export function useCalmRun(interval: number, phase = 0): RunView | null {
  const [run, setRun] = useState(() => useApp.getState().run);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let shown = useApp.getState().run;
    const show = () => {
      clearTimeout(timer);
      timer = undefined;
      shown = useApp.getState().run;
      setRun(shown);
    };
    const onNews = () => {
      const now = useApp.getState().run;
      if (now === shown) return;
      if (now?.started !== shown?.started || now?.phase !== shown?.phase) show();
      else if (timer === undefined && document.visibilityState === 'visible')
        timer = setTimeout(show, untilNext(performance.now(), interval, phase));
    };
    show();
    const forget = useApp.subscribe(onNews);
    document.addEventListener('visibilitychange', onNews);
    return () => {
      clearTimeout(timer);
      forget();
      document.removeEventListener('visibilitychange', onNews);
    };
  }, [interval, phase]);
  return run;
}
