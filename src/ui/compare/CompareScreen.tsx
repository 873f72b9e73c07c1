import { useState } from 'react';
import { ComparePanel } from './ComparePanel.tsx';
import { CoursesPanel } from './CoursesPanel.tsx';
import { useCompare } from './compare-store.ts';
import { StandingsPanel } from './StandingsPanel.tsx';

/** Several strategies on one space: who takes part, how their runs go, and what the statistics say. */
export default function CompareScreen() {
  const view = useCompare((compare) => compare.view);
  const measure = useCompare((compare) => compare.measure);
  const [reference, setReference] = useState('random');
  // Random search where it takes part; else the first.
  const contestants = view?.started.contestants ?? [];
  const found = contestants.findIndex(({ strategy }) => strategy === reference);
  const random = contestants.findIndex(({ strategy }) => strategy === 'random');
  const against = found >= 0 ? found : Math.max(0, random);
  return (
    <div className="screen compare-screen">
      <ComparePanel />
      <CoursesPanel view={view} measure={measure} />
      <StandingsPanel view={view} measure={measure} reference={against} onReference={setReference} />
    </div>
  );
}
