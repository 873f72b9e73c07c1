import { askToPersist } from '../persist.ts';

/** Hands a file to the user, as a download. */
export function saveFile(name: string, content: string | Uint8Array<ArrayBuffer>, type: string): void {
  askToPersist();
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken its reference by the next task.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
