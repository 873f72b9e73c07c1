import { Panel } from '../shared/Panel.tsx';
import { useLab } from './lab-store.ts';

/** Stands where a panel will be, while the analysis goes on; after one that failed it offers another. */
export function Waiting({ title }: { title: string }) {
  const stage = useLab((lab) => lab.analysing?.stage ?? '');
  const analyse = useLab((lab) => lab.analyse);
  return (
    <Panel title={title}>
      <div className="empty">
        {stage === '' ? (
          <>
            <p>Nothing has been analysed yet.</p>
            <button type="button" className="button" onClick={() => void analyse(false)}>
              Analyse
            </button>
          </>
        ) : (
          <p>{stage} …</p>
        )}
      </div>
    </Panel>
  );
}
