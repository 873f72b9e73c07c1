import type { Operator } from '../../../landscape/operators/operator.ts';
import { expectedEdits, isEven, isSymmetric } from './distances.ts';
import { ACCEPTANCE_WORDS, editsText, shareText } from './operator-words.ts';

/** Pixels of the bars. */
const HEIGHT = 26;

/** An operator in a line: its name, how many edits it proposes, and what else there is to it. */
export function OperatorLine({ operator, bars }: { operator: Operator; bars: boolean }) {
  const { distances, acceptance, memory } = operator;
  const more = [
    ACCEPTANCE_WORDS[acceptance.kind].toLowerCase(),
    isSymmetric(operator) ? 'symmetric' : 'not symmetric',
    !isEven(operator) && 'unequal positions',
    memory > 0 && `memory of ${memory}`,
  ].filter(Boolean);
  const words = distances.map((share, d) => `${d}: ${shareText(share)}`).join(', ');
  return (
    <div className="operator-line">
      <p>
        <b>{operator.name}</b> proposes {editsText(expectedEdits(distances))} a step; {more.join(', ')}.
      </p>
      {bars && (
        <svg
          role="img"
          aria-label={`Chance of each number of edits: ${words}`}
          width={distances.length * 26}
          height={HEIGHT + 14}
        >
          {distances.map((share, d) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a distance is its place.
            <g key={d} transform={`translate(${d * 26} 0)`}>
              <rect x={2} y={0} width={22} height={HEIGHT} fill="var(--raised)" />
              <rect x={2} y={HEIGHT * (1 - share)} width={22} height={HEIGHT * share} fill="var(--accent)" />
              <text x={13} y={HEIGHT + 12} textAnchor="middle">
                {d}
              </text>
            </g>
          ))}
        </svg>
      )}
    </div>
  );
}
