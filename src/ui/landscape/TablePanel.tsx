import { useEffect, useRef, useState } from 'react';
import { SelectField } from '../shared/fields.tsx';
import { whole } from '../shared/format.ts';
import { Panel } from '../shared/Panel.tsx';
import { counted } from './analysis/numbers.ts';
import { cardSentences } from './card-words.ts';
import { FaultsDialog } from './FaultsDialog.tsx';
import { useLab } from './lab-store.ts';
import { areCells, choicesText, combinationsText, SIGNS_IN_WORDS } from './names.ts';

/** Which table and column are looked at, and where tables come from. */
export function TablePanel() {
  const { tables, table, column, busy, fault, notice, removed, faults } = useLab();
  const { open, choose, importFile, remove, restore, rename, dismiss } = useLab.getState();
  const file = useRef<HTMLInputElement>(null);
  const [naming, setNaming] = useState(false);
  const shelved = tables?.find(({ id }) => id === table?.id);
  return (
    <Panel title="Table" detail={busy} area="table" scrolls>
      <div className="table-form">
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
            </button>{' '}
            <button type="button" className="button small" onClick={dismiss}>
              Dismiss
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
              <button
                type="button"
                className="button small"
                aria-expanded={naming}
                onClick={() => setNaming(!naming)}
              >
                Rename
              </button>
              <button type="button" className="button small" onClick={() => void remove(shelved)}>
                Remove
              </button>
            </>
          )}
        </div>
        {naming && shelved && !shelved.builtIn && (
          <NameForm
            key={shelved.id}
            name={shelved.name}
            onName={(name) => {
              if (name !== undefined) void rename(shelved.id, name);
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
                  ({ name, gaps }) => [name, gaps > 0 ? `${name} (${counted(gaps, 'gap')})` : name] as const,
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
                  <dd>{combinationsText(table.combinations)}</dd>
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
                  <dd>{choicesText(column.positions.map(({ options }) => options.length))}</dd>
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

/** Asks for a table's name; `undefined` where it stays as it is. */
function NameForm({ name, onName }: { name: string; onName: (name: string | undefined) => void }) {
  const field = useRef<HTMLInputElement>(null);
  // Who asks for it wants to type.
  useEffect(() => field.current?.select(), []);
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        const typed = field.current?.value.trim() ?? '';
        onName(typed === '' || typed === name ? undefined : typed);
      }}
    >
      <input
        ref={field}
        className="lab-name"
        aria-label="Name of the table"
        autoComplete="off"
        maxLength={200}
        defaultValue={name}
        onKeyDown={({ key }) => {
          if (key === 'Escape') onName(undefined);
        }}
      />
      <button type="submit" className="button small">
        Save
      </button>
    </form>
  );
}
