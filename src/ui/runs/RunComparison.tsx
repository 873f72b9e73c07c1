import { type ReactNode, useMemo, useRef, useState } from 'react';
import { groupsOf } from '../../run/portraits/groups.ts';
import type { RunHead } from '../../run/storage/database.ts';
import { SlotBoundary } from '../run/panels/SlotBoundary.tsx';
import { Panel } from '../shared/Panel.tsx';
import { AttainmentPanel } from './compare/AttainmentPanel.tsx';
import { BandsPanel } from './compare/BandsPanel.tsx';
import './compare/compare.css';
import { DifferencePanel } from './compare/DifferencePanel.tsx';
import { type FrontLine, FrontsPanel } from './compare/FrontsPanel.tsx';
import { GroupList } from './compare/GroupList.tsx';
import { lookOf } from './compare/looks.ts';
import { MOST_RUNS, type NamedGroup, namedGroups } from './compare/named-groups.ts';
import { SettingsPanel } from './compare/SettingsPanel.tsx';
import { TestPanel } from './compare/TestPanel.tsx';
import { usePortraits } from './compare/use-portraits.ts';
import { type CompareView, VIEW_TITLES, VIEWS, withView } from './compare/views.ts';

const PLACES = ['Left', 'Right'];

/** Stored runs side by side: which runs belong together, and two views of them. */
export function RunComparison({ runs }: { runs: readonly RunHead[] }) {
  // The oldest first: a run that is chosen later takes no other's colour.
  const { portraits, problems, missing } = usePortraits(runs.toSorted((a, b) => a.created - b.created));
  const groups = useMemo(() => namedGroups(groupsOf(portraits)), [portraits]);
  const [slots, setSlots] = useState<readonly CompareView[]>(['fronts', 'hypervolume']);
  const [asGroups, setAsGroups] = useState(false);
  /** The slot whose choice has the focus: the next view brings a choice of its own, which takes it over. */
  const focused = useRef<number | null>(null);
  const mayRuns = groups.length < portraits.length && portraits.length <= MOST_RUNS;
  const byRun = mayRuns && !asGroups;
  const lines = useMemo(() => frontLines(groups, byRun), [groups, byRun]);
  if (runs.length === 0)
    return (
      <Panel title="Compared" area="compared">
        <div className="empty">
          <p>
            Choose runs above by their boxes: fronts, hypervolumes and settings will stand here side by side.
            Runs that differ in their seed alone are taken together.
          </p>
        </div>
      </Panel>
    );

  const titleOf = (slot: number): ReactNode => (
    <select
      ref={(element) => {
        if (focused.current === slot) element?.focus();
      }}
      className="slot-select"
      aria-label={`${PLACES[slot]} view of the comparison`}
      value={slots[slot]}
      onFocus={() => {
        focused.current = slot;
      }}
      onBlur={({ relatedTarget }) => {
        if (relatedTarget) focused.current = null;
      }}
      onChange={({ target }) => setSlots(withView(slots, slot, target.value as CompareView))}
    >
      {VIEWS.map((name) => (
        <option key={name} value={name}>
          {VIEW_TITLES[name]}
        </option>
      ))}
    </select>
  );
  const fronts = (title: ReactNode) => (
    <FrontsPanel
      title={title}
      groups={groups}
      lines={lines}
      actions={
        mayRuns && (
          <select
            className="save-as wide"
            aria-label="Lines of the fronts"
            value={byRun ? 'runs' : 'groups'}
            onChange={({ target }) => setAsGroups(target.value === 'groups')}
          >
            <option value="runs">by run</option>
            <option value="groups">by group</option>
          </select>
        )
      }
    />
  );
  const panelOf = (slot: number): ReactNode => {
    const title = titleOf(slot);
    switch (slots[slot]!) {
      case 'fronts':
        return fronts(title);
      case 'hypervolume':
        return <BandsPanel title={title} groups={groups} />;
      case 'attainment':
        return <AttainmentPanel title={title} groups={groups} />;
      case 'difference':
        return <DifferencePanel title={title} groups={groups} />;
      case 'settings':
        return <SettingsPanel title={title} groups={groups} />;
      case 'test':
        return <TestPanel title={title} groups={groups} />;
    }
  };
  return (
    <div className="run-comparison">
      <GroupList
        groups={groups}
        problems={problems}
        missing={missing}
        runLooks={byRun ? new Map(lines.map(({ run }, i) => [run.id, i])) : NO_LOOKS}
      />
      {portraits.length === 1 && runs.length === 1 && (
        <div className="alone">{fronts(VIEW_TITLES.fronts)}</div>
      )}
      {portraits.length > 0 &&
        runs.length > 1 &&
        slots.map((view, slot) => (
          <SlotBoundary
            key={`${PLACES[slot]} ${view}`}
            title={titleOf(slot)}
            run={portraits.length}
            onAgain={() => undefined}
          >
            {panelOf(slot)}
          </SlotBoundary>
        ))}
    </div>
  );
}

const NO_LOOKS: ReadonlyMap<string, number> = new Map();

/** The fronts of all runs: each drawn and named for itself, or as its group. */
function frontLines(groups: readonly NamedGroup[], byRun: boolean): FrontLine[] {
  if (byRun)
    return groups.flatMap(({ runs }) => runs).map((run, i) => ({ run, name: run.name, look: lookOf(i) }));
  return groups.flatMap(({ runs, short, look }) =>
    runs.map((run, i) => ({ run, look, name: i === 0 ? short : null })),
  );
}
