import { lazy, Suspense, useEffect, useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { LANDSCAPE_VIEWS, type LandscapeView, useLandscapeView } from '../route.ts';
import { SlotBoundary } from '../run/panels/SlotBoundary.tsx';
import { Panel } from '../shared/Panel.tsx';
import type { LabContext } from './lab-context.ts';
import { useLab } from './lab-store.ts';
import './landscape.css';
import { namer, unitOf, valueText } from './names.ts';
import { TablePanel } from './TablePanel.tsx';
import { useDrop } from './use-drop.ts';

const VIEWS = {
  overview: lazy(() => import('./OverviewView.tsx')),
  optima: lazy(() => import('./OptimaView.tsx')),
  graph: lazy(() => import('./GraphView.tsx')),
  operators: lazy(() => import('./OperatorsView.tsx')),
  space: lazy(() => import('./SpaceView.tsx')),
} as const;

/** The landscape lab: a table of architectures as a graph, and what transformation operators do on it. */
export default function LandscapeScreen() {
  const view = useLandscapeView();
  const begin = useLab((lab) => lab.begin);
  useEffect(() => void begin(), [begin]);
  const refresh = useLab((lab) => lab.refresh);
  useEffect(() => {
    // Another tab may have imported or removed tables meanwhile.
    addEventListener('focus', refresh);
    return () => removeEventListener('focus', refresh);
  }, [refresh]);
  const importFile = useLab((lab) => lab.importFile);
  const dragging = useDrop((file) => {
    // What was dropped is shown.
    if (view === 'space') location.hash = '#/landscape';
    void importFile(file);
  });
  const look = ['screen landscape-screen', view === 'space' && 'alone', dragging && 'dragging'];
  return (
    <div className={look.filter(Boolean).join(' ')}>
      {/* The space that is designed is sampled there, and no table. */}
      {view !== 'space' && <TablePanel />}
      <nav className="tabs" aria-label="Parts of the landscape lab">
        {(Object.keys(LANDSCAPE_VIEWS) as LandscapeView[]).map((name) => (
          <a
            key={name}
            href={name === 'overview' ? '#/landscape' : `#/landscape/${name}`}
            aria-current={name === view ? 'page' : undefined}
          >
            {LANDSCAPE_VIEWS[name]}
          </a>
        ))}
        <Progress />
      </nav>
      <Spoken />
      <div className="landscape-view">
        <View key={view} view={view} />
      </div>
    </div>
  );
}

function View({ view }: { view: LandscapeView }) {
  const Shown = VIEWS[view];
  const context = useContext();
  const table = useLab((lab) => lab.table?.id ?? null);
  const busy = useLab((lab) => lab.busy);
  // A part that could not be drawn of one column is tried again with another.
  const about = JSON.stringify([table, context?.column, context?.minimise]);
  return (
    <SlotBoundary title={LANDSCAPE_VIEWS[view]} run={about} onAgain={() => location.reload()}>
      <Suspense fallback={null}>
        {context || view === 'space' ? (
          <Shown context={context!} />
        ) : (
          <Panel title={LANDSCAPE_VIEWS[view]}>
            <div className="empty">
              <p>
                {busy !== ''
                  ? 'Reading the table …'
                  : table !== null
                    ? 'No column is looked at. Choose one on the left, under Fitness.'
                    : 'No table is open. Choose one on the left, or drop a file with a table anywhere here.'}
              </p>
            </div>
          </Panel>
        )}
      </Suspense>
    </SlotBoundary>
  );
}

/** How far the analysis is, in words. */
function Progress() {
  const stage = useLab((lab) => lab.analysing?.stage ?? '');
  const share = useLab((lab) => lab.analysing?.share ?? 0);
  if (stage === '') return null;
  return (
    <span className="lab-progress">
      <progress value={share} max={1} aria-label="Analysis" />
      <span className="quiet">{stage} …</span>
    </span>
  );
}

/** What has come about, for screen readers: they hear what changes in an element that is there all along. */
function Spoken() {
  const words = useLab(({ column, analysing, report }) =>
    column && report && !analysing ? `The landscape of ${column.column} is analysed.` : '',
  );
  return (
    <div className="visually-hidden" role="status">
      {words}
    </div>
  );
}

/** What panels know of the column and of the selected architecture; `null` before there is a column. */
function useContext(): LabContext | null {
  const { column, selected, report, select } = useLab(
    useShallow(({ column, selected, report, select }) => ({ column, selected, report, select })),
  );
  return useMemo(() => {
    if (!column) return null;
    const unit = unitOf(column.column, column.maximum);
    const name = namer(column);
    const best = report?.fitnessDistance.best;
    const { digits, positions, fitness } = column;
    const distance = (a: number, b: number) =>
      positions.reduce(
        (sum, _, i) => sum + Number(digits[a * positions.length + i] !== digits[b * positions.length + i]),
        0,
      );
    return {
      column: column.column,
      unit,
      minimise: column.minimise,
      count: column.count,
      name,
      valueText: (value: number) => valueText(column.minimise ? 0 - value : value, unit),
      ...(best !== undefined &&
        positions.length > 0 && {
          place: (node: number) => ({ fitness: fitness[node]!, distance: distance(node, best) }),
        }),
      selected,
      select,
    };
  }, [column, selected, report, select]);
}
