import type { RunHead } from '../../run/storage/database.ts';
import { Panel } from '../shared/Panel.tsx';

/** Stored runs side by side. */
export function RunComparison({ runs }: { runs: readonly RunHead[] }) {
  return (
    <Panel title="Compared" detail={`${runs.length} chosen`} area="compared">
      <div className="empty">
        <p>Choose two runs or more.</p>
      </div>
    </Panel>
  );
}
