import { create } from 'zustand';
import type { Landmark, SpecimenView, Xray } from '../../run/designer.worker.ts';
import { motifsNamedBy, type SpaceDocument } from '../../space/document.ts';
import { type Edited, exists, placeOf } from '../../space/edit.ts';
import { useApp } from '../store.ts';

/** What the designer shows of the document, apart from the document itself; none of it is undone or saved. */
export interface DesignState {
  /** Paths of the selected parts; the last is the one that single-part commands act on. Empty is the network. */
  readonly selected: readonly string[];
  /** The motifs that the canvas has been opened into, the innermost last; empty is the network. */
  readonly trail: readonly string[];
  readonly view: 'canvas' | 'json';
  readonly xray: Xray | null;
  /** The document that the X-ray is of; while it is not the present one, its figures are old. */
  readonly xrayed: SpaceDocument | null;
  readonly landmarks: readonly Landmark[];
  readonly specimen: SpecimenView | null;
  /** Text of the JSON view that could not be taken yet; kept while the view is closed. */
  readonly jsonDraft: string | null;
  /** What the status line says of the last command that could not be done. */
  readonly hint: string;

  select(path: string, how?: 'only' | 'toggle'): void;
  /** Selects several at once, as a rectangle or a range does. */
  selectAll(paths: readonly string[]): void;
  /** Opens the canvas into a motif; from the top where the trail does not lead there. */
  open(motif: string): void;
  /** Up so many levels. */
  up(levels?: number): void;
  setView(view: 'canvas' | 'json'): void;
}

export const useDesign = create<DesignState>()((set, get) => ({
  selected: [],
  trail: [],
  view: 'canvas',
  xray: null,
  xrayed: null,
  landmarks: [],
  specimen: null,
  jsonDraft: null,
  hint: '',

  select: (path, how = 'only') =>
    set(({ selected }) => ({
      hint: '',
      selected:
        how === 'only'
          ? [path]
          : selected.includes(path)
            ? selected.filter((each) => each !== path)
            : [...selected, path],
    })),
  selectAll: (selected) => {
    if (selected.join() !== get().selected.join()) set({ selected, hint: '' });
  },
  open: (motif) =>
    set(({ trail }) => {
      const { motifs } = useApp.getState().space;
      const known = trail.indexOf(motif);
      const last = trail.at(-1);
      const inside =
        last !== undefined && motifs[last] && motifsNamedBy(motifs[last], motifs).includes(motif);
      return {
        trail: known >= 0 ? trail.slice(0, known + 1) : inside ? [...trail, motif] : [motif],
        view: 'canvas',
      };
    }),
  up: (levels = 1) => set(({ trail }) => ({ trail: trail.slice(0, Math.max(0, trail.length - levels)) })),
  setView: (view) => set({ view }),
}));

/** The part that single-part commands act on. */
export const focusOf = ({ selected }: Pick<DesignState, 'selected'>): string => selected.at(-1) ?? '';

/** Applies an edit and selects what it asks for; says so where there was nothing to do. */
export function apply(edited: Edited | undefined, label: string, refusal: string): void {
  if (!edited) {
    useDesign.setState({ hint: refusal });
    return;
  }
  const { space, setSpace } = useApp.getState();
  if (edited.document !== space) setSpace(edited.document, label);
  useDesign.getState().select(edited.select);
}

// What an edit, an undo or another document took away is neither selected nor open.
useApp.subscribe(({ space }, before) => {
  if (space === before.space) return;
  const { selected, trail } = useDesign.getState();
  const left = selected.filter((path) => exists(space, placeOf(path)));
  const depth = trail.findIndex((name) => !Object.hasOwn(space.motifs, name));
  useDesign.setState({
    ...(left.length < selected.length && { selected: left }),
    ...(depth >= 0 && { trail: trail.slice(0, depth) }),
  });
});
