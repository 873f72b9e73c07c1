import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { parentsOf } from '../../../run/candidate-table.ts';
import type { RunView } from '../../../run/fold.ts';
import { ChartPanel, type ChartTable } from '../../charts/ChartPanel.tsx';
import { selectCandidate } from '../../route.ts';
import { percent, whole } from '../../shared/format.ts';
import { CornerSelect } from '../panels/CornerSelect.tsx';
import { useView } from '../view-store.ts';
import './analysis.css';
import { OPERATORS } from '../../../search/method.ts';
import { DifferenceDialog, type Edge } from './DifferenceDialog.tsx';
import {
  createFrontAt,
  FAMILIES,
  FAMILY_WORDS,
  type Family,
  type FamilyTree,
  familyTree,
  rootsOf,
} from './family.ts';
import { LineageTree } from './LineageTree.tsx';
import { errorScale, operatorOf, TreeLegend } from './node-look.tsx';
import { useCalm } from './use-calm.ts';

/** The tree is made anew at most so often, milliseconds. */
const CALM = 1000;

const STEPS: readonly (readonly [string, string])[] = [
  ['2', '2 steps'],
  ['4', '4 steps'],
  ['8', '8 steps'],
  ['16', '16 steps'],
  ['all', 'all steps'],
];

/** A selection made in the drawing, and whose family it showed. */
interface Held {
  readonly selected: number;
  readonly family: Family;
  readonly of: readonly number[];
}

interface Props {
  readonly run: RunView | null;
  readonly selected: number | null;
  readonly title: ReactNode;
}

/** Where candidates come from: ancestors of the best, or of others, and what changed from each to the next. */
export function LineagePanel({ run: live, selected, title }: Props) {
  const { run, mark } = useCalm(live, CALM);
  const [chosen, setChosen] = useState<Family | null>(null);
  const [steps, setSteps] = useState('8');
  /** A candidate that was selected in this drawing: its family does not take the drawing's place. */
  const [held, setHeld] = useState<Held | null>(null);
  const [edge, setEdge] = useState<Edge | null>(null);
  const replay = useView((view) => view.replay);
  const frontAt = useMemo(createFrontAt, []);
  const isHeld = chosen === null && held !== null && held.selected === selected;
  const family = chosen ?? (isHeld ? held.family : selected === null ? 'best' : 'selected');
  const of = isHeld ? held.of : run ? rootsOf(run, family, selected, frontAt(run, replay)) : [];
  const whose = of.join();
  // Ancestors stay what they are; only kin grow with the run.
  const grown = family === 'family' ? (run?.candidates.count ?? 0) : 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whose family it is, is known by the numbers; the table is updated in place.
  const shown = useMemo(
    () =>
      run && of.length > 0
        ? familyTree(
            run.candidates,
            of,
            family === 'family' ? 'both' : 'ancestors',
            steps === 'all' ? null : Number(steps),
          )
        : null,
    [run?.started, family === 'family', whose, steps, grown],
  );
  const known =
    run && shown ? shown.candidates.filter((n) => !Number.isNaN(run.candidates.error[n]!)).length : 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: an error that is known does not change.
  const scale = useMemo(
    () => (run && shown ? errorScale(run.candidates, shown.candidates) : null),
    [shown, known],
  );

  const onSelect = useCallback(
    (candidate: number) => {
      if (shown) setHeld({ selected: candidate, family, of: shown.of });
      selectCandidate(candidate);
    },
    [shown, family],
  );
  const onCompare = useCallback((parent: number, child: number) => setEdge({ parent, child }), []);

  const edges = shown ? edgesOf(shown) : [];
  const who = shown ? whoWords(shown, family === 'family') : '';
  return (
    <>
      <ChartPanel
        title={<span ref={mark}>{title}</span>}
        detail={who || undefined}
        name="lineage"
        table={run && shown ? () => tableOf(run, shown) : null}
        selected={selected}
        footer={
          run &&
          shown && (
            <div className="analysis-foot">
              <p className="quiet">{hiddenWords(shown)}</p>
              <TreeLegend operators={operatorsIn(run, shown)} scale={scale} />
            </div>
          )
        }
      >
        <div className="lineage">
          {run && shown ? (
            <LineageTree
              table={run.candidates}
              tree={shown}
              scale={scale}
              selected={selected}
              label={`Family tree: ${who}; ${hiddenWords(shown)}`}
              onSelect={onSelect}
              onCompare={onCompare}
            />
          ) : (
            <div className="empty">
              <p>
                {run && family !== 'best'
                  ? 'Select a candidate: its ancestors will be here.'
                  : 'The ancestors of the best candidate will be here, from the first sample on.'}
              </p>
            </div>
          )}
          <div className="analysis-bar">
            {edges.length > 0 && (
              <button type="button" className="button small" onClick={() => setEdge(edges.at(-1)!)}>
                Differences
              </button>
            )}
            <CornerSelect
              label="How far back"
              corner="bottom"
              value={steps}
              options={STEPS}
              onChange={setSteps}
            />
            <CornerSelect<Family>
              label="Whose family"
              corner="bottom"
              value={family}
              options={FAMILIES.map((each) => [each, FAMILY_WORDS[each]] as const)}
              onChange={(each) => setChosen(each)}
            />
          </div>
        </div>
      </ChartPanel>
      {run && edge && (
        <DifferenceDialog
          key={run.started.time}
          run={run}
          edges={edges}
          edge={edge}
          onChange={setEdge}
          onClose={() => setEdge(null)}
        />
      )}
    </>
  );
}

