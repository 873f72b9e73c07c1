import { memo, useState } from 'react';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { RunView } from '../../run/fold.ts';
import { Panel } from '../shared/Panel.tsx';
import { TableToggle } from '../shared/TableToggle.tsx';

/** How far the front has come, evaluation by evaluation. */
export function HypervolumePanel({ run }: { run: RunView | null }) {
  const [asTable, setAsTable] = useState(false);
  const history = run ? rowsOf(run) : NOTHING;
  return (
    <Panel
      title="Hypervolume"
      detail={history.length > 0 ? run!.hypervolume.toFixed(3) : undefined}
      flush={!asTable}
      actions={history.length > 0 && <TableToggle asTable={asTable} onChange={setAsTable} />}
    >
      {asTable && run ? (
        <table className="table">
          <caption className="visually-hidden">Hypervolume after each change of the front</caption>
          <thead>
            <tr>
              <th scope="col">Evaluations</th>
              <th scope="col">Hypervolume</th>
            </tr>
          </thead>
          <tbody>
            {history.map(({ evaluated, hypervolume }) => (
              <tr key={evaluated}>
                <td>{evaluated}</td>
                <td>{hypervolume.toFixed(4)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <>
          <Course history={history} evaluated={run?.evaluated ?? 0} />
          {history.length === 0 && (
            <div className="empty over">
              <p>How much of the box between the smallest network and the cap the front dominates.</p>
            </div>
          )}
        </>
      )}
    </Panel>
  );
}

interface Row {
  readonly evaluated: number;
  readonly hypervolume: number;
}
const NOTHING: readonly Row[] = [];
const rowsOf = ({ course }: RunView): Row[] =>
  Array.from({ length: course.count }, (_, i) => ({
    evaluated: course.evaluated[i]!,
    hypervolume: course.hypervolume[i]!,
  }));

interface CourseProps {
  history: readonly Row[];
  evaluated: number;
}

const Course = memo(function Course({ history, evaluated }: CourseProps) {
  const last = history.at(-1) ?? { evaluated: 0, hypervolume: 0 };
  const data = history.length === 0 ? [] : [{ evaluated: 0, hypervolume: 0 }, ...history];
  if (history.length > 0 && evaluated > last.evaluated)
    data.push({ evaluated, hypervolume: last.hypervolume });
  return (
    <div className="chart">
      <ResponsiveContainer width="100%" height="100%">
        <LineChart data={data} accessibilityLayer={false} margin={{ top: 8, right: 16, bottom: 18, left: 0 }}>
          <CartesianGrid stroke="var(--line)" strokeOpacity={0.7} vertical={false} />
          <XAxis
            dataKey="evaluated"
            type="number"
            domain={[0, Math.max(evaluated, 4)]}
            allowDecimals={false}
            stroke="var(--line)"
            label={{ value: 'evaluations', position: 'insideBottom', offset: -12 }}
          />
          <YAxis domain={[0, 1]} ticks={[0, 0.5, 1]} stroke="var(--line)" width={40} />
          <Line
            type="stepAfter"
            dataKey="hypervolume"
            stroke="var(--accent)"
            strokeWidth={1.8}
            dot={false}
            isAnimationActive={false}
          />
        </LineChart>
      </ResponsiveContainer>
    </div>
  );
});
