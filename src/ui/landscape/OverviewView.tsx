import { AutocorrelationPanel } from './analysis/AutocorrelationPanel.tsx';
import { DensityPanel } from './analysis/DensityPanel.tsx';
import { FitnessDistancePanel } from './analysis/FitnessDistancePanel.tsx';
import { NeutralPanel } from './analysis/NeutralPanel.tsx';
import type { LabContext } from './lab-context.ts';
import { useLab } from './lab-store.ts';
import { Waiting } from './Waiting.tsx';

/** What kind of landscape a column is, at a glance. */
export default function OverviewView({ context }: { context: LabContext }) {
  const report = useLab((lab) => lab.report);
  const sampling = useLab((lab) => lab.analysing !== null);
  const analyse = useLab((lab) => lab.analyse);
  if (!report) return <Waiting title="Landscape" />;
  return (
    <div className="lab-grid four">
      <DensityPanel report={report} context={context} />
      <FitnessDistancePanel report={report} context={context} />
      <AutocorrelationPanel report={report} onSample={() => void analyse(true)} sampling={sampling} />
      <NeutralPanel report={report} context={context} />
    </div>
  );
}
