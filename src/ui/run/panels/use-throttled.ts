import { useEffect, useRef, useState } from 'react';

/** A value as it was at most `wait` milliseconds ago; the first at once. */
export function useThrottled<T>(value: T, wait: number): T {
  const [shown, setShown] = useState(value);
  const last = useRef(0);
  useEffect(() => {
    if (Object.is(value, shown)) return;
    const timer = setTimeout(
      () => {
        last.current = performance.now();
        setShown(value);
      },
      Math.max(0, last.current + wait - performance.now()),
    );
    return () => clearTimeout(timer);
  }, [value, shown, wait]);
  return shown;
}
