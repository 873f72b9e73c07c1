import { useEffect, useRef, useState } from 'react';
import { whole } from '../../shared/format.ts';
import { useView } from '../view-store.ts';

/** Seconds that the whole run takes when it is replayed. */
const SPEEDS = [60, 20, 8] as const;
/** The replay moves on at most so often, milliseconds: what follows from it is drawn each time. */
const STEP_MS = 66;

/** The run as it was: when so many candidates were over. `total`: how many are. */
export function ReplayBar({ total }: { total: number }) {
  const replay = useView((view) => view.replay);
  const change = useView((view) => view.change);
  const [seconds, setSeconds] = useState<number>(SPEEDS[1]);
  const [playing, setPlaying] = useState(false);
  const at = Math.min(replay ?? total, total);
  usePlaying(playing, total, seconds, () => setPlaying(false));
  return (
    <div className="pareto-row replay">
      <button
        type="button"
        className="button small"
        aria-label={playing ? 'Pause the replay' : 'Play the replay'}
        onClick={() => {
          // From the start, unless somewhere else was asked for.
          if (!playing && at >= total) change({ replay: 0 });
          setPlaying(!playing);
        }}
      >
        <span aria-hidden="true">{playing ? '❚❚' : '▶'}</span>
      </button>
      <input
        type="range"
        aria-label="Replay"
        min={0}
        max={total}
        value={at}
        aria-valuetext={`${whole(at)} of ${whole(total)} candidates${replay === null ? ', live' : ''}`}
        onChange={({ target }) => {
          setPlaying(false);
          change({ replay: Number(target.value) });
        }}
      />
      <output>
        {whole(at)} of {whole(total)}
      </output>
      <select
        aria-label="Speed of the replay"
        value={seconds}
        onChange={({ target }) => setSeconds(Number(target.value))}
      >
        {SPEEDS.map((each) => (
          <option key={each} value={each}>
            in {each} s
          </option>
        ))}
      </select>
      <button
        type="button"
        className="button small"
        aria-pressed={replay === null}
        title="The run as it is now"
        onClick={() => {
          setPlaying(false);
          change({ replay: null });
        }}
      >
        Live
      </button>
    </div>
  );
}

/** Moves the replay on, frame by frame, until the present. */
function usePlaying(playing: boolean, total: number, seconds: number, onEnd: () => void): void {
  // More candidates may come while it plays.
  const latest = useRef({ total, onEnd });
  latest.current = { total, onEnd };
  useEffect(() => {
    if (!playing) return;
    const { change } = useView.getState();
    let before = performance.now();
    let at = useView.getState().replay ?? 0;
    let frame = requestAnimationFrame(function step(now) {
      frame = requestAnimationFrame(step);
      const passed = now - before;
      if (passed < STEP_MS) return;
      before = now;
      const { total: all, onEnd: end } = latest.current;
      at += (Math.min(passed, 4 * STEP_MS) / 1000 / seconds) * all;
      if (at >= all) {
        change({ replay: null });
        end();
      } else change({ replay: Math.floor(at) });
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, seconds]);
}
