import { useEffect } from 'react';
import { candidateOf } from '../../run/candidate-table.ts';
import { useRoute } from '../route.ts';
import { useApp } from '../store.ts';
import { CandidatePanel } from './CandidatePanel.tsx';
import { useMarks } from './marks-store.ts';
import { ParetoPanel } from './ParetoPanel.tsx';
import { LowerSlots } from './panels/LowerSlots.tsx';
import { SlotBoundary } from './panels/SlotBoundary.tsx';
import { useCalmRun } from './panels/use-calm-run.ts';
import { SearchPanel } from './SearchPanel.tsx';

/** The chart and the candidate are drawn anew at most so often, milliseconds. */
const CALM = 100;

/** Settings and transport, the Pareto chart, what is selected, and views of the run's course. */
export default function RunScreen() {
  const run = useCalmRun(CALM);
  const { candidate } = useRoute();
  const selected = candidate === null || !run ? undefined : candidateOf(run.candidates, candidate);
  const began = run?.started.time ?? null;
  useMarksOfRun();
  return (
    <div className="screen run-screen">
      <SearchPanel />
      <SlotBoundary title="Pareto front" area="pareto" run={began}>
        <ParetoPanel />
      </SlotBoundary>
      <LowerSlots selected={candidate} />
      <SlotBoundary title="Candidate" area="candidate" run={`${began} ${candidate}`}>
        <CandidatePanel run={run} selected={selected} asked={candidate} />
      </SlotBoundary>
    </div>
  );
}

/** Stars and notes are of the run that is shown. One that is not stored is known by when it began. */
function useMarksOfRun(): void {
  const id = useApp(({ runId, run }) => runId ?? (run ? String(run.started.time) : null));
  useEffect(() => {
    if (id !== null) void useMarks.getState().load(id);
  }, [id]);
}
