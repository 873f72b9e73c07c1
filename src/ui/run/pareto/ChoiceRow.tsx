import { useState } from 'react';
import type { CandidateTable } from '../../../run/candidate-table.ts';
import { selectCandidate } from '../../route.ts';
import { MEASURE } from '../measures.ts';
import type { Measure } from '../view-store.ts';
import type { FrontChoice } from './choice.ts';
import { describe } from './FrontMarks.tsx';

/** How many members a short list has. */
export const SHORT_LIST = 5;

interface Props {
  readonly table: CandidateTable;
  readonly x: Measure;
  readonly y: Measure;
  readonly choice: FrontChoice;
  /** The members of the short list, where it is shown. */
  readonly listed: readonly number[];
  readonly isListed: boolean;
  onList(listed: boolean): void;
}

/** Who leads a weight to, and who to the other end. */
const END_WORDS: Readonly<Record<Measure, string>> = {
  error: 'accurate',
  parameters: 'small',
  macs: 'few MACs',
  activationBytes: 'little memory',
  seconds: 'quick to train',
  inference: 'quick to run',
};

/** A front of dozens is no decision yet: its knee, a few members that stand for it, and the one that suits one's weights. */
export function ChoiceRow({ table, x, y, choice, listed, isListed, onList }: Props) {
  const [weight, setWeight] = useState(0.5);
  const { knee } = choice;
  const favourite = choice.preferred(weight);
  const say = (candidate: number) => describe(table, candidate, x, y);
  return (
    <div className="pareto-row">
      <button
        type="button"
        className="button small"
        disabled={knee === null}
        title={
          knee === null
            ? 'This front has no bend: no member lies below the line between its ends.'
            : `The bend of the front, farthest below the line between its ends: ${say(knee)}`
        }
        onClick={() => knee !== null && selectCandidate(knee)}
      >
        Knee{knee === null ? '' : `: ${knee}`}
      </button>
      <button
        type="button"
        className="button small"
        aria-pressed={isListed}
        title="The members that together dominate most: they stand for the whole front"
        onClick={() => onList(!isListed)}
      >
        Pick {SHORT_LIST}
      </button>
      {listed.length > 0 && (
        <ol className="plain-list picked" aria-label="Members that stand for the front">
          {listed.map((candidate) => (
            <li key={candidate}>
              <button
                type="button"
                className="button small"
                title={say(candidate)}
                aria-label={`Candidate ${candidate} of the short list: ${say(candidate)}`}
                onClick={() => selectCandidate(candidate)}
              >
                {candidate}
              </button>
            </li>
          ))}
        </ol>
      )}
      <label className="weigh">
        {END_WORDS[x]}
        <input
          type="range"
          min={0}
          max={1}
          step={0.01}
          value={weight}
          aria-label={`What matters: ${MEASURE[x].name} or ${MEASURE[y].name}`}
          aria-valuetext={`${Math.round(weight * 100)} % ${MEASURE[y].name}${favourite === null ? '' : `: candidate ${favourite}, ${say(favourite)}`}`}
          onChange={({ target }) => {
            const next = Number(target.value);
            setWeight(next);
            const best = choice.preferred(next);
            if (best !== null && best !== favourite) selectCandidate(best);
          }}
        />
        {END_WORDS[y]}
      </label>
      {favourite !== null && (
        <button
          type="button"
          className="button small"
          title={say(favourite)}
          onClick={() => selectCandidate(favourite)}
        >
          {favourite}
        </button>
      )}
    </div>
  );
}
