import { candidateOf } from '../../run/candidate-table.ts';
import { useRoute } from '../route.ts';
import { useApp } from '../store.ts';
import { CandidatePanel } from './CandidatePanel.tsx';
import { HypervolumePanel } from './HypervolumePanel.tsx';
import { LeaderboardPanel } from './LeaderboardPanel.tsx';
import { ParetoPanel } from './ParetoPanel.tsx';
import { SearchPanel } from './SearchPanel.tsx';

/** Settings and transport, the Pareto chart, what is selected, and the run's course. */
export default function RunScreen() {
  const run = useApp((app) => app.run);
  const { candidate } = useRoute();
  const selected = candidate === null || !run ? undefined : candidateOf(run.candidates, candidate);
  return (
    <div className="screen run-screen">
      <SearchPanel />
      <ParetoPanel run={run} selected={candidate} />
      <div className="lower">
        <HypervolumePanel run={run} />
        <LeaderboardPanel run={run} selected={candidate} />
      </div>
      <CandidatePanel run={run} selected={selected} asked={candidate} />
    </div>
  );
}
