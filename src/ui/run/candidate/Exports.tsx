import { memo, useState } from 'react';
import { messageOf } from '../../../run/message.ts';
import type { Genotype } from '../../../space/tree.ts';
import { percent } from '../../shared/format.ts';
import { saveFile } from '../../shared/save-file.ts';
import { coordinator, isUnderWay, useApp } from '../../store.ts';

interface Props {
  seed: number;
  candidate: number;
  genotype: Genotype | null;
}

/** What can be taken away of a candidate, or begun with it. */
export const Exports = memo(function Exports({ seed, candidate, genotype }: Props) {
  const [test, setTest] = useState<number | null>(null);
  const [busy, setBusy] = useState('');
  const [problem, setProblem] = useState('');
  const playFrom = useApp((app) => app.playFrom);
  const underWay = useApp(isUnderWay);
  const starting = useApp((app) => app.starting);
  const name = `cellscape-seed${seed}-candidate${candidate}`;
  const attempt = async (what: string, work: () => Promise<void>) => {
    setBusy(what);
    setProblem('');
    try {
      await work();
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setBusy('');
    }
  };
  return (
    <>
      <div className="row" style={{ marginTop: 10 }}>
        <button
          type="button"
          className="button primary"
          disabled={busy !== ''}
          onClick={() =>
            void attempt('Packing …', async () =>
              saveFile(`${name}.zip`, await coordinator.exportModelZip(candidate), 'application/zip'),
            )
          }
        >
          Export tfjs model
        </button>
        <button
          type="button"
          className="button"
          disabled={busy !== ''}
          onClick={() =>
            void attempt('Writing …', async () =>
              saveFile(`${name}.json`, await coordinator.exportJson(candidate), 'application/json'),
            )
          }
        >
          Export JSON
        </button>
        <button
          type="button"
          className="button"
          disabled={busy !== ''}
          title="10,000 images that no part of the search has seen. Looking often makes them part of it."
          onClick={() =>
            void attempt('Measuring …', async () => setTest(await coordinator.testError(candidate)))
          }
        >
          Test error
        </button>
        <button
          type="button"
          className="button"
          disabled={busy !== '' || genotype === null || underWay || starting}
          title={
            underWay
              ? 'Stop the run first.'
              : 'A new run with the space and the settings as they are now, whose first candidate is this one.'
          }
          onClick={() => genotype !== null && void playFrom(genotype)}
        >
          Start a run from this
        </button>
      </div>
      <p className="quiet" style={{ minHeight: 20, marginTop: 4 }}>
        {busy}
        {test !== null && !busy && (
          <>
            Test error <b style={{ color: 'var(--ink)' }}>{percent(test)}</b> on 10,000 images
          </>
        )}
      </p>
      {problem && (
        <div className="notice failure" role="alert">
          {problem}
        </div>
      )}
    </>
  );
});
