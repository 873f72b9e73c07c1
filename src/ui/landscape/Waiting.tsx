import { Panel } from '../shared/Panel.tsx';
import { useLab } from './lab-store.ts';

/** Stands where a panel will be, while the analysis goes on. */
export function Waiting({ title }: { title: string }) {
  const stage = useLab((lab) => lab.analysing?.stage ?? '');
  return (
    <Panel title={title}>
      <div className="empty">
        <p>{stage === '' ? 'Nothing has been analysed yet.' : `${stage} …`}</p>
      </div>
    </Panel>
  );
}
