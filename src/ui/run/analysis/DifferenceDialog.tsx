import { useEffect, useRef, useState } from 'react';
import type { GraphView } from '../../../architecture/layout.ts';
import type { DifferenceView } from '../../../run/analysis/difference-view.ts';
import type { CandidateTable } from '../../../run/candidate-table.ts';
import type { RunView } from '../../../run/fold.ts';
import { messageOf } from '../../../run/message.ts';
import { GraphPicture } from '../../graph/GraphPicture.tsx';
import { selectCandidate } from '../../route.ts';
import { percent, whole } from '../../shared/format.ts';
import { coordinator, designer } from '../../store.ts';
import { differenceBetween } from './analyst.ts';
import { operatorOf } from './node-look.tsx';

/** A parent and its child. */
export interface Edge {
  readonly parent: number;
  readonly child: number;
}

interface Props {
  readonly run: RunView;
  readonly edges: readonly Edge[];
  readonly edge: Edge;
  onChange(edge: Edge): void;
  onClose(): void;
}

const same = (a: Edge, b: Edge): boolean => a.parent === b.parent && a.child === b.child;

/** How a child's architecture differs from its parent's: both drawings, and what was decided otherwise. */
export function DifferenceDialog({ run, edges, edge, onChange, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { parent, child } = edge;
  const place = edges.findIndex((other) => same(other, edge));
  const { shown, problem } = useDifference(run, edge);
  const step = (by: number) => {
    const next = edges[place + by];
    if (next) onChange(next);
  };
  return (
    <dialog
      ref={dialog}
      className="enlarged lineage-difference"
      aria-label={`Difference of candidates ${parent} and ${child}`}
      onClose={onClose}
      // Escape closes this window, not the panel below it.
      onKeyDown={(event) => event.key === 'Escape' && event.stopPropagation()}
    >
      <div className="row">
        <h2>
          {parent} → {child}
        </h2>
        <span className="quiet">{operatorOf(run.candidates, child)}</span>
        <span className="spacer" />
        <button type="button" className="button small" disabled={place <= 0} onClick={() => step(-1)}>
          Previous
        </button>
        <select
          aria-label="Parent and child"
          value={place}
          onChange={({ target }) => onChange(edges[Number(target.value)]!)}
        >
          {edges.map((each, i) => (
            <option key={`${each.parent} ${each.child}`} value={i}>
              {each.parent} → {each.child}: differences
            </option>
          ))}
        </select>
        <button
          type="button"
          className="button small"
          disabled={place < 0 || place === edges.length - 1}
          onClick={() => step(1)}
        >
          Next
        </button>
        <button type="button" className="button small" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
      <div aria-live="polite">
        <p>{figureWords(run.candidates, edge)}</p>
        {shown && <p>{changeWords(shown.difference)}</p>}
        {problem && <p className="notice failure">{problem}</p>}
        {!shown && !problem && <p className="quiet">Comparing the architectures …</p>}
      </div>
      {shown && (
        <>
          <Decisions difference={shown.difference} />
          <div className="lineage-pair">
            {[
              { n: parent, graph: shown.before, role: 'Parent' },
              { n: child, graph: shown.difference.graph, role: 'Child' },
            ].map(({ n, graph, role }) => (
              <section key={role} aria-label={`${role}, candidate ${n}`}>
                <h3 className="section-head">
                  {role}{' '}
                  <button type="button" className="button small" onClick={() => selectCandidate(n)}>
                    Select candidate {n}
                  </button>
                </h3>
                <GraphPicture graph={graph} label={`${role}: candidate ${n}`} exportable />
              </section>
            ))}
          </div>
        </>
      )}
    </dialog>
  );
}

/** What one decided otherwise than the other. */
function Decisions({ difference: { decisions } }: { difference: DifferenceView }) {
  if (decisions.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys.
    <section className="lineage-decisions" aria-label="Decisions that differ" tabIndex={0}>
      <table className="table">
        <caption className="visually-hidden">What the two genotypes decide differently</caption>
        <thead>
          <tr>
            <th scope="col">Place</th>
            <th scope="col">Decision</th>
            <th scope="col">Parent</th>
            <th scope="col">Child</th>
          </tr>
        </thead>
        <tbody>
          {decisions.map(({ place, question, before, after }) => (
            <tr key={`${place} ${question}`}>
              <td>{place}</td>
              <td>{question}</td>
              <td>{before ?? '–'}</td>
              <td>{after ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** "Error 3.20 % → 2.40 %, parameters 8,412 → 9,020." */
export function figureWords(table: CandidateTable, { parent, child }: Edge): string {
  const error = (n: number) => (Number.isNaN(table.error[n]!) ? 'not known' : percent(table.error[n]!));
  const size = (n: number) => whole(table.parameters[n]!);
  return `Validation error ${error(parent)} → ${error(child)}, parameters ${size(parent)} → ${size(child)}.`;
}

/** What came, changed and went, in a sentence. */
export function changeWords({ same: equal, added, changed, removed }: DifferenceView): string {
  if (equal) return 'Both are the same network, written differently.';
  const layers = (count: number) => `${count} ${count === 1 ? 'layer' : 'layers'}`;
  const parts = [
    ...(added > 0 ? [`${layers(added)} came (+)`] : []),
    ...(changed > 0 ? [`${layers(changed)} changed (~)`] : []),
    ...(removed.length > 0 ? [`${layers(removed.length)} went: ${listWords(removed)}`] : []),
  ];
  return parts.length > 0 ? `${parts.join('; ')}.` : 'The layers are the same, joined differently.';
}

/** Names that come more than once are counted; of many the first few are named. */
function listWords(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const words = [...counts].map(([name, count]) => (count > 1 ? `${count} × ${name}` : name));
  return words.length > 6 ? `${words.slice(0, 6).join(', ')} and ${words.length - 6} more` : words.join(', ');
}

interface Shown {
  readonly edge: Edge;
  readonly difference: DifferenceView;
  readonly before: GraphView;
}

/** The difference, once it is known; that of another pair is not shown meanwhile. */
function useDifference(run: RunView, edge: Edge): { readonly shown: Shown | null; readonly problem: string } {
  const [shown, setShown] = useState<Shown | null>(null);
  const [failure, setFailure] = useState<{ readonly edge: Edge; readonly words: string } | null>(null);
  const { started } = run;
  const { parent, child } = edge;
  // biome-ignore lint/correctness/useExhaustiveDependencies: genotypes do not change while their run is shown.
  useEffect(() => {
    let current = true;
    const pair = { parent, child };
    const compare = async () => {
      const difference = await differenceBetween(run, parent, child);
      const { genotype } = await coordinator.candidate(parent);
      const before = await designer.graph(started.space, genotype);
      if (current) setShown({ edge: pair, difference, before });
    };
    compare().catch((error: unknown) => current && setFailure({ edge: pair, words: messageOf(error) }));
    return () => {
      current = false;
    };
  }, [started, parent, child]);
  return {
    shown: shown && same(shown.edge, edge) ? shown : null,
    problem: failure && same(failure.edge, edge) ? failure.words : '',
  };
}
