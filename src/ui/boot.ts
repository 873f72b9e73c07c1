/**
 * Two starts in a row that did not come to rest mean that something stored breaks the page: the third is made without it.
 * Each tab counts its own starts, by a name that outlives its reloads.
 */
const KEY = 'cellscape-boot';
/** A page that lives so long has started. */
const RESTED_MS = 4000;
/** Starts of other tabs that are younger may be going on: several tabs can be opened at once. */
const OTHERS_MS = 30_000;

/** Starts that have not come to rest, by tab. */
type Starts = Record<string, { readonly count: number; readonly time: number }>;

function read(): Starts {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof stored === 'object' && stored !== null ? (stored as Starts) : {};
  } catch {
    return {};
  }
}

function tabName(): string {
  try {
    const known = sessionStorage.getItem(KEY) ?? crypto.randomUUID();
    sessionStorage.setItem(KEY, known);
    return known;
  } catch {
    return 'a tab';
  }
}

const tab = tabName();

/** Starts that failed, as this one finds them. */
function failures(): number {
  const entries = Object.entries(read()).filter(
    ([name, { time }]) => name === tab || Date.now() - time > OTHERS_MS,
  );
  return entries.reduce((sum, [, { count }]) => sum + (Number(count) || 0), 0);
}

/** Writes how many starts of this tab have not come to rest. */
function write(count: number): void {
  try {
    const { [tab]: _, ...others } = read();
    const starts: Starts = count > 0 ? { ...others, [tab]: { count, time: Date.now() } } : others;
    if (Object.keys(starts).length === 0) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(starts));
  } catch {
    // Nothing is stored, and so nothing stored can break the page.
  }
}

const failed = failures();
const own = read()[tab]?.count ?? 0;

/** Whether the page is started without what was stored, since it did not start with it twice. */
export const SAFE_MODE: boolean = failed >= 2;

/** To be called once when the page is drawn: counts the start, and forgets it when the page has come to rest. */
export function watchBoot(): void {
  if (SAFE_MODE) return;
  write(own + 1);
  const soon = globalThis.requestIdleCallback ?? ((work: () => void) => setTimeout(work));
  setTimeout(() => soon(rest), RESTED_MS);
  // What is no error of the page's own (a loop of the browser's observers) says nothing.
  addEventListener('error', ({ error }) => error && bootFailed());
  // Closed in good order before that: no sign of trouble.
  addEventListener('pagehide', () => {
    if (!crashed && !rested) write(own);
  });
}

let crashed = false;
let rested = false;

function rest(): void {
  rested = true;
  if (crashed) return;
  try {
    // Whatever failed before, it starts now.
    localStorage.removeItem(KEY);
  } catch {
    // Nothing is stored.
  }
}

/** Tells that this start has failed; one that has come to rest cannot. */
export function bootFailed(): void {
  if (rested || crashed) return;
  crashed = true;
  write(own + 1);
}

/** Leaves safe mode: the next start is made with what is stored. */
export function trustAgain(): void {
  rest();
  location.reload();
}
