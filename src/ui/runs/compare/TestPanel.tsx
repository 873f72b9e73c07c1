import { type ReactNode, useMemo, useState } from 'react';
import { commonBox } from '../../../run/portraits/common-box.ts';
import {
  commonEvaluations,
  FEW,
  OUTCOMES,
  type Sample,
  sameImages,
  sampleOf,
  type Trial,
  type TrialOutcome,
  trialsOf,
} from '../../../run/portraits/trials.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { whole } from '../../shared/format.ts';
import { NO_BOX } from './box-words.ts';
import type { NamedGroup } from './named-groups.ts';
import { Swatch } from './Swatch.tsx';
import { OUTCOME_NAMES, outcomeText, pText, sizeWord, testWarnings } from './test-words.ts';

interface Props {
  readonly title: ReactNode;
  readonly groups: readonly NamedGroup[];
}

/** Where no values could bring p to this level it is said how low it can be. */
const LEVEL = 0.05;

type Samples = Partial<Record<TrialOutcome, readonly Sample[]>>;

/** What the runs' ends say: figures of each group, and the test of each pair. */
export function TestPanel({ title, groups }: Props) {
  const [early, setEarly] = useState(false);
  const shared = commonEvaluations(groups);
  const moment = early ? shared : 'end';
  const common = useMemo(() => commonBox(groups.flatMap(({ seeds }) => seeds)), [groups]);
  const samples = useMemo((): Samples => {
    if (!sameImages(groups)) return {};
    const of = (outcome: TrialOutcome) => groups.map((group) => sampleOf(group, outcome, moment, common.box));
    return { ...(common.box && { hypervolume: of('hypervolume') }), error: of('error') };
  }, [groups, moment, common]);
  const trials = useMemo(() => trialsOf(samples), [samples]);
  const outcomes = OUTCOMES.filter((outcome) => samples[outcome]);
  const tested = outcomes.some((outcome) => trials[outcome]!.some(({ test }) => test));
  const when = moment === 'end' ? 'at the end of finished runs' : `after ${whole(moment)} evaluations`;
  return (
    <ChartPanel
      title={title}
      detail={tested ? undefined : when}
      name="test"
      tableOnly
      table={outcomes.length > 0 && groups.length > 1 ? () => tableOf(groups, samples, trials) : null}
      actions={
        outcomes.length > 0 && (
          <select
            className="save-as wide"
            aria-label="When the runs are compared"
            value={early ? 'early' : 'end'}
            onChange={({ target }) => setEarly(target.value === 'early')}
          >
            <option value="end">at the end</option>
            <option value="early">after {whole(shared)} evaluations, which all have</option>
          </select>
        )
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys. */}
      <section className="scrolling" tabIndex={0} aria-label="Figures and tests">
        {!common.box && <p className="caution">{NO_BOX[common.differ]}</p>}
        {outcomes.length > 0 && <Figures groups={groups} samples={samples} when={when} />}
        {groups.length === 1 && (
          <p className="quiet">A test needs a second group: choose runs with other settings.</p>
        )}
        {groups.length > 1 &&
          testWarnings(groups, samples.error ?? []).map((warning) => (
            <p className="caution" key={warning}>
              {warning}
            </p>
          ))}
        {groups.length > 1 && outcomes.length > 0 && (
          <Trials groups={groups} samples={samples} trials={trials} />
        )}
        {tested && (
          <p className="quiet">
            p: Mann–Whitney, two-sided, with Holm’s correction over all tests in this table. A₁₂ (Vargha and
            Delaney): how probably a run of the first group is better than one of the second; ½: as often as
            not.
          </p>
        )}
      </section>
    </ChartPanel>
  );
}

interface PartProps {
  readonly groups: readonly NamedGroup[];
  readonly samples: Samples;
}

