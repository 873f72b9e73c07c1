import { useMemo, useState } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import type { ComparisonView } from '../../run/comparison-fold.ts';
import { strategyOf } from '../../search/catalogue.ts';
import { Panel } from '../shared/Panel.tsx';
import { TableToggle } from '../shared/TableToggle.tsx';
import type { Measure } from './compare-store.ts';
import { type BandPoint, bandOf } from './standings.ts';
import { MEASURE_NAMES, measureText, STROKES } from './words.ts';

interface Props {
  view: ComparisonView | null;
  measure: Measure;
}

/** How the runs go: the median of each strategy and the band between its quartiles, candidate by candidate. */
export function CoursesPanel({ view, measure }: Props) {
  const [asTable, setAsTable] = useState(false);
  const courses = view?.courses;
  const bands = useMemo(() => courses?.map((runs) => bandOf(runs, measure)) ?? [], [courses, measure]);
  const titles = view?.started.contestants.map(({ strategy }) => strategyOf(strategy).title) ?? [];
  const begun = bands.some(({ length }) => length > 0);
  return (
    <Panel
      title="Course"
      detail={`${MEASURE_NAMES[measure]} by candidates trained: median, and the band between the quartiles`}
      area="courses"
      flush={!asTable}
      actions={begun && <TableToggle asTable={asTable} onChange={setAsTable} />}
    >
      {asTable ? (
        <CoursesTable bands={bands} titles={titles} measure={measure} />
      ) : (
        <>
          <Courses
            bands={bands}
            titles={titles}
            measure={measure}
            evaluations={view?.started.settings.evaluations ?? 24}
          />
          {!begun && (
            <div className="empty over">
              <p>
                Each strategy will be a line here: how far its runs have come after so many candidates. Random
                search belongs beside all others: it is harder to beat than one thinks.
              </p>
            </div>
          )}
        </>
      )}
    </Panel>
  );
}

interface CoursesProps {
  bands: readonly (readonly BandPoint[])[];
  titles: readonly string[];
  measure: Measure;
}

/** What the chart has for one number of candidates: of each strategy the median and the band. */
type Row = Record<string, number | [number, number]>;

function Courses({ bands, titles, measure, evaluations }: CoursesProps & { evaluations: number }) {
  const rows: Row[] = [];
  for (const [c, band] of bands.entries()) {
    for (const { evaluations: after, low, middle, high } of band) {
      rows[after - 1] = {
        ...rows[after - 1],
        evaluations: after,
        [`middle${c}`]: middle,
        [`band${c}`]: [low, high],
      };
    }
  }
  const [low, high] = rangeOf(bands, measure);
  const percent = (value: number) =>
    measure === 'error' ? `${Math.round(value * 1000) / 10} %` : String(value);
  return (
    <div className="chart courses">
      <ul className="legend" aria-label="Strategies">
        {titles.map((title, c) => (
          <li key={title}>
            <svg width="26" height="8" aria-hidden="true">
              <line
                x1="0"
                y1="4"
                x2="26"
                y2="4"
                stroke={STROKES[c]!.colour}
                strokeWidth="2"
                strokeDasharray={STROKES[c]!.dash}
              />
            </svg>
            {title}
            {bands[c]!.length > 0 && <b>{measureText(bands[c]!.at(-1)!.middle, measure)}</b>}
          </li>
        ))}
      </ul>
      <ResponsiveContainer width="100%" height="100%">
        <ComposedChart
          data={rows}
          accessibilityLayer={false}
          margin={{ top: 12, right: 20, bottom: 20, left: 8 }}
        >
          <CartesianGrid stroke="var(--line)" strokeOpacity={0.7} vertical={false} />
          <XAxis
            dataKey="evaluations"
            type="number"
            domain={[1, Math.max(evaluations, 2)]}
            allowDecimals={false}
            stroke="var(--line)"
            label={{ value: 'candidates trained', position: 'insideBottom', offset: -12 }}
          />
          <YAxis
            domain={[low, high]}
            tickFormatter={percent}
            stroke="var(--line)"
            width={52}
            allowDataOverflow
          />
          {bands.map((_, c) => (
            <Area
              key={`band ${titles[c]}`}
              type="stepAfter"
              dataKey={`band${c}`}
              stroke="none"
              fill={STROKES[c]!.colour}
              fillOpacity={0.14}
              isAnimationActive={false}
              activeDot={false}
            />
          ))}
          {bands.map((_, c) => (
            <Line
              key={`middle ${titles[c]}`}
              type="stepAfter"
              dataKey={`middle${c}`}
              stroke={STROKES[c]!.colour}
              strokeWidth={1.8}
              {...(STROKES[c]!.dash && { strokeDasharray: STROKES[c]!.dash })}
              dot={false}
              isAnimationActive={false}
            />
          ))}
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  );
}

/** The range of the axis, in tidy steps: first values, which are poor and far apart, do not stretch it. */
function rangeOf(bands: CoursesProps['bands'], measure: Measure): [number, number] {
  const from = (points: readonly BandPoint[]) => points.slice(Math.min(2, points.length - 1));
  const points = bands.flatMap(from);
  if (points.length === 0) return measure === 'error' ? [0, 0.2] : [0, 1];
  const low = Math.min(...points.map((point) => point.low));
  const high = Math.max(...points.map((point) => point.high));
  const step = 10 ** Math.floor(Math.log10(Math.max(high - low, 1e-4)));
  const tidy = (value: number) => Number(value.toPrecision(6));
  return [Math.max(0, tidy(Math.floor(low / step) * step)), tidy(Math.ceil(high / step) * step)];
}

/** The same figures: all of them for short runs, else every so many candidates. */
function CoursesTable({ bands, titles, measure }: CoursesProps) {
  const longest = Math.max(...bands.map(({ length }) => length));
  const every = Math.ceil(longest / 50);
  const rows = Array.from({ length: longest }, (_, i) => i + 1).filter(
    (n) => n % every === 0 || n === longest,
  );
  return (
    <table className="table">
      <caption className="visually-hidden">
        Median and quartiles of the {MEASURE_NAMES[measure]} by candidates trained
      </caption>
      <thead>
        <tr>
          <th scope="col">Candidates</th>
          {titles.map((title) => (
            <th scope="col" key={title}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((n) => (
          <tr key={n}>
            <td>{n}</td>
            {bands.map((band, c) => {
              const point = band[n - 1];
              return (
                <td key={titles[c]}>
                  {point
                    ? `${measureText(point.middle, measure)} (${measureText(point.low, measure)} – ${measureText(point.high, measure)})`
                    : '–'}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
