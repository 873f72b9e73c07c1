import { type ComponentType, lazy, type ReactNode } from 'react';
import type { RunView } from '../../../run/fold.ts';
import { HypervolumePanel } from '../HypervolumePanel.tsx';
import { LeaderboardPanel } from '../LeaderboardPanel.tsx';
import type { ViewName } from './slots.ts';

/** What every view gets. */
export interface ViewProps {
  readonly run: RunView | null;
  readonly selected: number | null;
  /** The choice of the view: the title of its panel. */
  readonly title: ReactNode;
}

type View = ComponentType<ViewProps>;

/** Views that are there from the start. */
const HERE: Partial<Readonly<Record<ViewName, View>>> = {
  hypervolume: HypervolumePanel,
  candidates: LeaderboardPanel,
};

/** The others are loaded when they are chosen. */
const LOAD: Readonly<Record<Exclude<ViewName, 'hypervolume' | 'candidates'>, () => Promise<View>>> = {
  lineage: async () => (await import('../analysis/LineagePanel.tsx')).LineagePanel,
  workers: async () => (await import('../workers/WorkersPanel.tsx')).WorkersPanel,
  population: async () => (await import('../analysis/PopulationPanel.tsx')).PopulationPanel,
  shares: async () => (await import('../analysis/SharesPanel.tsx')).SharesPanel,
  importance: async () => (await import('../analysis/ImportancePanel.tsx')).ImportancePanel,
  curves: async () => (await import('./LearningCurvesPanel.tsx')).LearningCurvesPanel,
};

const loading = new Map<string, View>();

/** A view by name. Each attempt loads it anew: one that failed once would fail for ever. */
export function viewOf(name: ViewName, attempt: number): View {
  const here = HERE[name];
  if (here) return here;
  const key = `${name} ${attempt}`;
  const known = loading.get(key);
  if (known) return known;
  const load = LOAD[name as keyof typeof LOAD];
  const view = lazy(async () => ({ default: await load() }));
  loading.set(key, view);
  return view;
}
