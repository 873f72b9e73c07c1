/** The ways to look at runs side by side. */
export const VIEWS = ['fronts', 'hypervolume', 'attainment', 'difference', 'settings', 'test'] as const;
export type CompareView = (typeof VIEWS)[number];

export const VIEW_TITLES: Readonly<Record<CompareView, string>> = {
  fronts: 'Fronts',
  hypervolume: 'Hypervolume',
  attainment: 'Attainment surfaces',
  difference: 'Attainment difference',
  settings: 'Differences of settings',
  test: 'Statistical test',
};

/** The views of the slots once one of them shows another: where it was shown already the two change places. */
export const withView = (slots: readonly CompareView[], slot: number, view: CompareView): CompareView[] =>
  slots.map((old, place) => (place === slot ? view : old === view ? slots[slot]! : old));
