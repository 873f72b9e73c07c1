/** Whether the browser keeps what is stored even when the device is full; `null` where it does not say. */
export async function isPersistent(): Promise<boolean | null> {
  try {
    return await navigator.storage.persisted();
  } catch {
    return null;
  }
}

let asked = false;

/** Asks the browser once, when the user first saves something, to keep what is stored here. Whether it does is its own business. */
export function askToPersist(): void {
  if (asked) return;
  asked = true;
  void isPersistent().then((kept) => (kept === false ? navigator.storage.persist() : undefined));
}
