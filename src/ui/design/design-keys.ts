import { useEffect } from 'react';
import { type Clip, clip, paste } from '../../space/edit.ts';
import { useApp } from '../store.ts';
import { readClip, writeClip } from './clipboard.ts';
import { duplicateSelection, removeSelection, walkProblems } from './commands.ts';
import { apply, focusOf, useDesign } from './design-store.ts';
import { openSpaceFile, saveSpace } from './files.ts';

const inText = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest('input:not([type="checkbox"]), textarea, select, [contenteditable]') !== null;
const inDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('dialog') !== null;

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
      else if (event.key === 'Delete' && event.target === document.body) removeSelection();
      else return;
      event.preventDefault();
    };
    const onCopy = (event: ClipboardEvent) => {
      if (inText(event.target) || inDialog(event.target) || !getSelection()?.isCollapsed) return;
      const what = clip(useApp.getState().space, focusOf(useDesign.getState()));
      if (!what || !event.clipboardData) return;
      writeClip(event.clipboardData, what);
      event.preventDefault();
      if (event.type === 'cut') removeSelection();
      else useDesign.setState({ hint: `Copied a ${what.kind}.` });
    };
    const onPaste = (event: ClipboardEvent) => {
      if (inText(event.target) || inDialog(event.target) || !event.clipboardData) return;
      const what: Clip | string = readClip(event.clipboardData);
      if (typeof what === 'string') {
        useDesign.setState({ hint: what });
        return;
      }
      event.preventDefault();
      apply(
        paste(useApp.getState().space, focusOf(useDesign.getState()), what),
        `paste ${what.kind}`,
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
