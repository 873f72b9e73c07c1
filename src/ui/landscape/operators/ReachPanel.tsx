import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { ExperimentReport, Group, GroupResult } from '../../../landscape/operators/operator.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { type Size, useSize } from '../../shared/use-size.ts';
import { counted } from '../analysis/numbers.ts';
import type { LabContext } from '../lab-context.ts';
import {
  correlationOf,
  estimateOf,
  FIGURE,
  FIGURES,
  type Figure,
  noiseOf,
  resultOf,
  tauWords,
} from './figures.ts';
import './operators.css';
import { OperatorLine } from './OperatorLine.tsx';
import { GROUP_WORDS, shareText } from './operator-words.ts';
import { ReachPlot } from './ReachPlot.tsx';

interface Props {
  /** `null` before the experiments. */
  readonly report: ExperimentReport | null;
  readonly context: Pick<LabContext, 'unit'>;
  readonly group: Group;
  readonly onGroup: (group: Group) => void;
  readonly figure: Figure;
  readonly onFigure: (figure: Figure) => void;
  readonly selectedOperator: number | null;
  readonly onSelectOperator: (operator: number) => void;
}

/** The least room of one of several plots, pixels. */
const LEAST: Size = { width: 226, height: 136 };
/** Narrower panels have their choices below the chart. */
const NARROW = 690;
/**
 * From these heights of the room on there are words below the plots, and the selected operator's distances; from these widths, the
 * latter, and words beside the title.
 */
const ROOM_FOR = { words: 226, bars: 270, barsWidth: 500, detail: 760 };

/** Reach against improvability, for all operators: what the source's experiments show. */
export function ReachPanel(props: Props) {
  const { report, context, group, onGroup, figure, onFigure, selectedOperator, onSelectOperator } = props;
  const [box, size] = useSize<HTMLDivElement>();
  const [together, setTogether] = useState(true);
  const [fits, setFits] = useState(false);
  const result = report && resultFor(report, group, figure);
  const selected = selectedOperator !== null && report?.operators[selectedOperator] ? selectedOperator : null;
  const narrow = size !== null && size.width < NARROW;
  const picks = report && (
    <>
      <select
        className="save-as pick"
        aria-label="Improvability as"
        value={figure}
        onChange={({ target }) => onFigure(target.value as Figure)}
      >
        {FIGURES.map((key) => (
          <option key={key} value={key}>
            {FIGURE[key].title}
          </option>
        ))}
      </select>
      <select
        className="save-as pick"
        aria-label="Starts"
        value={together && fits ? 'together' : result?.group}
        onChange={({ target }) => {
          setTogether(target.value === 'together');
          if (target.value !== 'together') onGroup(target.value as Group);
        }}
      >
        {fits && <option value="together">All groups</option>}
        {report.groups.map((each) => (
          <option key={each.group} value={each.group} disabled={!isAsked(each, figure)}>
            {GROUP_WORDS[each.group].title}
          </option>
        ))}
      </select>
    </>
  );
  return (
    <div className={narrow ? 'operators-panel narrow' : 'operators-panel'} ref={box}>
      <ChartPanel
        title="Reach and improvability"
        detail={
          report && (size?.width ?? 0) >= ROOM_FOR.detail
            ? counted(report.operators.length, 'operator')
            : undefined
        }
        name="reach"
        table={report && result ? () => tableOf(report, result, context.unit, onSelectOperator) : null}
        selected={selected}
        actions={!narrow && picks}
      >
        {report && result ? (
          <Room
            {...{ report, result, figure, selected, together }}
            unit={context.unit}
            onSelect={onSelectOperator}
            onFits={setFits}
            bar={narrow && picks}
          />
        ) : (
          <div className="empty">
            <p>
              Reach against improvability of every operator will be here, with Kendall’s τ: run the
              experiments.
            </p>
          </div>
        )}
      </ChartPanel>
    </div>
  );
}

interface RoomProps {
  readonly report: ExperimentReport;
  readonly result: GroupResult;
  readonly figure: Figure;
  readonly unit: string;
  readonly selected: number | null;
  readonly onSelect: (operator: number) => void;
  /** All groups are wanted at once, where they have room. */
  readonly together: boolean;
  readonly onFits: (fits: boolean) => void;
  readonly bar: ReactNode;
}

