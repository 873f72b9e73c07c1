import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { importTable } from '../../../../src/landscape/import/import-table.ts';
import { loadBuiltIn } from '../../../../src/run/landscape/tables/built-in.ts';

const TEXT = 'cell,iso,validationAccuracy\n000000,0,11.35\n100000,0,11.35\n';
const CARD = { title: 'Cells', rows: 2 };
type Answers = Readonly<Record<string, () => Response>>;
const host =
  (answers: Answers) =>
  async (url: URL): Promise<Response> =>
    answers[url.href]?.() ?? new Response('', { status: 404 });
const [CSV, JSON_] = ['tables/cells-mnist14.csv.gz', 'tables/cells-mnist14.json'].map(
  (path) => `https://host/lab/${path}`,
) as [string, string];
const card = () => Response.json(CARD);

describe('the table that comes with the page', () => {
  it.each([
    ['packed', gzipSync(TEXT)],
    ['unpacked by the host', TEXT],
  ])('is loaded %s, with its card', async (_, body) => {
    const get = host({ [CSV]: () => new Response(body), [JSON_]: card });
    expect(await loadBuiltIn('https://host/lab/', get)).toEqual({
      name: 'cells-mnist14.csv',
      text: TEXT,
      card: CARD,
    });
  });

  it.each<[string, Answers, string]>([
    [
      'it is missing',
      { [JSON_]: card },
      'tables/cells-mnist14.csv.gz could not be loaded: the server answers 404.',
    ],
    ['its card is', { [CSV]: () => new Response(TEXT) }, 'tables/cells-mnist14.json could not be loaded'],
    [
      'a page comes in its stead',
      {
        [CSV]: () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }),
        [JSON_]: card,
      },
      'could not be loaded: the server answers with a page. Serve the whole folder',
    ],
    [
      'it is cut off',
      { [CSV]: () => new Response(gzipSync(TEXT).subarray(0, 40)), [JSON_]: card },
      'cells-mnist14.csv.gz is packed with gzip, and damaged or cut off',
    ],
    [
      'the card is none',
      { [CSV]: () => new Response(TEXT), [JSON_]: () => new Response('[1]') },
      'The card cells-mnist14.json of the table is damaged.',
    ],
  ])('says so when %s', async (_, answers, message) => {
    await expect(loadBuiltIn('https://host/lab/', host(answers))).rejects.toThrow(message);
  });

  it('says so without a network', async () => {
    const get = () => Promise.reject(new TypeError('Failed to fetch'));
    await expect(loadBuiltIn('https://host/', get)).rejects.toThrow('could not be loaded: Failed to fetch.');
  });

  const path = (name: string) => fileURLToPath(new URL(`../../../../public/tables/${name}`, import.meta.url));
  it.skipIf(!existsSync(path('cells-mnist14.csv.gz')))('is a sound table of all cells', async () => {
    const get = async (url: URL) => new Response(readFileSync(path(url.pathname.split('/').at(-1)!)));
    const { name, text } = await loadBuiltIn('https://host/', get);
    const result = importTable(name, text);
    expect(result).toMatchObject({ ok: true, table: { rows: 15_625, genotype: 'cell' } });
    expect(result.faults.total).toBe(0);
  });
});
