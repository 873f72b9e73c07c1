import { Figures } from './analysis/Figures.tsx';
import { NetworkPanel } from './analysis/NetworkPanel.tsx';
import { OptimaPanel } from './analysis/OptimaPanel.tsx';
import type { LabContext } from './lab-context.ts';
import { useLab } from './lab-store.ts';
import { Waiting } from './Waiting.tsx';

/** Local optima, how they hang together, and all figures in a list. */
export default function OptimaView({ context }: { context: LabContext }) {
  const report = useLab((lab) => lab.report);
  if (!report) return <Waiting title="Optima" />;
  return (
    <div className="lab-grid optima">
      <OptimaPanel report={report} context={context} />
      <NetworkPanel report={report} context={context} />
      <Figures report={report} context={context} />
    </div>
  );
}
