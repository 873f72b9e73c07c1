import { memo } from 'react';
import type { CandidateView } from '../../run/candidate-table.ts';
import { percent } from '../shared/format.ts';

interface Props {
  curve: CandidateView['curve'];
  epochs: number;
}

/** Validation error and training loss by epoch: a chart, and the same figures as a table below it. */
export const LearningCurve = memo(function LearningCurve({ curve, epochs }: Props) {
  if (curve.length === 0) return <p className="quiet">Measured after each epoch.</p>;
  return (
    <>
      <Plot curve={curve} epochs={epochs} />
      <table className="table">
        <caption className="visually-hidden">Learning curve</caption>
        <thead>
          <tr>
            <th scope="col">Epoch</th>
            <th scope="col">Validation error</th>
            <th scope="col">Loss</th>
          </tr>
        </thead>
        <tbody>
          {curve.slice(-5).map(({ epoch, error, loss }) => (
            <tr key={epoch}>
              <td>{epoch}</td>
              <td>{percent(error)}</td>
              <td>{loss.toFixed(3)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
});

const WIDTH = 260;
const HEIGHT = 92;
const AREA = { left: 38, right: 8, top: 8, bottom: 18 };

/**
 * The errors as a line from zero to the highest. Drawn by hand: a few points need no chart library, whose mounting is the
 * longest task of a click on a candidate.
 */
function Plot({ curve, epochs }: Props) {
  const highest = Math.max(...curve.map(({ error }) => error), 0.001);
  const last = Math.max(2, epochs);
  const x = (epoch: number) => AREA.left + ((epoch - 1) / (last - 1)) * (WIDTH - AREA.left - AREA.right);
  const y = (error: number) => AREA.top + (1 - error / highest) * (HEIGHT - AREA.top - AREA.bottom);
  const points = curve.map(({ epoch, error }) => `${x(epoch).toFixed(1)},${y(error).toFixed(1)}`);
  return (
    <svg
      className="chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      style={{ display: 'block', width: '100%', height: 'auto' }}
      role="img"
      aria-label={`Validation error from ${percent(curve[0]!.error)} to ${percent(curve.at(-1)!.error)} in ${curve.length} epochs`}
    >
      {[0, highest / 2, highest].map((error) => (
        <g key={error}>
          <line x1={AREA.left} x2={WIDTH - AREA.right} y1={y(error)} y2={y(error)} stroke="var(--line)" />
          <text x={AREA.left - 5} y={y(error) + 3.5} textAnchor="end">
            {`${Number((error * 100).toPrecision(2))} %`}
          </text>
        </g>
      ))}
      <polyline points={points.join(' ')} fill="none" stroke="var(--accent)" strokeWidth={1.8} />
      {curve.length <= 20 &&
        curve.map(({ epoch, error }) => (
          <circle key={epoch} cx={x(epoch)} cy={y(error)} r={2.6} fill="var(--accent)" />
        ))}
      <text x={AREA.left} y={HEIGHT - 4}>
        epoch 1
      </text>
      <text x={WIDTH - AREA.right} y={HEIGHT - 4} textAnchor="end">
        {last}
      </text>
    </svg>
  );
}
