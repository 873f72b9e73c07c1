import { useEffect, useRef } from 'react';
import { DESIGN_KEYS } from './design/keys.ts';
import { SHORTCUTS } from './shortcuts.ts';

/** The keys of the page, on "?" and on a button. */
export function KeySheet() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof Element && event.target.closest('input, textarea, select, dialog');
      if (event.key !== '?' || typing) return;
      event.preventDefault();
      dialog.current?.showModal();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        className="button small"
        onClick={() => dialog.current?.showModal()}
        aria-label="Keys"
        aria-keyshortcuts="?"
      >
        ?
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby="keys-title">
        <div className="row">
          <h2 id="keys-title">Keys</h2>
          <span className="spacer" />
          <button type="button" className="button small" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
        <h3 className="section-head">Everywhere</h3>
        <dl className="keys">
          <dt>{SHORTCUTS.playPause.label}</dt>
          <dd>play or pause the search</dd>
          <dt>{SHORTCUTS.step.label}</dt>
          <dd>step one evaluation</dd>
          <dt>{SHORTCUTS.stepGeneration.label}</dt>
          <dd>step one generation</dd>
          <dt>{SHORTCUTS.stop.label}</dt>
          <dd>stop the search</dd>
          <dt>?</dt>
          <dd>this sheet</dd>
        </dl>
        <h3 className="section-head">Charts of a run</h3>
        <dl className="keys">
          <dt>← →, Home, End</dt>
          <dd>walk the front, the bars of workers, the lineage; Enter selects</dd>
          <dt>+ − 0</dt>
          <dd>zoom the Pareto chart, and show the whole</dd>
          <dt>Esc</dt>
          <dd>make a large chart small again</dd>
        </dl>
        <h3 className="section-head">Graph of a landscape</h3>
        <dl className="keys">
          <dt>← → ↑ ↓</dt>
          <dd>along a ring; through the neighbours, the fittest first</dd>
          <dt>Page ↑ ↓, Home, End</dt>
          <dd>to the next ring; the centre; the fittest</dd>
          <dt>Enter, C</dt>
          <dd>select; make it the centre</dd>
          <dt>P , .</dt>
          <dd>play or pause the walk; one step back; one step on</dd>
          <dt>+ − 0, Shift+arrows</dt>
          <dd>zoom, show all; move the picture</dd>
        </dl>
        <h3 className="section-head">Design</h3>
        <dl className="keys">
          {DESIGN_KEYS.map(([keys, what]) => (
            <div key={keys} style={{ display: 'contents' }}>
              <dt>{keys}</dt>
              <dd>{what}</dd>
            </div>
          ))}
        </dl>
      </dialog>
    </>
  );
}
