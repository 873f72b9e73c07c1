import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of a published table, where it lies beside the project; the tables are no part of it. */
export function published(name: string): string | undefined {
  const path = fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url));
  if (existsSync(path)) return path;
  console.warn(`${path} is not here: tests with it are skipped.`);
  return undefined;
}

export const readPublished = (name: string): string => readFileSync(published(name)!, 'utf8');
