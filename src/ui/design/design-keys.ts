import { useEffect } from 'react';
import { clip, paste, remove } from '../../space/edit.ts';
import { useApp } from '../store.ts';
import { clipText, readClip } from './clipboard.ts';
import { duplicateSelection, removeSelection, walkProblems } from './commands.ts';
import { apply, focusOf, useDesign } from './design-store.ts';
import { openSpaceFile, saveSpace } from './files.ts';

const inText = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable]') !== null;
const inDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('dialog') !== null;

const onCanvasOrNothing = (target: EventTarget | null): boolean =>
  target === document.body || (target instanceof Element && target.closest('.canvas') !== null);
const focusFirst = (selector: string): void => document.querySelector<HTMLElement>(selector)?.focus();

/** Listens to the designer's keys while its screen is shown. */
export function useDesignKeys(): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (inDialog(event.target)) return;
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      if (command && key === 's') saveSpace();
      else if (command && key === 'o') openSpaceFile();
      else if (event.key === 'F8') walkProblems(event.shiftKey ? -1 : 1);
      else if (inText(event.target)) return;
      else if (command && key === 'd') duplicateSelection();
      else if (command || event.altKey) return;
      else if (event.key === '/') document.getElementById('palette-search')?.focus();
      else if (key === 'o') focusFirst('[role="tree"] [tabindex="0"]');
      else if (key === 'i') focusFirst('#inspector :is(input, select, button, summary)');
      else if (key === 'r') document.getElementById('next-specimen')?.click();
      else if (event.key === 'Delete' && onCanvasOrNothing(event.target)) removeSelection();
      else if (key === 'c') focusFirst('.canvas .react-flow__node');
      else return;
      event.preventDefault();
    };
    const onCopy = (event: ClipboardEvent) => {
      if (inText(event.target) || inDialog(event.target) || !getSelection()?.isCollapsed) return;
      const { space } = useApp.getState();
      const taken = clip(space, useDesign.getState().selected);
      if (!taken || !event.clipboardData) return;
      event.clipboardData.setData('text/plain', clipText(taken.clip));
      event.preventDefault();
      const { kind, values } = taken.clip;
      const what = values.length === 1 ? `a ${kind}` : `${values.length} ${kind}s`;
      if (event.type === 'copy') useDesign.setState({ hint: `Copied ${what}.` });
      else
        apply(remove(space, taken.paths), `cut ${what}`, `The last ${kind} stays: it was copied, not cut.`);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (inText(event.target) || inDialog(event.target) || !event.clipboardData) return;
      const what = readClip(event.clipboardData.getData('text/plain'));
      if (typeof what === 'string') {
        useDesign.setState({ hint: what });
        return;
      }
      event.preventDefault();
      apply(
        paste(useApp.getState().space, focusOf(useDesign.getState()), what),
        `paste ${what.values.length === 1 ? what.kind : `${what.values.length} ${what.kind}s`}`,
        `A ${what.kind} cannot stand there: select a cell of pipelines, or something in one.`,
      );
    };
    addEventListener('keydown', onKey);
    addEventListener('copy', onCopy);
    addEventListener('cut', onCopy);
    addEventListener('paste', onPaste);
    return () => {
      removeEventListener('keydown', onKey);
      removeEventListener('copy', onCopy);
      removeEventListener('cut', onCopy);
      removeEventListener('paste', onPaste);
    };
  }, []);
}
