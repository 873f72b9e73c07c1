import { memo } from 'react';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { CandidateView } from '../../run/fold.ts';
import { percent } from '../shared/format.ts';

interface Props {
  curve: CandidateView['curve'];
  epochs: number;
}

/** Validation error and training loss by epoch: a chart, and the same figures as a table below it. */
export const LearningCurve = memo(function LearningCurve({ curve, epochs }: Props) {
  if (curve.length === 0) return <p className="quiet">Measured after each epoch.</p>;
  const data = curve.map(({ epoch, error }) => ({ epoch, error: error * 100 }));
  return (
    <>
      <div className="chart" style={{ height: 96 }}>
        <ResponsiveContainer width="100%" height="100%">
          <LineChart
            data={data}
            accessibilityLayer={false}
            margin={{ top: 6, right: 10, bottom: 0, left: -18 }}
          >
            <CartesianGrid stroke="var(--line)" strokeOpacity={0.7} vertical={false} />
            <XAxis
              dataKey="epoch"
              type="number"
              domain={[1, Math.max(2, epochs)]}
              allowDecimals={false}
              stroke="var(--line)"
              height={20}
            />
            <YAxis stroke="var(--line)" domain={[0, 'auto']} tickCount={3} unit=" %" width={58} />
            <Line
              dataKey="error"
              stroke="var(--accent)"
              strokeWidth={1.8}
              dot={data.length <= 20 ? { r: 2.5, fill: 'var(--accent)' } : false}
              isAnimationActive={false}
            />
          </LineChart>
        </ResponsiveContainer>
      </div>
      <table className="table">
        <caption className="visually-hidden">Learning curve</caption>
        <thead>
          <tr>
            <th scope="col">Epoch</th>
            <th scope="col">Validation error</th>
            <th scope="col">Training loss</th>
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
