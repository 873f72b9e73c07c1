import { useShallow } from 'zustand/react/shallow';
import { DeviceChip } from './DeviceChip.tsx';
import { openSpaceFile, saveSpace, shareSpace } from './design/files.ts';
import { KeySheet } from './KeySheet.tsx';
import { Icon } from './shared/Icon.tsx';
import { SHORTCUTS } from './shortcuts.ts';
import { useApp } from './store.ts';

const SAVED = {
  saved: 'Saved on this device',
  draft: 'Saved, with problems',
  refused: 'Not saved: storage is full or blocked',
} as const;

/** Brand, document, what is saved, device, data, theme. */
export function TopBar() {
  const { space, theme, saved, setTheme, undo, redo, undoLabel, redoLabel } = useApp(
    useShallow(({ run: _, ...app }) => ({
      ...app,
      undoLabel: app.history.past.at(-1)?.label,
      redoLabel: app.history.future[0]?.label,
    })),
  );
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <header className="top-bar">
      <h1 className="brand">
        <Icon name="logo" size={20} />
        Cellscape
      </h1>
      <span className="document-name">{space.name}</span>
      <span className={`saved-state ${saved === 'saved' ? 'quiet' : 'warning'}`} title={SAVED[saved]}>
        {SAVED[saved]}
      </span>
      <button
        type="button"
        className="button small"
        disabled={!undoLabel}
        onClick={undo}
        aria-label={undoLabel ? `Undo: ${undoLabel}` : 'Undo'}
        title={undoLabel ? `Undo: ${undoLabel} (${SHORTCUTS.undo.label})` : SHORTCUTS.undo.label}
      >
        ↶
      </button>
      <button
        type="button"
        className="button small"
        disabled={!redoLabel}
        onClick={redo}
        aria-label={redoLabel ? `Redo: ${redoLabel}` : 'Redo'}
        title={redoLabel ? `Redo: ${redoLabel} (${SHORTCUTS.redo.label})` : SHORTCUTS.redo.label}
      >
        ↷
      </button>
      <button
        type="button"
        className="button small"
        onClick={openSpaceFile}
        title="Open a space from a file (Ctrl+O)"
      >
        Open
      </button>
      <button
        type="button"
        className="button small"
        onClick={saveSpace}
        title="Save the space as a file (Ctrl+S)"
      >
        Save
      </button>
      <button
        type="button"
        className="button small"
        onClick={() => void shareSpace()}
        title="Copy a link that carries the space"
      >
        Share
      </button>
      <span className="spacer" />
      <DeviceChip />
      <span className="chip wide-only">MNIST 60,000</span>
      <button
        type="button"
        className="button small"
        onClick={() => setTheme(other)}
        aria-label={`Use the ${other} theme`}
      >
        <Icon name="theme" size={15} />
      </button>
      <KeySheet />
    </header>
  );
}
