import { useEffect, useMemo, useState } from 'react';
import { messageOf } from '../../run/message.ts';
import { ParetoPanel } from '../run/ParetoPanel.tsx';
import RunScreen from '../run/RunScreen.tsx';
import { whole } from '../shared/format.ts';
import { isUnderWay, useApp } from '../store.ts';
import { createFrameRecorder, type FrameReport, type Times } from './frame-recorder.ts';
import './stress.css';
import { stressOptions } from './stress-options.ts';
import { openSyntheticRun } from './synthetic-run.ts';

/** What the benchmark of the Run screen drives the page by. */
export interface Stress {
  /** Candidates of the run so far. */
  candidates(): number;
  /** Lets the run go on: so many events at once, every so many milliseconds. */
  goOn(events: number, milliseconds: number): void;
  hold(): void;
  /** Forgets what was measured. */
  reset(): void;
  report(): FrameReport;
}

declare global {
  /** There as soon as the run is. */
  var cellscapeStress: Stress | undefined;
}

/** As often as the coordinator hands events over. */
const BATCH_MS = 33;
const RATES = [10, 100, 500] as const;

/**
 * The Run screen with a made-up run of any length, and what it costs to draw: `#/stress?candidates=10000`. The run that was
 * there before comes back when this screen is left; while one is under way nothing is made up.
 */
export default function StressScreen() {
  const { candidates, seed, only } = useMemo(() => stressOptions(location.hash), []);
  const [stress, setStress] = useState<Stress | null>(null);
  const [loaded, setLoaded] = useState(0);
  const [going, setGoing] = useState(false);
  const [rate, setRate] = useState<number>(RATES[1]);
  const [problem, setProblem] = useState('');

  useEffect(() => {
    const { run: before, ...app } = useApp.getState();
    if (app.starting || isUnderWay({ ...app, run: before })) {
      setProblem('A run is under way: stop it first, and come back.');
      return;
    }
    const synthetic = openSyntheticRun((why) => setProblem(`No run could be made up: ${why}.`));
    const recorder = createFrameRecorder();
    let left = false;
    const api: Stress = {
      candidates: () => useApp.getState().run?.candidates.count ?? 0,
      goOn: (events, milliseconds) => {
        setGoing(true);
        synthetic.goOn(events, milliseconds, (run) => recorder.update(() => useApp.setState({ run })));
      },
      hold: () => {
        setGoing(false);
        synthetic.hold();
      },
      reset: recorder.reset,
      report: recorder.report,
    };
    synthetic.load(candidates, seed, setLoaded).then(
      (run) => {
        if (left) return;
        useApp.setState({ run });
        recorder.reset();
        globalThis.cellscapeStress = api;
        setStress(api);
      },
      (error: unknown) => !left && setProblem(messageOf(error)),
    );
    return () => {
      left = true;
      synthetic.close();
      recorder.stop();
      globalThis.cellscapeStress = undefined;
      useApp.setState({ run: before });
    };
  }, [candidates, seed]);

  return (
    <>
      {!stress ? (
        <div className="empty">
          <p>{problem || `Making up a run: ${whole(loaded)} of ${whole(candidates)} candidates …`}</p>
          {!problem && <progress max={candidates} value={loaded} aria-label="Candidates made up" />}
        </div>
      ) : only === 'pareto' ? (
        <div className="screen stress-one">
          <ParetoPanel />
        </div>
      ) : (
        <RunScreen />
      )}
      {stress && (
        <aside className="stress" aria-label="Measurements">
          <div className="row">
            <button
              type="button"
              className="button small"
              onClick={() => {
                if (going) stress.hold();
                else stress.goOn(rate, BATCH_MS);
              }}
            >
              {going ? 'Hold' : 'Go on'}
            </button>
            <select
              aria-label="Events every 33 ms"
              value={rate}
              disabled={going}
              onChange={({ target }) => setRate(Number(target.value))}
            >
              {RATES.map((events) => (
                <option key={events} value={events}>
                  {events} events every {BATCH_MS} ms
                </option>
              ))}
            </select>
            <button type="button" className="button small" onClick={() => stress.reset()}>
              Reset
            </button>
          </div>
          <Figures report={stress.report} />
          {problem && <p className="failure">{problem}</p>}
        </aside>
      )}
    </>
  );
}

/** What was measured since the last reset, twice a second. */
function Figures({ report }: { report: () => FrameReport }) {
  const [shown, setShown] = useState(report);
  useEffect(() => {
    const timer = setInterval(() => setShown(report()), 500);
    return () => clearInterval(timer);
  }, [report]);
  const { frames, commits, paints, inputs, longTasks } = shown;
  return (
    <table className="table">
      <caption className="visually-hidden">Milliseconds</caption>
      <thead>
        <tr>
          <th scope="col">ms</th>
          <th scope="col">number</th>
          <th scope="col">p50</th>
          <th scope="col">p95</th>
          <th scope="col">most</th>
        </tr>
      </thead>
      <tbody>
        <Row name="frames" times={frames} />
        <Row name="store to commit" times={commits} />
        <Row name="store to paint" times={paints} />
        <Row name="input to paint" times={inputs} />
        <tr>
          <th scope="row">tasks over 50</th>
          <td>{longTasks.count}</td>
          <td />
          <td />
          <td>{longTasks.longest.toFixed(0)}</td>
        </tr>
      </tbody>
    </table>
  );
}

function Row({ name, times }: { name: string; times: Times }) {
  const milliseconds = (value: number) => (Number.isNaN(value) ? '' : value.toFixed(1));
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{times.count}</td>
      <td>{milliseconds(times.p50)}</td>
      <td>{milliseconds(times.p95)}</td>
      <td>{milliseconds(times.max)}</td>
    </tr>
  );
}
