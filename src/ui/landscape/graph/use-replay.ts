import { useEffect, useState } from 'react';
import type { Walk } from './graph-data.ts';

/** Steps a second. */
export const SPEEDS = [2, 5, 20] as const;

/** Where a walk's replay is, and what moves it. */
export interface Replay {
  readonly step: number;
  readonly last: number;
  readonly playing: boolean;
  readonly speed: number;
  /** Plays on, or from the start where it is over; or pauses. */
  toggle(): void;
  /** To a step, as near as there is one; playing ends. */
  to(step: number): void;
  setSpeed(speed: number): void;
}

const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** The replay of a walk. A new one begins at once; where motion is not wanted it is shown whole. */
export function useReplay(walk: Walk | null): Replay {
  const last = Math.max(0, (walk?.nodes.length ?? 1) - 1);
  const [step, setStep] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<number>(SPEEDS[1]);
  const [known, setKnown] = useState<Walk | null>(null);
  if (known !== walk) {
    setKnown(walk);
    const still = walk === null || isStill();
    setStep(still ? last : 0);
    setPlaying(!still && last > 0);
  }
  const at = Math.min(step, last);
  const isPlaying = playing && at < last;
  useEffect(() => {
    if (!isPlaying) return;
    const timer = setInterval(() => setStep((now) => Math.min(last, now + 1)), 1000 / speed);
    return () => clearInterval(timer);
  }, [isPlaying, speed, last]);
  return {
    step: at,
    last,
    playing: isPlaying,
    speed,
    toggle() {
      if (!isPlaying && at >= last) setStep(0);
      setPlaying(!isPlaying);
    },
    to(next) {
      setPlaying(false);
      setStep(Math.max(0, Math.min(last, next)));
    },
    setSpeed,
  };
}
