/** What a slot below the Pareto chart can show. */
export const VIEWS = [
  'hypervolume',
  'lineage',
  'workers',
  'population',
  'shares',
  'importance',
  'curves',
  'candidates',
] as const;
export type ViewName = (typeof VIEWS)[number];

export const VIEW_TITLES: Readonly<Record<ViewName, string>> = {
  hypervolume: 'Hypervolume',
  lineage: 'Lineage',
  workers: 'Workers',
  population: 'Population',
  shares: 'What survives',
  importance: 'Importance',
  curves: 'Learning curves',
  candidates: 'Candidates',
};

/** Which views the slots show, from left to right; no view twice. */
export type Slots = readonly ViewName[];

/** Where the page is wide there are three slots, else two: each with a choice of its own. */
export type Room = 'wide' | 'narrow';

export const DEFAULT_SLOTS: Readonly<Record<Room, Slots>> = {
  wide: ['hypervolume', 'lineage', 'candidates'],
  narrow: ['hypervolume', 'candidates'],
};

/** Shows a view in a slot. A slot that had it gets what this one had. */
export const withView = (slots: Slots, slot: number, view: ViewName): Slots =>
  slots.map((shown, i) => (i === slot ? view : shown === view ? slots[slot]! : shown));

const KEY = 'cellscape-run-views';

/** What was chosen before; whatever does not fit (any more) is as usual. */
export function readSlots(room: Room, text: string | null): Slots {
  const usual = DEFAULT_SLOTS[room];
  if (text === null) return usual;
  try {
    const stored: unknown = (JSON.parse(text) as Partial<Record<Room, unknown>> | null)?.[room];
    const fits =
      Array.isArray(stored) &&
      stored.length === usual.length &&
      stored.every((view) => VIEWS.includes(view as ViewName)) &&
      new Set(stored).size === stored.length;
    return fits ? (stored as ViewName[]) : usual;
  } catch {
    return usual;
  }
}

/** What is remembered once a choice is added to what was. */
export const slotsText = (room: Room, slots: Slots, before: string | null): string =>
  JSON.stringify({
    wide: readSlots('wide', before),
    narrow: readSlots('narrow', before),
    [room]: slots,
  });

/** The choice of this device. */
export function rememberedSlots(room: Room): Slots {
  try {
    return readSlots(room, localStorage.getItem(KEY));
  } catch {
    return DEFAULT_SLOTS[room];
  }
}

export function rememberSlots(room: Room, slots: Slots): void {
  try {
    localStorage.setItem(KEY, slotsText(room, slots, localStorage.getItem(KEY)));
  } catch {
    // No room or no permission: the choice holds as long as the page.
  }
}
