import { useMemo, useState } from 'react';
import type { GroupReport, OffspringReport } from '../../../run/landscape/sampled/families.ts';
import type { Fitness } from '../../../run/landscape/sampled/fitness.ts';
import type { Estimate } from '../../../run/landscape/sampled/intervals.ts';
import type { SampledReport } from '../../../run/landscape/sampled/report.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { brief, fixed } from '../analysis/numbers.ts';
import {
  densityWords,
  distanceWords,
  type FigureRow,
  type FitnessUnit,
  figureRows,
  lengthWords,
  reachWords,
  share,
  unitOf,
  withInterval,
} from './figures.ts';
import { IntervalChart, type IntervalSeries } from './IntervalChart.tsx';
import { type FormProps, SampledForm } from './SampledForm.tsx';
import './sampled.css';

interface Props extends FormProps {
  /** What the shown report's fitness is: that of the sampling it came from, whatever the form says now. */
  readonly shownFitness: Fitness;
}

/** The landscape of a space too large for a table: what is sampled, and what the sample says, with 95 % intervals. */
export function SampledPanel({ shownFitness, ...form }: Props) {
  const report = form.news?.report;
  return (
    <div className="sampled">
      <div className="sampled-room">
        <SampledForm {...form} />
        {report ? (
          <Results report={report} fitness={shownFitness} source={form.news!.fitness} />
        ) : (
          <div className="sampled-empty quiet">
            <p>
              A space that is too large for a table can be sampled: random members, random walks of single
              edits, and offspring of the best and the worst members. What comes of them will be here, each
              figure with its interval.
            </p>
          </div>
        )}
      </div>
    </div>
  );
}

const ONE = 'var(--accent)';
const CORRELATIONS: readonly [number, number] = [-1, 1];
const SHARES: readonly [number, number] = [0, 1];
const ZERO = [0] as const;
const ZERO_ONE = [0, 1] as const;
const NONE: readonly number[] = [];
const ofEdits = (edits: number): string => `${edits}`;
const oneDecimal = (value: number): string => fixed(value, 1);
const twoDecimals = (value: number): string => fixed(value, 2);
const wholeShare = (value: number): string => `${brief(value * 100)} %`;

interface ResultsProps {
  readonly report: SampledReport;
  readonly fitness: Fitness;
  /** What the fitness is, in words. */
  readonly source: string;
}

function Results({ report, fitness, source }: ResultsProps) {
  const unit = useMemo(() => unitOf(fitness), [fitness]);
  const charts = useMemo(() => seriesOf(report), [report]);
  const [centre, setCentre] = useState<'mean' | 'median'>('mean');
  const { density } = report;
  const bin = density ? density.edges[1]! - density.edges[0]! || 1 : 1;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys.
    <section className="sampled-results" tabIndex={0} aria-label="What the sample says">
      <IntervalChart
        title="Distribution of fitness"
        name="sampled-density"
        words={densityWords(report, unit)}
        series={charts.density}
        xLabel={unit.label}
        yLabel="share of members"
        text={share}
        tick={wholeShare}
        include={ZERO}
        limits={SHARES}
        bars={bin}
        xText={unit.text}
        xTick={unit.tick}
      />
      <IntervalChart
        title="Distance to the best"
        name="sampled-distance"
        words={distanceWords(report)}
        series={charts.distance}
        xLabel="edits to the best found"
        yLabel={`mean ${unit.label}`}
        text={unit.text}
        tick={unit.tick}
        include={NONE}
        xText={ofEdits}
      />
      <IntervalChart
        title="Autocorrelation"
        name="sampled-autocorrelation"
        words={lengthWords(report)}
        series={charts.autocorrelation}
        xLabel="edits apart on a walk"
        yLabel="autocorrelation ρ"
        text={twoDecimals}
        tick={oneDecimal}
        include={ZERO_ONE}
        limits={CORRELATIONS}
        xText={ofEdits}
      />
      <IntervalChart
        title="Improvability"
        name="sampled-improvability"
        words={reachWords(report)}
        series={charts[centre]}
        xLabel="edits from the start"
        yLabel={`${centre} ${unit.changeLabel}`}
        actions={
          <button
            type="button"
            className="button small"
            aria-pressed={centre === 'median'}
            title="The median change: a few that lose all do not decide it"
            onClick={() => setCentre(centre === 'mean' ? 'median' : 'mean')}
          >
            Median
          </button>
        }
        text={unit.change}
        tick={unit.tick}
        include={ZERO}
        xText={ofEdits}
      />
      <IntervalChart
        title="Chance to improve"
        name="sampled-improves"
        words="Share of offspring that are better than their start, by their distance from it."
        series={charts.improves}
        xLabel="edits from the start"
        yLabel="better offspring"
        text={share}
        tick={wholeShare}
        include={ZERO_ONE}
        limits={SHARES}
        xText={ofEdits}
      />
      <Figures report={report} unit={unit} source={source} />
    </section>
  );
}

