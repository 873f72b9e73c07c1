import { useState } from 'react';
import { OPERATION_FAMILIES } from '../../space/operations.ts';
import { useApp } from '../store.ts';
import { addCell, addLayer, addPipeline, insertAtSelection } from './commands.ts';
import { familyColour, operationWords } from './words.ts';

/** What a dragged palette entry carries. */
export const DRAGGED_OPERATION = 'application/x-cellscape-operation';

/** Everything that can be put into a space: a click or Enter inserts at the selection, or it is dragged onto the canvas. */
export function Palette() {
  const motifs = useApp((app) => app.space.motifs);
  const [search, setSearch] = useState('');
  const wanted = search.trim().toLowerCase();
  const fits = (name: string) =>
    wanted === '' ||
    name.toLowerCase().includes(wanted) ||
    operationWords(name).toLowerCase().includes(wanted);
  const families = [...OPERATION_FAMILIES, ['Cells as operations', Object.keys(motifs)] as const]
    .map(([title, names]) => [title, names.filter(fits)] as const)
    .filter(([, names]) => names.length > 0);
  return (
    <div className="palette">
      <div className="row">
        <h3 className="section-head">Palette</h3>
        <input
          className="search"
          id="palette-search"
          aria-label="Search the palette"
          aria-keyshortcuts="/"
          placeholder="search  /"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
      </div>
      <div className="palette-entries">
        <button type="button" className="entry" onClick={addLayer}>
          + layer
        </button>
        <button type="button" className="entry" onClick={addPipeline}>
          + pipeline
        </button>
        <button type="button" className="entry" onClick={() => addCell('pipelines')}>
          + cell
        </button>
        <button type="button" className="entry" onClick={() => addCell('dag')}>
          + dag cell
        </button>
      </div>
      {families.map(([title, names]) => (
        <div key={title}>
          <h4 className="palette-head">{title}</h4>
          <div className="palette-entries">
            {names.map((name) => (
              <button
                type="button"
                className="entry"
                key={name}
                draggable
                onDragStart={(event) => {
                  event.dataTransfer.setData(DRAGGED_OPERATION, name);
                  event.dataTransfer.effectAllowed = 'copy';
                }}
                onClick={() => insertAtSelection(name)}
                title={`Insert ${operationWords(name)} at the selection`}
              >
                <span className="swatch" style={{ background: familyColour(name) }} />
                <span className="name">{operationWords(name)}</span>
              </button>
            ))}
          </div>
        </div>
      ))}
      {families.length === 0 && <p className="quiet">No operation is called so.</p>}
    </div>
  );
}