/** The plots, and below them, where there is room, what they say or the selected operator. */
function Room({ report, result, figure, unit, selected, onSelect, together, onFits, bar }: RoomProps) {
  const [box, size] = useSize<HTMLDivElement>();
  const noise = useMemo(() => noiseOf(report, figure), [report, figure]);
  const reach = useMemo(() => reachRange(report.groups), [report]);
  const tau = useMemo(() => correlationOf(result, figure), [result, figure]);
  const asked = useMemo(() => report.groups.filter((each) => isAsked(each, figure)), [report, figure]);
  const below = size !== null && size.height >= ROOM_FOR.words;
  const columns = size ? columnsFor(asked.length, { ...size, height: size.height - BELOW }) : 0;
  const several = together && columns > 0;
  useEffect(() => onFits(columns > 0), [columns, onFits]);
  return (
    <div className="reach-room" ref={box}>
      <div
        className="reach-plots"
        style={several ? { gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` } : undefined}
      >
        {size &&
          (several ? asked : [result]).map((each) => (
            <ReachPlot
              key={each.group}
              result={each}
              operators={report.operators}
              {...{ figure, unit, noise, reach, selected, onSelect }}
              small={several || size.width < 420}
            />
          ))}
      </div>
      {bar && <div className="reach-bar">{bar}</div>}
      {below && (
        <div className="reach-foot">
          {selected === null ? (
            <p className="quiet">
              {tau && !several ? tauWords(tau, figure) : 'Click a dot, or go along with the arrow keys.'}
            </p>
          ) : (
            <OperatorLine
              operator={report.operators[selected]!}
              bars={size.height >= ROOM_FOR.bars && size.width >= ROOM_FOR.barsWidth}
            />
          )}
        </div>
      )}
    </div>
  );
}

/** Pixels below the plots, with bars. */
const BELOW = 50;

/**
 * How many plots stand in a row where all groups have room: all of them or half, whichever makes plots of the better
 * shape; 0 where they have not.
 */
export function columnsFor(count: number, { width, height }: Size): number {
  if (count < 2) return 0;
  const [best] = [count, Math.ceil(count / 2)]
    .map((columns) => ({ columns, width: width / columns, height: height / Math.ceil(count / columns) }))
    .filter((part) => part.width >= LEAST.width && part.height >= LEAST.height)
    .sort((a, b) => unlikeness(a) - unlikeness(b));
  return best?.columns ?? 0;
}

/** How far a shape is from that of a chart. */
const unlikeness = ({ width, height }: Size): number => Math.abs(Math.log(width / height / 1.5));

/** The result of a group; of another where this one was not asked for the figure. */
function resultFor(report: ExperimentReport, group: Group, figure: Figure): GroupResult | undefined {
  const wanted = resultOf(report, group) ?? report.groups[0];
  return wanted && isAsked(wanted, figure)
    ? wanted
    : (report.groups.find((each) => isAsked(each, figure)) ?? wanted);
}

/** Whether a figure was asked from a group. */
const isAsked = ({ outcomes }: Pick<GroupResult, 'outcomes'>, figure: Figure): boolean =>
  outcomes.some((outcome) => outcome[figure] !== undefined);

function reachRange(groups: readonly GroupResult[]): readonly [number, number] {
  const all = groups.flatMap(({ outcomes }) => outcomes.map(({ reach }) => reach.mean));
  return all.length === 0
    ? [0, 1]
    : all.reduce(([least, most], each) => [Math.min(least, each), Math.max(most, each)], [all[0]!, all[0]!]);
}

/** Every operator's reach and figures from one group. */
function tableOf(
  report: ExperimentReport,
  { group, outcomes }: GroupResult,
  unit: string,
  select: (operator: number) => void,
): ChartTable {
  const { operators } = report;
  const asked = FIGURES.filter((figure) => isAsked({ outcomes }, figure));
  const noise = asked.map((figure) => noiseOf(report, figure));
  const plus = (figure: Figure) => `${FIGURE[figure].title}, ±`;
  return {
    caption: `Reach and improvability of ${operators.length} operators ${GROUP_WORDS[group].from}`,
    columns: [
      { title: 'Operator' },
      { title: 'Reach', format: (value) => value.toFixed(3) },
      ...asked.flatMap((figure) => [
        { title: FIGURE[figure].title, format: (value: number) => FIGURE[figure].text(value, unit) },
        {
          title: plus(figure),
          format: (value: number) => (value === 0 ? 'exact' : value.toPrecision(2)),
          wide: true,
        },
      ]),
      ...(isAsked({ outcomes }, 'toThreshold') ? [{ title: 'Walks that gave up', format: shareText }] : []),
    ],
    rows: operators.length,
    cell: (row, column) => {
      if (column === 0) return operators[row]!.name;
      const outcome = outcomes[row]!;
      if (column === 1) return outcome.reach.mean;
      if (column === 2 + 2 * asked.length) return outcome.toThreshold?.givenUp ?? null;
      const figure = Math.floor((column - 2) / 2);
      const estimate = estimateOf(outcome, asked[figure]!, noise[figure]);
      return (column % 2 === 0 ? estimate?.mean : estimate?.half) ?? null;
    },
    candidate: (row) => row,
    select,
  };
}
