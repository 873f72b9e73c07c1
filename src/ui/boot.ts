/**
 * Two starts in a row that did not come to rest mean that something stored breaks the page: the third is made without it.
 */
const KEY = 'cellscape-boot';
/** A page that lives so long has started. */
const RESTED_MS = 4000;

function count(): number {
  try {
    return Number(localStorage.getItem(KEY) ?? 0) || 0;
  } catch {
    return 0;
  }
}

function write(value: number): void {
  try {
    if (value === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, String(value));
  } catch {
    // Nothing is stored, and so nothing stored can break the page.
  }
}

const failed = count();

/** Whether the page is started without what was stored, since it did not start with it twice. */
export const SAFE_MODE: boolean = failed >= 2;

/** To be called once when the page is drawn: counts the start, and forgets it when the page has come to rest. */
export function watchBoot(): void {
  write(SAFE_MODE ? failed : failed + 1);
  if (SAFE_MODE) return;
  setTimeout(
    () =>
      requestIdleCallback(() => {
        rested = true;
        if (!crashed) write(0);
      }),
    RESTED_MS,
  );
  addEventListener('error', () => bootFailed());
  // Closed in good order before that: no sign of trouble.
  addEventListener('pagehide', () => {
    if (!crashed && !rested) write(failed);
  });
}

let crashed = false;
let rested = false;

/** Tells that this start has failed; one that has come to rest cannot. */
export function bootFailed(): void {
  if (rested || crashed) return;
  crashed = true;
  write(failed + 1);
}

/** Leaves safe mode: the next start is made with what is stored. */
export function trustAgain(): void {
  write(0);
  location.reload();
}