function Figures({ groups, samples, when }: PartProps & { when: string }) {
  const outcomes = OUTCOMES.filter((outcome) => samples[outcome]);
  return (
    <table className="table trials">
      <caption className="visually-hidden">Each group {when}: median and quartiles</caption>
      <thead>
        <tr>
          <th scope="col">Group</th>
          <th scope="col">n</th>
          {outcomes.map((outcome) => (
            <th scope="col" key={outcome}>
              {OUTCOME_NAMES[outcome]}
              <br />
              <span className="fine">median, quartiles</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {groups.map((group, g) => (
          <tr key={group.runs[0]!.id}>
            <td>
              <Swatch look={group.look} /> {group.name}
            </td>
            <td>{samples.error![g]!.values.length}</td>
            {outcomes.map((outcome) => (
              <FiguresCell key={outcome} sample={samples[outcome]![g]!} outcome={outcome} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function FiguresCell({ sample: { figures }, outcome }: { sample: Sample; outcome: TrialOutcome }) {
  const text = (value: number) => outcomeText(value, outcome);
  if (!figures) return <td>–</td>;
  return (
    <td>
      {text(figures.median)}
      {figures.n > 1 && (
        <>
          <br />
          <span className="fine">
            {text(figures.lowerQuartile)} to {text(figures.upperQuartile)}
          </span>
        </>
      )}
    </td>
  );
}

function Trials({
  groups,
  samples,
  trials,
}: PartProps & { trials: Partial<Record<TrialOutcome, readonly Trial[]>> }) {
  const outcomes = OUTCOMES.filter((outcome) => trials[outcome]);
  const sizes = samples.error!.map(({ values }) => values.length);
  return (
    <table className="table trials">
      <caption className="visually-hidden">Tests of all pairs of groups</caption>
      <thead>
        <tr>
          <th scope="col">First and second</th>
          <th scope="col">n</th>
          {outcomes.map((outcome) => (
            <th scope="col" key={outcome}>
              {OUTCOME_NAMES[outcome]}
              <br />
              <span className="fine">A₁₂, p</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {trials[outcomes[0]!]!.map(({ first, second }, pair) => (
          <tr key={`${first} ${second}`}>
            <td>
              {groups[first]!.name} and {groups[second]!.name}
            </td>
            <td className={Math.min(sizes[first]!, sizes[second]!) < FEW ? 'warning' : undefined}>
              {sizes[first]}, {sizes[second]}
            </td>
            {outcomes.map((outcome) => (
              <TrialCell key={outcome} trial={trials[outcome]![pair]!} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function TrialCell({ trial: { test } }: { trial: Trial }) {
  if (!test) return <td className="fine">no test</td>;
  return (
    <td>
      {test.a12.toFixed(2)} ({sizeWord(test.a12)})
      <br />
      <span className="fine">
        {pText(test.holm)}
        {test.least > LEVEL && ` (${test.least.toFixed(2)} at best)`}
      </span>
    </td>
  );
}

function tableOf(
  groups: readonly NamedGroup[],
  samples: Samples,
  trials: Partial<Record<TrialOutcome, readonly Trial[]>>,
): ChartTable {
  const rows = OUTCOMES.flatMap((outcome) =>
    (trials[outcome] ?? []).map((trial) => ({
      outcome,
      ...trial,
      one: samples[outcome]![trial.first]!,
      other: samples[outcome]![trial.second]!,
    })),
  );
  return {
    caption: 'Tests of all pairs of groups',
    columns: [
      ...[{ title: 'Measure' }, { title: 'First' }, { title: 'Second' }],
      ...[{ title: 'n first' }, { title: 'n second' }, { title: 'Median first' }, { title: 'Median second' }],
      ...[{ title: 'A12' }, { title: 'p' }, { title: 'p, Holm' }],
    ],
    rows: rows.length,
    cell: (row, column) => {
      const { outcome, first, second, one, other, test } = rows[row]!;
      return [
        ...[OUTCOME_NAMES[outcome], groups[first]!.name, groups[second]!.name],
        ...[
          one.values.length,
          other.values.length,
          one.figures?.median ?? null,
          other.figures?.median ?? null,
        ],
        ...[test?.a12 ?? null, test?.p ?? null, test?.holm ?? null],
      ][column]!;
    },
  };
}
