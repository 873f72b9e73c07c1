import { useSyncExternalStore } from 'react';

/** Where the user is, as the address's hash says it. */
export interface Route {
  readonly screen: 'design' | 'run' | 'runs' | 'compare' | 'landscape' | 'stress';
  /** The selected candidate, if any: `#/run/c/17`. */
  readonly candidate: number | null;
}

/** Screens without a candidate. */
const PLAIN = ['design', 'runs', 'compare', 'landscape'] as const;

/** What the landscape screen can show, each with a title: `#/landscape/graph`. */
export const LANDSCAPE_VIEWS = {
  overview: 'Landscape',
  optima: 'Optima',
  graph: 'Graph',
  operators: 'Operators',
  space: 'Any space',
} as const;
export type LandscapeView = keyof typeof LANDSCAPE_VIEWS;

/** The part of the landscape screen that a hash names; the first where it names none. */
export function landscapeView(hash: string): LandscapeView {
  const [, name = ''] = /^#\/landscape\/([a-z]+)$/.exec(hash) ?? [];
  return Object.hasOwn(LANDSCAPE_VIEWS, name) ? (name as LandscapeView) : 'overview';
}

/**
 * A made-up run of any length on the Run screen, to see and measure how the page bears it:
 * `#/stress?candidates=10000`. Not in the rail; see `stress/StressScreen.tsx`.
 */
const STRESS = /^#\/stress(?:\/c\/(\d{1,9}))?(?=\?|$)/;

/** Reads a hash; whatever is no known place is the run screen. */
export function parseRoute(hash: string): Route {
  const plain = PLAIN.find((screen) => hash === `#/${screen}`);
  if (hash.startsWith('#/landscape/')) return { screen: 'landscape', candidate: null };
  if (plain) return { screen: plain, candidate: null };
  if (STRESS.test(hash)) {
    const [, candidate] = STRESS.exec(hash) ?? [];
    return { screen: 'stress', candidate: candidate === undefined ? null : Number(candidate) };
  }
  const [, digits] = /^#\/run\/c\/(\d{1,9})$/.exec(hash) ?? [];
  return { screen: 'run', candidate: digits === undefined ? null : Number(digits) };
}

export const candidateHash = (candidate: number): string => `#/run/c/${candidate}`;

/** Selects a candidate: replaces the address, so that going back leaves the screen, not the last point. */
export function selectCandidate(candidate: number): void {
  const [, query = ''] = location.hash.split('?');
  const hash = STRESS.test(location.hash) ? `#/stress/c/${candidate}?${query}` : candidateHash(candidate);
  history.replaceState(null, '', hash);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

/** Selects no candidate any more. */
export function deselect(): void {
  const { screen, candidate } = parseRoute(location.hash);
  if (screen !== 'run' || candidate === null) return;
  history.replaceState(null, '', '#/run');
  dispatchEvent(new HashChangeEvent('hashchange'));
}

const subscribe = (onChange: () => void) => {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
};

let last = { hash: '', route: parseRoute('') };

/** The part of the landscape screen that is shown; the component renders again when it changes. */
export const useLandscapeView = (): LandscapeView =>
  useSyncExternalStore(subscribe, () => landscapeView(location.hash));

/** The current route; the component renders again when it changes. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => {
    if (location.hash !== last.hash) last = { hash: location.hash, route: parseRoute(location.hash) };
    return last.route;
  });
}
