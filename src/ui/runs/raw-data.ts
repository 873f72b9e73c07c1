import { saveFile } from '../shared/save-file.ts';

/** Saves all that this page has stored but the runs (those are files of their own), unread, as a file. */
export async function saveRawData(): Promise<void> {
  const stored: Record<string, string | null> = {};
  for (let i = 0; i < localStorage.length; i++) {
    const key = localStorage.key(i)!;
    stored[key] = localStorage.getItem(key);
  }
  saveFile('cellscape-stored.json', JSON.stringify(stored, null, 2), 'application/json');
}
