import { useEffect } from 'react';
import { isUnderWay, useApp } from './store.ts';

/** Keys that work wherever the focus is on no control of its own. */
export const SHORTCUTS = {
  playPause: { key: ' ', label: 'Space' },
  step: { key: '.', label: '.' },
  stepGeneration: { key: '.', shift: true, label: 'Shift+.' },
  stop: { key: 'Escape', shift: true, label: 'Shift+Esc' },
  undo: { key: 'z', label: 'Ctrl+Z' },
  redo: { key: 'z', shift: true, label: 'Ctrl+Shift+Z' },
} as const;

const CONTROLS =
  'button, input, select, textarea, a, summary, [role="button"], [role="tree"], [contenteditable], dialog, .canvas';

/** Listens to the keys of the transport. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.altKey) return;
      if (event.ctrlKey || event.metaKey) {
        onHistoryKey(event);
        return;
      }
      if (event.target instanceof Element && event.target.closest(CONTROLS)) return;
      const app = useApp.getState();
      const { run, play, pause, stop, step } = app;
      if (event.key === SHORTCUTS.playPause.key && !event.repeat) {
        event.preventDefault();
        if (isUnderWay(app) && run?.phase === 'running') pause();
        else void play();
      } else if ((event.key === '.' || event.code === 'Period') && !event.repeat) {
        event.preventDefault();
        void step(event.shiftKey ? 'generation' : 'evaluation');
      } else if (event.key === SHORTCUTS.stop.key && event.shiftKey && isUnderWay(app)) {
        event.preventDefault();
        stop();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}

/** Undo and redo of the space, but for texts being typed, which have an undo of their own. */
function onHistoryKey(event: KeyboardEvent): void {
  if (event.target instanceof Element && event.target.matches('input:not([type="checkbox"]), textarea'))
    return;
  const { undo, redo } = useApp.getState();
  const key = event.key.toLowerCase();
  if (key === SHORTCUTS.undo.key || key === 'y') {
    event.preventDefault();
    if (key === 'y' || event.shiftKey) redo();
    else undo();
  }
}
