import { type RefObject, useMemo } from 'react';
import { MNIST_FORM } from '../../datasets/mnist.ts';
import { count } from '../../space/count.ts';
import { compileSpace } from '../../space/hierarchy.ts';
import { KNOWN } from '../../space/known.ts';
import { PRESETS, type Preset, withImages } from '../../space/presets.ts';
import { huge } from '../shared/format.ts';
import { useApp } from '../store.ts';
import { useDesign } from './design-store.ts';

interface Props {
  dialog: RefObject<HTMLDialogElement | null>;
}

/** Spaces to start from: those of the literature, known architectures, and the user's own earlier ones. */
export function Templates({ dialog }: Props) {
  const earlier = useApp((app) => app.earlier);
  const sizes = useMemo(
    () =>
      new Map(
        [...PRESETS, ...KNOWN].map(({ id, document }) => [id, count(compileSpace(document).tree).toString()]),
      ),
    [],
  );
  const close = () => dialog.current?.close();
  const open = (document: Parameters<typeof withImages>[0], label: string) => {
    useApp.getState().openSpace(document, label);
    useDesign.setState({ selected: [], trail: [], view: 'canvas' });
    close();
  };
  const entry = (preset: Preset) => {
    const { id, title, about, reference, document } = preset;
    const adapted = withImages(document, MNIST_FORM.shape, MNIST_FORM.classes);
    return (
      <li key={id} className="template">
        <div className="row">
          <h3>{title}</h3>
          <span className="quiet">{huge(sizes.get(id)!)} genotypes</span>
          <span className="spacer" />
          {adapted !== document && (
            <button
              type="button"
              className="button small"
              onClick={() => open(document, `open ${title} as published`)}
            >
              As published, {document.input.join('×')}
            </button>
          )}
          <button
            type="button"
            className="button small primary"
            onClick={() => open(adapted, `open ${title}`)}
            aria-label={`Open ${title}`}
          >
            {adapted === document ? 'Open' : 'Open for MNIST'}
          </button>
        </div>
        <p>{about}</p>
        <p className="quiet small">{reference}</p>
      </li>
    );
  };
  return (
    <dialog ref={dialog} className="dialog wide" aria-labelledby="templates-title">
      <div className="row">
        <h2 id="templates-title">Templates</h2>
        <span className="quiet">Your space stays in Undo, and among your earlier ones.</span>
        <span className="spacer" />
        <button type="button" className="button small" onClick={close}>
          Close
        </button>
      </div>
      <h3 className="section-head">Search spaces</h3>
      <ul className="templates">{PRESETS.map(entry)}</ul>
      <h3 className="section-head">Known architectures, each in a small space of its relatives</h3>
      <ul className="templates">{KNOWN.map(entry)}</ul>
      {earlier.length > 0 && (
        <>
          <h3 className="section-head">Your earlier spaces</h3>
          <ul className="templates">
            {earlier.map(({ document, time }) => (
              <li key={time} className="template">
                <div className="row">
                  <h3>{document.name}</h3>
                  <span className="quiet">put aside {new Date(time).toLocaleString('en')}</span>
                  <span className="spacer" />
                  <button
                    type="button"
                    className="button small"
                    onClick={() => open(document, `open ${document.name}`)}
                    aria-label={`Open ${document.name}, put aside ${new Date(time).toLocaleString('en')}`}
                  >
                    Open
                  </button>
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
    </dialog>
  );
}
