import { lazy, Suspense, useEffect } from 'react';
import { useCompare } from './compare/compare-store.ts';
import { OpenLink } from './design/OpenLink.tsx';
import { useRoute } from './route.ts';
import { Banners } from './runs/Banners.tsx';
import { StatusBar } from './StatusBar.tsx';
import { Icon } from './shared/Icon.tsx';
import { useShortcuts } from './shortcuts.ts';
import { useApp } from './store.ts';
import { TopBar } from './TopBar.tsx';

// The charts' and the canvas's libraries are most of the page's weight: the shell stands before they arrive.
const SCREENS = {
  design: lazy(() => import('./design/DesignScreen.tsx')),
  run: lazy(() => import('./run/RunScreen.tsx')),
  runs: lazy(() => import('./runs/RunsScreen.tsx')),
  compare: lazy(() => import('./compare/CompareScreen.tsx')),
  landscape: lazy(() => import('./landscape/LandscapeScreen.tsx')),
  // A made-up run, for measurements: no place of its own in the rail.
  stress: lazy(() => import('./stress/StressScreen.tsx')),
} as const;

export function App() {
  const { screen } = useRoute();
  const theme = useApp((app) => app.theme);
  const device = useApp((app) => app.device);
  const measureAgain = useApp((app) => app.measureAgain);
  // What is stored is not lost with the tab: the run goes on when it is opened again.
  const unsaved = useApp(
    ({ starting, occupied, run, safety: { kind } }) =>
      starting || occupied !== '' || (run !== null && (kind === 'full' || kind === 'failing')),
  );
  const comparing = useCompare(
    ({ starting, view }) => starting || (view !== null && view.phase !== 'finished'),
  );
  const Screen = SCREENS[screen];
  useShortcuts();

  useEffect(() => {
    document.documentElement.dataset.theme = theme;
  }, [theme]);

  useEffect(() => {
    if (!unsaved && !comparing) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [unsaved, comparing]);

  if (device && device.fastest === null) {
    return (
      <main className="full-page">
        <h1>This browser cannot train networks</h1>
        <p>
          Cellscape trains on WebGPU, WebGL 2 or WebAssembly with SIMD. None of them works here. Any current
          Chrome, Edge, Firefox or Safari has at least one: update the browser, or allow hardware acceleration
          and WebAssembly in its settings.
        </p>
        <dl className="facts" style={{ marginTop: 16 }}>
          {device.measurements.map(({ backend, reason }) => (
            <div key={backend} style={{ display: 'contents' }}>
              <dt>{backend}</dt>
              <dd>{reason}</dd>
            </div>
          ))}
        </dl>
        <div className="row">
          <button type="button" className="button primary" onClick={measureAgain}>
            Measure again
          </button>
        </div>
      </main>
    );
  }

  return (
    <div className="shell">
      <TopBar />
      <nav className="rail" aria-label="Screens">
        <a href="#/design" aria-current={screen === 'design' ? 'page' : undefined}>
          <Icon name="design" />
          Design
        </a>
        <a href="#/run" aria-current={screen === 'run' ? 'page' : undefined}>
          <Icon name="run" />
          Run
        </a>
        <a href="#/runs" aria-current={screen === 'runs' ? 'page' : undefined}>
          <Icon name="runs" />
          Runs
        </a>
        <a href="#/compare" aria-current={screen === 'compare' ? 'page' : undefined}>
          <Icon name="compare" />
          Compare
        </a>
        <a href="#/landscape" aria-current={screen === 'landscape' ? 'page' : undefined}>
          <Icon name="landscape" />
          Landscape
        </a>
      </nav>
      <main className="content">
        <Banners />
        <Suspense fallback={null}>
          <Screen />
        </Suspense>
      </main>
      <StatusBar />
      <OpenLink />
    </div>
  );
}