/** Every edge of the drawing, by child. */
const edgesOf = ({ candidates, from, to }: FamilyTree): Edge[] =>
  Array.from(from, (parent, edge) => ({ parent: candidates[parent]!, child: candidates[to[edge]!]! })).sort(
    (a, b) => a.child - b.child || a.parent - b.parent,
  );

/** "41 ancestors of 187". */
function whoWords({ of, candidates }: FamilyTree, withKin: boolean): string {
  const others = candidates.length - of.filter((n) => candidates.includes(n)).length;
  const whose = of.length === 1 ? String(of[0]) : `${of.length} candidates`;
  if (others === 0) return `${whose}, without ${withKin ? 'kin' : 'parents'}`;
  const word = withKin ? 'kin' : others === 1 ? 'ancestor' : 'ancestors';
  return `${whole(others)} ${word} of ${whose}`;
}

/** Who is not shown, in words. */
function hiddenWords({ tooFar, noRoom }: FamilyTree): string {
  const parts = [
    ...(tooFar > 0 ? [`${whole(tooFar)} further away`] : []),
    ...(noRoom > 0 ? [`${whole(noRoom)} for want of room`] : []),
  ];
  return parts.length > 0 ? `Not shown: ${parts.join(', ')}.` : 'All are shown.';
}

const operatorsIn = ({ candidates: table }: RunView, { candidates }: FamilyTree) => {
  const seen = new Set(Array.from(candidates, (n) => operatorOf(table, n)));
  return OPERATORS.filter((operator) => seen.has(operator));
};

function tableOf({ candidates: table }: RunView, { candidates }: FamilyTree): ChartTable {
  return {
    caption: 'The candidates of the family tree',
    columns: [
      { title: 'Candidate' },
      { title: 'Parents' },
      { title: 'Operator' },
      { title: 'Generation' },
      { title: 'Error', format: percent },
      { title: 'Parameters', format: whole, wide: true },
    ],
    rows: candidates.length,
    candidate: (row) => candidates[row]!,
    cell: (row, column) => {
      const n = candidates[row]!;
      switch (column) {
        case 0:
          return n;
        case 1:
          return [...new Set(parentsOf(table, n))].join(' × ') || null;
        case 2:
          return operatorOf(table, n);
        case 3:
          return table.generation[n]!;
        case 4:
          return table.error[n]!;
        default:
          return table.parameters[n]!;
      }
    },
  };
}

export default LineagePanel;
