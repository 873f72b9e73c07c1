/** Keys of the designer, for the page's sheet of shortcuts. */
export const DESIGN_KEYS: readonly (readonly [string, string])[] = [
  ['↑ ↓ ← →', 'walk the outline or the canvas'],
  ['Enter', 'open the selected cell on the canvas'],
  ['Alt+↑ on the canvas', 'up a level'],
  ['Alt+↑ ↓ in the outline', 'move the selected part'],
  ['Shift+↑ ↓, Ctrl+click', 'select several'],
  ['Delete', 'remove the selection'],
  ['Ctrl+C · X · V · D', 'copy, cut, paste, duplicate'],
  ['Ctrl+Z · Ctrl+Shift+Z', 'undo, redo'],
  ['Ctrl+S · Ctrl+O', 'save as a file, open a file'],
  ['F8 · Shift+F8', 'next problem, problem before'],
  ['/', 'search the palette'],
  ['O · C · I', 'go to the outline, to the canvas, to the inspector'],
  ['R', 'next specimen'],
];
