/** Bytes that stay free for the log when weights are written. */
export const RESERVE = 20 * 2 ** 20;

/** Room for this page on the device, bytes; `null` where the browser does not say. */
export async function roomLeft(): Promise<number | null> {
  try {
    const { quota, usage } = await navigator.storage.estimate();
    return quota === undefined || usage === undefined ? null : quota - usage;
  } catch {
    return null;
  }
}

/** Whether an error says that the device is full. Some browsers end the transaction without saying why. */
export const isFull = (error: unknown): boolean => {
  const { name } = (error ?? {}) as Error;
  return name === 'QuotaExceededError' || name === 'AbortError';
};
