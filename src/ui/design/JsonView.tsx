import { useEffect, useMemo, useRef, useState } from 'react';
import { readDocument } from '../../space/read-json.ts';
import { Panel } from '../shared/Panel.tsx';
import { useApp } from '../store.ts';
import { ViewSwitch } from './Canvas.tsx';
import { useDesign } from './design-store.ts';
import { saveSchema } from './files.ts';

/** The document as text: edits and pastes are taken as soon as they make a valid document; else the places are shown. */
export function JsonView() {
  const space = useApp((app) => app.space);
  const shown = useMemo(() => JSON.stringify(space, null, 2), [space]);
  const draft = useDesign((design) => design.jsonDraft);
  const [text, setText] = useState(draft ?? shown);
  /** The document that the text was last taken as: changes from elsewhere replace the text, one's own do not. */
  const taken = useRef(space);
  const area = useRef<HTMLTextAreaElement>(null);
  const gutter = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (taken.current === space) return;
    taken.current = space;
    // A text that could not be taken yet is not thrown away for a change made elsewhere.
    if (useDesign.getState().jsonDraft === null) setText(shown);
  }, [space, shown]);

  const read = useMemo(() => readDocument(text), [text]);
  const problems = read.ok ? [] : read.problems;
  const lines = text.split('\n').length;

  const edit = (next: string) => {
    setText(next);
    const parsed = readDocument(next);
    useDesign.setState({ jsonDraft: parsed.ok ? null : next });
    if (!parsed.ok || JSON.stringify(parsed.document) === JSON.stringify(useApp.getState().space)) return;
    taken.current = parsed.document;
    useApp.getState().setSpace(parsed.document, 'edit JSON');
  };
  const goTo = (line: number) => {
    const target = area.current;
    if (!target) return;
    const start =
      text
        .split('\n')
        .slice(0, line - 1)
        .join('\n').length + (line > 1 ? 1 : 0);
    const length = text.split('\n')[line - 1]?.length ?? 0;
    target.focus();
    target.setSelectionRange(start, start + length);
    target.scrollTop = Math.max(0, (line - 4) * 18);
  };

  return (
    <Panel
      title="JSON"
      detail={
        draft !== null
          ? 'not taken yet: see below'
          : problems.length > 0
            ? 'the space has problems: see below'
            : 'the whole document; edits are taken at once'
      }
      area="canvas"
      flush
      actions={
        <>
          {text !== shown && (
            <button
              type="button"
              className="button small"
              onClick={() => {
                setText(shown);
                useDesign.setState({ jsonDraft: null });
              }}
            >
              Back to the document
            </button>
          )}
          <button
            type="button"
            className="button small"
            onClick={() => void saveSchema()}
            title="The JSON Schema that the genotypes of this space fulfil"
          >
            Schema
          </button>
          <ViewSwitch />
        </>
      }
    >
      <div className="json">
        <div className="gutter" ref={gutter} aria-hidden="true">
          {Array.from({ length: lines }, (_, i) => i + 1).join('\n')}
        </div>
        <textarea
          ref={area}
          value={text}
          spellCheck={false}
          aria-label="The space as JSON"
          aria-invalid={problems.length > 0}
          aria-describedby={problems.length > 0 ? 'json-problems' : undefined}
          onChange={(event) => edit(event.target.value)}
          onScroll={(event) => {
            if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
      {problems.length > 0 && (
        <ul className="json-problems" id="json-problems">
          {problems.slice(0, 20).map((problem) => (
            <li key={`${problem.path} ${problem.message}`}>
              {problem.line !== undefined && (
                <button type="button" className="button small" onClick={() => goTo(problem.line!)}>
                  line {problem.line}
                </button>
              )}{' '}
              <span className="failure">{`${problem.path || 'The document'} ${problem.message}.`}</span>
            </li>
          ))}
          {problems.length > 20 && <li className="quiet">and {problems.length - 20} more</li>}
        </ul>
      )}
    </Panel>
  );
}
