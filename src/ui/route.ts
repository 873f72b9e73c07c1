import { useSyncExternalStore } from 'react';

/** Where the user is, as the address's hash says it. */
export interface Route {
  readonly screen: 'design' | 'run' | 'compare';
  /** The selected candidate, if any: `#/run/c/17`. */
  readonly candidate: number | null;
}

/** Reads a hash; whatever is no known place is the run screen. */
export function parseRoute(hash: string): Route {
  if (hash === '#/design' || hash === '#/compare')
    return { screen: hash === '#/design' ? 'design' : 'compare', candidate: null };
  const [, digits] = /^#\/run\/c\/(\d{1,9})$/.exec(hash) ?? [];
  return { screen: 'run', candidate: digits === undefined ? null : Number(digits) };
}

export const candidateHash = (candidate: number): string => `#/run/c/${candidate}`;

/** Selects a candidate: replaces the address, so that going back leaves the screen, not the last point. */
export function selectCandidate(candidate: number): void {
  history.replaceState(null, '', candidateHash(candidate));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

const subscribe = (onChange: () => void) => {
  addEventListener('hashchange', onChange);
  return () => removeEventListener('hashchange', onChange);
};

let last = { hash: '', route: parseRoute('') };

/** The current route; the component renders again when it changes. */
export function useRoute(): Route {
  return useSyncExternalStore(subscribe, () => {
    if (location.hash !== last.hash) last = { hash: location.hash, route: parseRoute(location.hash) };
    return last.route;
  });
}
