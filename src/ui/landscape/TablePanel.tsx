import { useEffect, useRef, useState } from 'react';
import { SelectField } from '../shared/fields.tsx';
import { whole } from '../shared/format.ts';
import { Panel } from '../shared/Panel.tsx';
import { cardSentences } from './card-words.ts';
import { FaultsDialog } from './FaultsDialog.tsx';
import { useLab } from './lab-store.ts';
import { areCells, SIGNS_IN_WORDS } from './names.ts';

/** Which table and column are looked at, and where tables come from. */
export function TablePanel() {
  const { tables, table, column, busy, fault, notice, removed, faults } = useLab();
  const { open, choose, importFile, remove, restore, rename, dismiss } = useLab.getState();
  const file = useRef<HTMLInputElement>(null);
  const dragging = useDrop((dropped) => void importFile(dropped));
  const [naming, setNaming] = useState(false);
  const shelved = tables?.find(({ id }) => id === table?.id);
  return (
    <Panel title="Table" detail={busy} area="table" scrolls>
      <div className={dragging ? 'table-form dragging' : 'table-form'}>
        {fault && (
          <div className="notice failure" role="alert">
            {fault}
            <button type="button" className="button small" onClick={dismiss}>
              Dismiss
            </button>
          </div>
        )}
        {notice && (
          <div className="notice" role="status">
            {notice}
          </div>
        )}
        {removed && (
          <div className="notice" role="status">
            {removed.name} was removed.{' '}
            <button type="button" className="button small" onClick={() => void restore()}>
              Put it back
            </button>
          </div>
        )}
        <SelectField
          label="Table"
          value={table?.id ?? ''}
          disabled={!tables}
          options={[
            ...(table ? [] : [['', '–'] as const]),
            ...(tables ?? []).map(
              ({ id, name, unsaved }) => [id, unsaved ? `${name} (not kept)` : name] as const,
            ),
          ]}
          onChange={(id) => void open(id)}
        />
        <div className="row">
          <button type="button" className="button small" onClick={() => file.current?.click()}>
            Import a table
          </button>
          {shelved && !shelved.builtIn && (
            <>
              <button type="button" className="button small" onClick={() => setNaming(!naming)}>
                Rename
              </button>
              <button type="button" className="button small" onClick={() => void remove(shelved)}>
                Remove
              </button>
            </>
          )}
        </div>
        {naming && shelved && (
          <input
            className="lab-name"
            aria-label="Name of the table"
            defaultValue={shelved.name}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setNaming(false);
              if (event.key !== 'Enter') return;
              const name = event.currentTarget.value.trim();
              if (name !== '') void rename(shelved.id, name);
              setNaming(false);
            }}
          />
        )}
        <input
          ref={file}
          type="file"
          hidden
          accept=".csv,.json,.gz,text/csv,application/json"
          aria-label="A table as CSV or JSON"
          onChange={({ target }) => {
            const [chosen] = target.files ?? [];
            if (chosen) void importFile(chosen);
            target.value = '';
          }}
        />
        <p className="quiet">
          CSV or JSON with a column of architectures (words, NATS-Bench cells, genotypes) and columns of
          numbers. Or drop it anywhere here. It stays on this device.
        </p>
        {table && (
          <>
            <SelectField
              label="Fitness"
              value={column?.column ?? ''}
              options={[
                ...(column ? [] : [['', '–'] as const]),
                ...table.columns.map(
                  ({ name, gaps }) => [name, gaps > 0 ? `${name} (${whole(gaps)} gaps)` : name] as const,
                ),
              ]}
              onChange={(name) => {
                const found = table.columns.find((each) => each.name === name);
                if (found) void choose(found.name, found.less);
              }}
            />
            {column && (
              <SelectField
                label="Better is"
                value={column.minimise ? 'less' : 'more'}
                options={[
                  ['more', 'more'],
                  ['less', 'less'],
                ]}
                onChange={(better) => void choose(column.column, better === 'less')}
              />
            )}
            <dl className="facts">
              <dt>Architectures</dt>
              <dd>{whole(column?.count ?? table.rows)}</dd>
              {table.combinations !== undefined && (
                <>
                  <dt>Of possible</dt>
                  <dd>{whole(table.combinations)}</dd>
                </>
              )}
              {column && column.leftOut > 0 && (
                <>
                  <dt>Left out (gaps)</dt>
                  <dd>{whole(column.leftOut)}</dd>
                </>
              )}
              {column && column.positions.length > 0 && (
                <>
                  <dt>Choices each</dt>
                  <dd>
                    {column.positions.length} (
                    {column.positions.map(({ options }) => options.length).join(' · ')})
                  </dd>
                </>
              )}
            </dl>
            {column && areCells(column) && <p className="quiet">Names of cells: {SIGNS_IN_WORDS}.</p>}
            {table.card && (
              <>
                <h3 className="section-head">How it was made</h3>
                {cardSentences(table.card, column?.column ?? '').map((sentence) => (
                  <p key={sentence} className="quiet">
                    {sentence}
                  </p>
                ))}
              </>
            )}
          </>
        )}
      </div>
      {faults && <FaultsDialog faults={faults} />}
    </Panel>
  );
}

/** Takes files that are dropped anywhere on the page; true while one is dragged over it. */
function useDrop(onFile: (file: File) => void): boolean {
  const [over, setOver] = useState(false);
  const take = useRef(onFile);
  take.current = onFile;
  useEffect(() => {
    const isFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    const onOver = (event: DragEvent) => {
      if (!isFile(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!isFile(event)) return;
      event.preventDefault();
      setOver(false);
      const [dropped] = event.dataTransfer?.files ?? [];
      if (dropped) take.current(dropped);
    };
    addEventListener('dragover', onOver);
    addEventListener('dragleave', onLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onOver);
      removeEventListener('dragleave', onLeave);
      removeEventListener('drop', onDrop);
    };
  }, []);
  return over;
}
