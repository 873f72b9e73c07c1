import { useState } from 'react';
import { listener } from '../../../run/client.ts';
import { messageOf } from '../../../run/message.ts';
import { NumberField } from '../../shared/fields.tsx';
import { percent } from '../../shared/format.ts';
import { coordinator } from '../../store.ts';

/** The most epochs that a candidate can be trained for here. */
const MOST = 1000;

/** Trains a candidate anew, from its seed, for more epochs than the search gave it. */
export function Longer({ candidate, epochs }: { candidate: number; epochs: number }) {
  const [wanted, setWanted] = useState(Math.min(MOST, 4 * epochs));
  const [progress, setProgress] = useState<string | null>(null);
  const [problem, setProblem] = useState('');
  const wrong = !Number.isInteger(wanted) || wanted < 1 || wanted > MOST;
  const train = async () => {
    setProblem('');
    setProgress('Preparing …');
    try {
      await coordinator.trainLonger(
        candidate,
        wanted,
        listener<{ epoch: number; error: number }>(({ epoch, error }) =>
          setProgress(`Epoch ${epoch} of ${wanted}: ${percent(error)}`),
        ),
      );
    } catch (error) {
      setProblem(messageOf(error));
    } finally {
      setProgress(null);
    }
  };
  return (
    <details className="longer">
      <summary>Train longer</summary>
      <NumberField
        label="Epochs"
        hint="From its seed, with the run's recipe: the schedule of the learning rate is stretched over them."
        disabled={progress !== null}
        value={wanted}
        problem={wrong ? `must be a whole number from 1 to ${MOST}` : undefined}
        onChange={setWanted}
      />
      <div className="row">
        {progress === null ? (
          <button type="button" className="button" disabled={wrong} onClick={() => void train()}>
            Train for {wrong ? '…' : wanted} epochs
          </button>
        ) : (
          <>
            <span className="quiet">{progress}</span>
            <button type="button" className="button small" onClick={() => void coordinator.endLonger()}>
              Give up
            </button>
          </>
        )}
      </div>
      {problem && (
        <div className="notice failure" role="alert">
          {problem}
        </div>
      )}
    </details>
  );
}
