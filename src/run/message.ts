/** What was thrown, in words: an error's own message, or whatever else it was as text. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
