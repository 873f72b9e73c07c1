import { useEffect, useRef, useState } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { RunHead } from '../../run/storage/database.ts';
import { isPersistent } from '../persist.ts';
import { Panel } from '../shared/Panel.tsx';
import { RunComparison } from './RunComparison.tsx';
import { RunRow } from './RunRow.tsx';
import { useRuns } from './runs-store.ts';

/** The most runs that a comparison shows. */
const MOST = 30;

/** All runs on this device: to be named, noted, opened, compared, copied, saved as files and thrown away. */
export default function RunsScreen() {
  const { runs, problem, busy, notice } = useRuns(
    useShallow(({ runs, problem, busy, notice }) => ({ runs, problem, busy, notice })),
  );
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const refresh = useRuns((state) => state.refresh);
  // Runs under way grow, here or in other tabs.
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') void refresh();
    }, 2000);
    return () => clearInterval(timer);
  }, [refresh]);
  const kept = (runs ?? []).filter(({ removed }) => removed === null);
  const thrown = (runs ?? []).filter(({ removed }) => removed !== null);
  const compared = kept.filter(({ id }) => chosen.includes(id));
  const choose = (id: string, on: boolean) =>
    setChosen((now) => (on ? [...now, id] : now.filter((other) => other !== id)));
  return (
    <div className="screen runs-screen">
      <Panel
        title="Runs"
        detail={busy || `${kept.length} on this device`}
        area="runs"
        scrolls
        actions={<Actions />}
      >
        {problem && (
          <div className="notice failure" role="alert">
            {problem} Runs live in this tab alone: save their logs.
          </div>
        )}
        {notice && (
          <div className="notice" role="status">
            {notice}
          </div>
        )}
        {kept.length === 0 && !problem && (
          <div className="empty">
            <p>
              Every run is stored here as it happens, on this device alone. Close the tab whenever you like:
              the run goes on when you come back.
            </p>
            <a className="button primary" href="#/run">
              Go to Run
            </a>
          </div>
        )}
        {kept.length > 0 && (
          <table className="table runs">
            <caption className="visually-hidden">Runs on this device, the latest first</caption>
            <thead>
              <tr>
                <th scope="col">Compare</th>
                <th scope="col">Name</th>
                <th scope="col">State</th>
                <th scope="col">Space</th>
                <th scope="col">Strategy</th>
                <th scope="col">Seed</th>
                <th scope="col">Best error</th>
                <th scope="col">Front</th>
                <th scope="col">Hypervolume</th>
                <th scope="col">Time</th>
                <th scope="col">Actions</th>
              </tr>
            </thead>
            <tbody>
              {kept.map((run) => (
                <RunRow
                  key={run.id}
                  run={run}
                  chosen={chosen.includes(run.id)}
                  full={compared.length >= MOST}
                  onChoose={(on) => choose(run.id, on)}
                />
              ))}
            </tbody>
          </table>
        )}
        {thrown.length > 0 && <Thrown runs={thrown} />}
        <StorageLine runs={runs} />
      </Panel>
      <RunComparison runs={compared} />
    </div>
  );
}

function Actions() {
  const { importFile, deleteAll, busy } = useRuns(
    useShallow(({ importFile, deleteAll, busy }) => ({ importFile, deleteAll, busy })),
  );
  const file = useRef<HTMLInputElement>(null);
  const sure = useRef<HTMLDialogElement>(null);
  return (
    <>
      <input
        ref={file}
        type="file"
        hidden
        accept=".zip,.jsonl"
        aria-label="Run file"
        onChange={({ target }) => {
          const [chosen] = target.files ?? [];
          if (chosen) void importFile(chosen);
          target.value = '';
        }}
      />
      <button
        type="button"
        className="button small"
        disabled={busy !== ''}
        title="A run saved as a file (.cellscape.zip), or a log (.jsonl)"
        onClick={() => file.current?.click()}
      >
        Open a run file
      </button>
      <button type="button" className="button small" onClick={() => sure.current?.showModal()}>
        Delete all local data
      </button>
      <dialog ref={sure} className="dialog" aria-labelledby="delete-title">
        <h2 id="delete-title">Delete all local data?</h2>
        <p>
          All runs with their weights, imported tables, the space, earlier spaces, settings and what was
          measured of this device are deleted from this browser. This cannot be undone. Nothing is stored
          anywhere else.
        </p>
        <div className="row" style={{ marginTop: 12 }}>
          <button type="button" className="button" onClick={() => sure.current?.close()}>
            Keep everything
          </button>
          <button type="button" className="button failure" onClick={() => void deleteAll()}>
            Delete everything
          </button>
        </div>
      </dialog>
    </>
  );
}

/** How much is stored, and whether the browser may clear it. */
function StorageLine({ runs }: { runs: readonly RunHead[] | null }) {
  const [words, setWords] = useState('');
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list of runs takes another amount of room.
  useEffect(() => {
    let current = true;
    const look = async () => {
      const { usage = 0, quota = 0 } = await navigator.storage.estimate();
      const kept = await isPersistent();
      const keeps = kept ? 'The browser keeps it.' : 'The browser may clear it when the device is full.';
      if (current) setWords(`${megabytes(usage)} of ${megabytes(quota)} used by this page. ${keeps}`);
    };
    // A browser that does not say is not asked again.
    look().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [runs]);
  return words === '' ? null : <p className="quiet storage-line">{words}</p>;
}

const megabytes = (bytes: number): string =>
  bytes >= 10 ** 9 ? `${(bytes / 10 ** 9).toFixed(1)} GB` : `${(bytes / 10 ** 6).toFixed(1)} MB`;

/** Runs that were thrown away, for a week. */
function Thrown({ runs }: { runs: readonly RunHead[] }) {
  const restore = useRuns((state) => state.restore);
  const purge = useRuns((state) => state.purge);
  return (
    <details className="thrown">
      <summary>Thrown away: {runs.length}</summary>
      <ul className="plain-list">
        {runs.map((run) => (
          <li key={run.id} className="row">
            <span>
              {run.name} ({run.summary.evaluated.toLocaleString('en')} evaluated, {run.summary.space})
            </span>
            <button type="button" className="button small" onClick={() => restore(run)}>
              Bring back
            </button>
            <button type="button" className="button small" onClick={() => purge(run.id)}>
              Delete for good
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
