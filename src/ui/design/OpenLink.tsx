import { useEffect, useRef, useState } from 'react';
import { count } from '../../space/count.ts';
import { compileSpace } from '../../space/hierarchy.ts';
import { describeWithLines, type ReadDocument } from '../../space/read-json.ts';
import { isLink, readLink } from '../share-link.ts';
import { huge } from '../shared/format.ts';
import { useApp } from '../store.ts';

/** Asks before a link's space takes the place of the open one. */
export function OpenLink() {
  const [read, setRead] = useState<ReadDocument | null>(null);
  const dialog = useRef<HTMLDialogElement>(null);
  const name = useApp((app) => app.space.name);

  useEffect(() => {
    const look = () => {
      const { hash } = location;
      if (!isLink(hash)) return;
      // The address loses the space at once: a reload asks no second time.
      history.replaceState(null, '', '#/design');
      dispatchEvent(new HashChangeEvent('hashchange'));
      readLink(hash).then(setRead, (error: unknown) => useApp.setState({ fault: String(error) }));
    };
    look();
    addEventListener('hashchange', look);
    return () => removeEventListener('hashchange', look);
  }, []);

  useEffect(() => {
    if (read) dialog.current?.showModal();
  }, [read]);
  const close = () => setRead(null);
  if (!read) return null;
  return (
    <dialog ref={dialog} className="dialog" aria-labelledby="link-title" onClose={close}>
      <h2 id="link-title">
        {read.ok ? `Open "${read.document.name}" from the link?` : 'This link carries no space'}
      </h2>
      {read.ok ? (
        <p>
          {huge(count(compileSpace(read.document).tree).toString())} genotypes, {read.document.layers.length}{' '}
          layers. Your space "{name}" is not lost: it stays in Undo, and, unless it is an unchanged template,
          among your earlier spaces.
        </p>
      ) : (
        <pre className="failure">{describeWithLines(read.problems.slice(0, 8))}</pre>
      )}
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <button type="button" className="button" onClick={close}>
          {read.ok ? 'Keep mine' : 'Close'}
        </button>
        {read.ok && (
          <button
            type="button"
            className="button primary"
            onClick={() => {
              useApp.getState().openSpace(read.document, 'open from a link');
              close();
            }}
          >
            Open it
          </button>
        )}
      </div>
    </dialog>
  );
}
