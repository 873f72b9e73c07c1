import { memo, useCallback, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react';
import { SlotBoundary } from './SlotBoundary.tsx';
import {
  type Room,
  rememberedSlots,
  rememberSlots,
  VIEW_TITLES,
  VIEWS,
  type ViewName,
  withView,
} from './slots.ts';
import { useCalmRun } from './use-calm-run.ts';
import { viewOf } from './views.tsx';

/** The views are drawn anew at most so often, milliseconds; each in a task of its own. */
const CALM = 250;

const NARROW = '(max-width: 1200px)';

const subscribe = (onChange: () => void) => {
  const query = matchMedia(NARROW);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
};

/** The row below the Pareto chart: a view of the run in each slot, chosen in its title. */
export function LowerSlots({ selected }: { readonly selected: number | null }) {
  const room: Room = useSyncExternalStore(subscribe, () => (matchMedia(NARROW).matches ? 'narrow' : 'wide'));
  return <Slots key={room} room={room} selected={selected} />;
}

function Slots({ room, selected }: { readonly room: Room; readonly selected: number | null }) {
  const [slots, setSlots] = useState(() => rememberedSlots(room));
  const change = useCallback(
    (slot: number, view: ViewName) =>
      setSlots((before) => {
        const changed = withView(before, slot, view);
        rememberSlots(room, changed);
        return changed;
      }),
    [room],
  );
  return (
    <div className="lower">
      {slots.map((view, slot) => (
        <Slot
          // biome-ignore lint/suspicious/noArrayIndexKey: a slot is its place.
          key={slot}
          slot={slot}
          phase={slot / slots.length}
          view={view}
          selected={selected}
          onChange={change}
        />
      ))}
    </div>
  );
}

interface SlotProps {
  readonly slot: number;
  readonly phase: number;
  readonly view: ViewName;
  readonly selected: number | null;
  onChange(slot: number, view: ViewName): void;
}

const Slot = memo(function Slot({ slot, phase, view, selected, onChange }: SlotProps) {
  const run = useCalmRun(CALM, phase);
  /** Whether the choice has the focus: the next view brings a choice of its own, which takes it over. */
  const focused = useRef(false);
  const [attempt, setAttempt] = useState(0);
  const View = viewOf(view, attempt);
  const title = <SlotSelect slot={slot} view={view} focused={focused} onChange={onChange} />;
  return (
    <SlotBoundary
      key={view}
      title={title}
      run={run?.started.time ?? null}
      onAgain={() => setAttempt((before) => before + 1)}
    >
      <View run={run} selected={selected} title={title} />
    </SlotBoundary>
  );
});

interface SlotSelectProps {
  readonly slot: number;
  readonly view: ViewName;
  readonly focused: { current: boolean };
  onChange(slot: number, view: ViewName): void;
}

const PLACES = ['Left', 'Middle', 'Right'];

/** Chooses what a slot shows. */
function SlotSelect({ slot, view, focused, onChange }: SlotSelectProps) {
  const select = useRef<HTMLSelectElement>(null);
  useLayoutEffect(() => {
    const element = select.current!;
    if (focused.current) element.focus();
    return () => {
      focused.current = document.activeElement === element;
    };
  }, [focused]);
  return (
    <select
      ref={select}
      className="slot-select"
      aria-label={`${PLACES[slot]} view`}
      value={view}
      onChange={({ target }) => onChange(slot, target.value as ViewName)}
    >
      {VIEWS.map((name) => (
        <option key={name} value={name}>
          {VIEW_TITLES[name]}
        </option>
      ))}
    </select>
  );
}