const GROUPS = {
  best: { name: 'best tenth', colour: ONE, shape: 'circle' },
  worst: { name: 'worst tenth', colour: 'var(--series-3)', shape: 'square' },
} as const;

/** What the charts draw. */
function seriesOf({ density, fitnessDistance, autocorrelation, groups }: SampledReport) {
  const single = (points: IntervalSeries['points']): IntervalSeries[] => [
    { name: 'members', colour: ONE, shape: 'circle', points },
  ];
  const byGroup = (of: (offspring: OffspringReport) => Estimate | undefined): IntervalSeries[] =>
    groups.map(({ group, byDistance }: GroupReport) => ({
      ...GROUPS[group],
      points: byDistance.flatMap((one) => {
        const estimate = of(one);
        return estimate ? [{ x: one.distance, value: estimate.value, estimate, count: one.count }] : [];
      }),
    }));
  return {
    density: single(
      density?.shares.map((estimate, i) => ({
        x: (density.edges[i]! + density.edges[i + 1]!) / 2,
        value: estimate?.value ?? 0,
        estimate,
      })) ?? [],
    ),
    distance: single(
      fitnessDistance?.byDistance.map(({ distance, count, value, mean }) => ({
        ...{ x: distance, value, count },
        estimate: mean,
      })) ?? [],
    ),
    autocorrelation: single(
      autocorrelation.lags.flatMap((estimate, i) =>
        estimate ? [{ x: i + 1, value: estimate.value, estimate }] : [],
      ),
    ),
    mean: byGroup(({ change }) => change),
    median: byGroup(({ median }) => median),
    improves: byGroup(({ improves }) => improves),
  };
}

function Figures({ report, unit, source }: { report: SampledReport; unit: FitnessUnit; source: string }) {
  const rows = useMemo(() => figureRows(report, unit), [report, unit]);
  return (
    <ChartPanel title="Figures" name="sampled-figures" table={() => tableOf(rows)} tableOnly>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys. */}
      <section className="sampled-figures" tabIndex={0} aria-label="Figures of the sample">
        <p className="quiet">Fitness. {source}</p>
        <dl>
          {rows.map(({ name, estimate, text, about }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{withInterval(estimate, text)}</dd>
              <dd className="quiet">{about}</dd>
            </div>
          ))}
        </dl>
        <p className="quiet">
          Intervals hold the truth about 95 times in a hundred where many units were drawn (members, walks,
          starts): by the bootstrap over them, of shares Wilson’s. Where a few disasters decide a mean they
          are too narrow. On NATS-Bench, whose tail is long, they held it 86 to 99 times in a hundred; mean
          changes of several edits from the best tenth only about three times in four.
        </p>
      </section>
    </ChartPanel>
  );
}

function tableOf(rows: readonly FigureRow[]): ChartTable {
  return {
    caption: 'Figures of the sample',
    columns: [
      { title: 'Figure' },
      { title: 'Estimate' },
      { title: 'From' },
      { title: 'To (95 %)' },
      { title: 'Units' },
      { title: 'Meaning' },
    ],
    rows: rows.length,
    cell(row, column) {
      const { name, estimate, about } = rows[row]!;
      const { value = null, low = null, high = null, units = null } = estimate ?? {};
      return [name, value, low, high, units, about][column]!;
    },
  };
}
