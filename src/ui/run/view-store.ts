import { create } from 'zustand';

/** What candidates can be compared by. */
export const MEASURES = ['error', 'parameters', 'macs', 'activationBytes', 'seconds', 'inference'] as const;
export type Measure = (typeof MEASURES)[number];

/** What the colour of a point says. */
export const COLOURINGS = ['generation', 'operator', 'order'] as const;
export type Colouring = (typeof COLOURINGS)[number];

/** A rectangle of the chart: candidates outside are left out of the lists. */
export interface Brush {
  readonly x: Measure;
  readonly y: Measure;
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
}

/** How the run is looked at: the same in all panels, and no part of the run. */
export interface ViewState {
  readonly x: Measure;
  readonly y: Measure;
  readonly colouring: Colouring;
  /** Whether dominated candidates are drawn. */
  readonly cloud: boolean;
  readonly brush: Brush | null;
  /** Shown as it was when so many candidates were over; `null`: as it is. */
  readonly replay: number | null;
  change(changes: Partial<Omit<ViewState, 'change'>>): void;
}

export const useView = create<ViewState>()((set) => ({
  x: 'parameters',
  y: 'error',
  colouring: 'generation',
  cloud: true,
  brush: null,
  replay: null,
  change: (changes) => set(changes),
}));
