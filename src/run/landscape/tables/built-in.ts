import { messageOf } from '../../message.ts';
import { readTableFile } from './limits.ts';

/** How a table that comes with the page was made. Fields are shown as they are. */
export interface TableCard {
  readonly title: string;
  readonly [field: string]: unknown;
}

export interface BuiltInTable {
  /** The file's name. */
  readonly name: string;
  /** CSV. */
  readonly text: string;
  readonly card: TableCard;
}

/** Our own table: every cell of four nodes on MNIST at 14×14 pixels (`run/cell-table`). */
export const BUILT_IN = 'cells-mnist14';

/**
 * Loads a table that comes with the page, and its card, from `tables/` below `baseUrl`. Hosts may unpack the file.
 * Rejects with an `Error` that says which file is missing or broken and what to do.
 */
export async function loadBuiltIn(
  baseUrl: string,
  get: (url: URL) => Promise<Response> = (url) => fetch(url),
  table: string = BUILT_IN,
): Promise<BuiltInTable> {
  const name = `${table}.csv`;
  const [packed, card] = await Promise.all([
    load(baseUrl, `tables/${name}.gz`, get),
    load(baseUrl, `tables/${table}.json`, get),
  ]);
  const text = await readTableFile({ name: `${name}.gz`, size: packed.size, stream: () => packed.stream() });
  return { name, text, card: readCard(await card.text(), `${table}.json`) };
}

const ADVICE = 'Serve the whole folder that "npm run build" makes.';

async function load(baseUrl: string, path: string, get: (url: URL) => Promise<Response>): Promise<Blob> {
  try {
    const response = await get(new URL(path, baseUrl));
    if (!response.ok) throw new Error(`the server answers ${response.status}`);
    // Hosts that have a page for every address give that in the stead of a file that is not there.
    if (/^text\/html\b/.test(response.headers.get('content-type') ?? ''))
      throw new Error('the server answers with a page');
    return await response.blob();
  } catch (error) {
    throw new Error(`The table's file ${path} could not be loaded: ${messageOf(error)}. ${ADVICE}`);
  }
}

function readCard(text: string, name: string): TableCard {
  let card: unknown;
  try {
    card = JSON.parse(text);
  } catch {
    card = undefined;
  }
  if (typeof card !== 'object' || card === null || typeof (card as TableCard).title !== 'string')
    throw new Error(`The card ${name} of the table is damaged. ${ADVICE}`);
  return card as TableCard;
}
