/** Quantiles of some times, milliseconds; NaN where there is none. */
export interface Times {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly max: number;
}

export interface FrameReport {
  /** Since the last reset. */
  readonly seconds: number;
  /** Between one animation frame and the next. */
  readonly frames: Times;
  /** From a change of the store until React has drawn what follows from it at once. */
  readonly commits: Times;
  /** From a change of the store until the next frame is painted: a wait for the frame is part of it. */
  readonly paints: Times;
  /** From a key, a click or a press, as the browser took it, until the next frame is painted. */
  readonly inputs: Times;
  /** Tasks over 50 ms, where the browser tells. */
  readonly longTasks: { readonly count: number; readonly longest: number; readonly total: number };
}

export interface FrameRecorder {
  /** Makes a change of the store and measures what it costs. */
  update(change: () => void): void;
  reset(): void;
  report(): FrameReport;
  stop(): void;
}

/** The value that a share of all values, 0 … 1, does not exceed: the nearest rank; NaN of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const timesOf = (values: readonly number[]): Times => ({
  count: values.length,
  p50: quantile(values, 0.5),
  p95: quantile(values, 0.95),
  max: quantile(values, 1),
});

/** Calls back in the first task after the next frame was drawn. */
function afterPaint(done: () => void): void {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(null);
  });
}

const INPUTS = ['pointerdown', 'click', 'keydown'] as const;

/** Records what the main thread of this page does, from now on. */
export function createFrameRecorder(): FrameRecorder {
  let since = performance.now();
  let frames: number[] = [];
  let commits: number[] = [];
  let paints: number[] = [];
  let inputs: number[] = [];
  let longTasks: number[] = [];
  let lastFrame = 0;
  let frame = requestAnimationFrame(function tick(now) {
    if (lastFrame > 0) frames.push(now - lastFrame);
    lastFrame = now;
    frame = requestAnimationFrame(tick);
  });
  const onInput = ({ timeStamp }: Event) => afterPaint(() => inputs.push(performance.now() - timeStamp));
  for (const type of INPUTS) addEventListener(type, onInput, { capture: true, passive: true });
  const observer = PerformanceObserver.supportedEntryTypes.includes('longtask')
    ? new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries())
          if (startTime >= since) longTasks.push(duration);
      })
    : undefined;
  observer?.observe({ type: 'longtask' });
  return {
    update(change) {
      const start = performance.now();
      change();
      // React draws what an external store changes in a microtask, which was asked for before this one.
      queueMicrotask(() => commits.push(performance.now() - start));
      afterPaint(() => paints.push(performance.now() - start));
    },
    reset() {
      since = performance.now();
      lastFrame = 0;
      frames = [];
      commits = [];
      paints = [];
      inputs = [];
      longTasks = [];
    },
    report: () => ({
      seconds: (performance.now() - since) / 1000,
      frames: timesOf(frames),
      commits: timesOf(commits),
      paints: timesOf(paints),
      inputs: timesOf(inputs),
      longTasks: {
        count: longTasks.length,
        longest: Math.max(0, ...longTasks),
        total: longTasks.reduce((sum, duration) => sum + duration, 0),
      },
    }),
    stop() {
      cancelAnimationFrame(frame);
      observer?.disconnect();
      for (const type of INPUTS) removeEventListener(type, onInput, { capture: true });
    },
  };
}
