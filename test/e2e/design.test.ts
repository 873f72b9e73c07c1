import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Download, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SpaceDocument } from '../../src/space/document.ts';
import { KNOWN } from '../../src/space/known.ts';
import { HIERARCHICAL_SMALL, PRESETS } from '../../src/space/presets.ts';
import { launch, open } from './browser.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** The designer with its first specimen drawn. */
async function design(options: Parameters<Browser['newContext']>[0] = {}) {
  const opened = await open(browser, '#/design', options);
  await opened.page.getByRole('img', { name: /^Specimen/ }).waitFor();
  return opened;
}

const saved = async (download: Download): Promise<SpaceDocument> =>
  JSON.parse(await readFile(await download.path(), 'utf8')) as SpaceDocument;

/** The document as the JSON view shows it. */
async function documentOf(page: Page): Promise<SpaceDocument> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  return saved(await download);
}

/** The cell of the hierarchical template, its pipelines. */
const pipelinesOf = (space: SpaceDocument, name = 'cell') => {
  const motif = space.motifs[name]!;
  if (motif.kind !== 'pipelines') throw new Error(`${name} is no cell of pipelines`);
  return motif.pipelines;
};

const item = (page: Page, name: RegExp) => page.getByRole('treeitem', { name });

describe('the designer', () => {
  it('builds a two-pipeline cell, changes it, undoes, redoes and saves by keyboard alone', async () => {
    const { page, faults } = await design();
    const press = async (...keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
    };
    const focused = () =>
      page.evaluate(
        () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '',
      );
    /** Presses Tab until the focus is on something of that name. */
    const tabTo = async (name: RegExp) => {
      for (let i = 0; i < 60; i++) {
        await press('Tab');
        if (name.test(await focused())) return;
      }
      throw new Error(`Tab does not reach ${name}; the focus is on "${await focused()}".`);
    };
    // The outline, down to the cell, and into it.
    await press('o');
    for (let i = 0; i < 20 && !/^cell,/.test(await focused()); i++) await press('ArrowDown');
    await press('Enter');
    await page.getByRole('navigation', { name: 'Levels' }).getByRole('button', { name: 'cell' }).waitFor();
    // A second pipeline, and a block in it.
    await press('/');
    await tabTo(/^\+ pipeline$/);
    await press('Enter');
    await press('/');
    await page.keyboard.type('conv 5');
    await tabTo(/^conv 5×5$/);
    await press('Enter');
    await page.getByRole('heading', { name: 'Block 2 of pipeline 2 of cell' }).waitFor();
    // Its operations: a separable convolution beside the 5×5 one.
    await press('i');
    for (let i = 0; i < 60; i++) {
      const label = await page.evaluate(() => document.activeElement?.closest('label')?.textContent ?? '');
      if (label === 'conv 7×7') break;
      await press('Tab');
    }
    await press('Space');
    await press('Control+z');
    const download = page.waitForEvent('download');
    await press('Control+Shift+z', 'Control+s');
    const space = await saved(await download);
    expect(pipelinesOf(space)).toEqual([
      ...pipelinesOf(HIERARCHICAL_SMALL),
      { blocks: [{ operation: 'conv3' }, { operation: ['conv5', 'conv7'] }] },
    ]);
    // Undone to the last step, it is the template again.
    await press('o', 'Control+z', 'Control+z', 'Control+z');
    expect(await documentOf(page)).toEqual(HIERARCHICAL_SMALL);
    expect(faults).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('is clean for axe in every view, %s', async (colorScheme) => {
    const { page } = await design({ colorScheme });
    const check = async (what: string) => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(
        violations.map(
          ({ id, nodes }) =>
            `${what}: ${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join('; ')}`,
        ),
      ).toEqual([]);
    };
    await page.getByRole('img', { name: /^Parameters:/ }).waitFor();
    await check('network');
    await item(page, /^one of 6/).click();
    await page.keyboard.press('Enter');
    await page.locator('.react-flow__node').first().waitFor();
    await check('cell and block');
    await page.getByRole('button', { name: 'JSON', exact: true }).click();
    await check('JSON');
    await page.getByRole('button', { name: 'Table' }).click();
    await check('tables');
    await page.getByRole('button', { name: 'Templates' }).click();
    await check('templates');
    await page.getByRole('button', { name: 'Open NATS-Bench topology' }).click();
    await page.getByRole('button', { name: 'JSON', exact: true }).click();
    await item(page, /^cell, shared/).dblclick();
    await page.locator('.edge-label').first().click();
    await check('dag');
    await page.getByRole('button', { name: 'Keys' }).click();
    await check('keys');
  });

  it('opens every template with one click, sound and X-rayed, and keeps what was made before', async () => {
    const { page, faults } = await design();
    for (const { title, document } of [...PRESETS, ...KNOWN]) {
      await page.getByRole('button', { name: 'Templates' }).click();
      await page.getByRole('button', { name: `Open ${title}`, exact: true }).click();
      await expect.poll(() => page.locator('.document-name').innerText()).toBe(document.name);
      // Both answers are about this space: no older one stands there still.
      await page.locator('#xray [aria-busy="false"]').waitFor();
      await page.locator('.problems[aria-busy="false"]').waitFor({ state: 'attached' });
      expect(await page.locator('.problems').innerText()).toBe('');
    }
    // An edited space is put aside when another takes its place, and found again after a reload.
    await item(page, /^Network/).click();
    await page.getByLabel('Name').fill('Mine');
    await page.getByRole('button', { name: 'Templates' }).click();
    await page.getByRole('button', { name: 'Open Chain', exact: true }).click();
    await page.reload();
    await expect.poll(() => page.locator('.document-name').innerText()).toBe('Chain-structured');
    await page.getByRole('button', { name: 'Templates' }).click();
    await page.getByRole('button', { name: /^Open Mine, put aside/ }).click();
    await expect.poll(() => page.locator('.document-name').innerText()).toBe('Mine');
    expect(faults).toEqual([]);
  });

  it('lists problems with place and fix, and F8 walks them', async () => {
    const { page } = await design();
    await page.getByLabel('Parameters, at most').fill('10');
    await page.getByLabel('Channels').fill('3');
    const problems = page.getByRole('list', { name: 'Problems of the space' });
    await problems.getByText(/the smallest architecture of this space has \d+ parameters/).waitFor();
    await problems.getByText(/but MNIST's images are 28×28×1/).waitFor();
    const status = page.getByRole('status');
    for (const words of ['1 of 2: constraints', '2 of 2: input', '1 of 2: constraints']) {
      await page.keyboard.press('F8');
      await status.filter({ hasText: words }).waitFor();
    }
    await page.keyboard.press('Shift+F8');
    await status.filter({ hasText: '2 of 2: input' }).waitFor();
    await problems.getByRole('button', { name: 'Fix: Use 28×28×1, input' }).click();
    await problems.getByRole('button', { name: /^Fix: Raise it to 174/ }).click();
    await expect.poll(() => problems.innerText()).toBe('');
    const space = await documentOf(page);
    expect(space.input).toEqual([28, 28, 1]);
    expect(space.constraints.maxParameters).toBe(174);
  });

  it("says in an edge's form what is wrong with its operations", async () => {
    const { page } = await design();
    await page.getByRole('button', { name: 'Templates' }).click();
    await page.getByRole('button', { name: 'Open NATS-Bench topology' }).click();
    await item(page, /^Edge 0 → 1/).click();
    const form = page.locator('#inspector');
    await form.getByLabel('Operations of its own').check();
    const chosen = form.locator('.toggles input:checked');
    while ((await chosen.count()) > 0) await chosen.first().uncheck();
    await form.getByRole('alert').filter({ hasText: 'Operation is an empty list' }).waitFor();
  });

  it('takes JSON as it is typed, and says at which line it cannot', async () => {
    const { page } = await design();
    await page.getByRole('button', { name: 'JSON', exact: true }).click();
    const area = page.getByLabel('The space as JSON');
    const text = await area.inputValue();
    await area.fill(text.replace('"filters": 8,', '"filters": 8;'));
    const line = text.split('\n').findIndex((each) => each.includes('"filters": 8,')) + 1;
    await page.getByText(`unexpected ";" at line ${line}`).waitFor();
    await area.fill(text.replace('"classes": 10', '"classes": 1'));
    await page.getByText('classes must be a whole number from 2 to 1000').waitFor();
    await page.getByRole('button', { name: /^line \d+$/ }).click();
    expect(
      await area.evaluate((element: HTMLTextAreaElement) =>
        element.value.slice(element.selectionStart, element.selectionEnd).trim(),
      ),
    ).toBe('"classes": 1,');
    // What cannot be taken changes nothing.
    expect(await documentOf(page)).toEqual(HIERARCHICAL_SMALL);
    await area.fill(text.replace('"maxParameters": 60000', '"maxParameters": 50000'));
    expect((await documentOf(page)).constraints.maxParameters).toBe(50_000);
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Schema' }).click();
    expect(JSON.parse(await readFile(await (await download).path(), 'utf8'))).toMatchObject({
      title: `Genotypes of ${HIERARCHICAL_SMALL.name}`,
      required: ['motifs', 'layers', 'dropout'],
    });
    await page.getByRole('button', { name: /^Undo: edit JSON/ }).click();
    await expect.poll(() => area.inputValue()).toBe(text);
  });

  it('keeps a space with problems over a reload, and a text that cannot be taken over a change elsewhere', async () => {
    const { page } = await design();
    await item(page, /^Layer 2/).click();
    await page.getByLabel('Filters').fill('9');
    await item(page, /^Network/).click();
    await page.getByRole('textbox', { name: 'Classes' }).fill('1');
    await page.getByText('Saved, with problems').waitFor();
    await page.reload();
    await page.getByText(/Redo brings the unfinished edits back/).waitFor();
    expect((await documentOf(page)).classes).toBe(10);
    await page.getByRole('button', { name: 'Redo: the unfinished edits' }).click();
    const space = await documentOf(page);
    expect([space.classes, space.layers[1]!.filters]).toEqual([1, 9]);
    await page.getByRole('button', { name: 'JSON', exact: true }).click();
    const area = page.getByLabel('The space as JSON');
    await page.getByText('classes must be a whole number').first().waitFor();
    await area.fill('{ "half": ');
    await page.getByRole('textbox', { name: 'Classes' }).fill('10');
    await page.getByRole('button', { name: 'JSON', exact: true }).click();
    await page.getByRole('button', { name: 'JSON', exact: true }).click();
    expect(await area.inputValue()).toBe('{ "half": ');
    await page.getByRole('button', { name: 'Back to the document' }).click();
    expect(JSON.parse(await area.inputValue()).classes).toBe(10);
  });

  it('starts no run by keys of its own, and keeps the focus where a row goes away', async () => {
    const { page } = await design();
    await item(page, /^Layer 3/).click();
    await page.keyboard.press('Space');
    await page.keyboard.press('Delete');
    await item(page, /^Layer 2/)
      .and(page.locator(':focus'))
      .waitFor();
    await page.keyboard.press('ArrowDown');
    await item(page, /^Head/).and(page.locator(':focus')).waitFor();
    expect(await page.evaluate(() => globalThis.cellscape.events(0))).toEqual([]);
  });

  it('shares a space by a link that asks before it opens, and refuses a damaged one', async () => {
    const { page, url } = await design({ permissions: ['clipboard-read', 'clipboard-write'] });
    await page.getByLabel('Name').fill('Shared space');
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByText(/^Link copied/).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    expect(link.length).toBeLessThan(8192);
    const hash = link.slice(link.indexOf('#'));

    const other = await design();
    await other.page.goto(url + hash);
    await other.page.getByRole('heading', { name: 'Open "Shared space" from the link?' }).waitFor();
    await other.page.getByRole('button', { name: 'Keep mine' }).click();
    expect(await other.page.locator('.document-name').innerText()).toBe(HIERARCHICAL_SMALL.name);
    await other.page.goto(url + hash);
    await other.page.getByRole('button', { name: 'Open it' }).click();
    await expect.poll(() => other.page.locator('.document-name').innerText()).toBe('Shared space');
    // It is one step of the history.
    await other.page.getByRole('button', { name: 'Undo: open from a link' }).click();
    await expect.poll(() => other.page.locator('.document-name').innerText()).toBe(HIERARCHICAL_SMALL.name);
    await other.page.goto(`${url}${hash.slice(0, -9)}`);
    await other.page.getByRole('heading', { name: 'This link carries no space' }).waitFor();
    await other.page.getByRole('button', { name: 'Close' }).click();
    expect(await other.page.locator('.document-name').innerText()).toBe(HIERARCHICAL_SMALL.name);
  });

  it('opens files, and says why it does not open others', async () => {
    const { page } = await design();
    const choose = async (name: string, text: string) => {
      const chooser = page.waitForEvent('filechooser');
      await page.getByRole('button', { name: 'Open', exact: true }).click();
      await (await chooser).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
    };
    await choose('broken.json', '{"schema": 2,\n "name": "x",\n oops}');
    await page.getByText(/broken.json was not opened; your space is as it was/).waitFor();
    await page.getByText(/unexpected "o" at line 3/).waitFor();
    await choose('good.json', JSON.stringify({ ...HIERARCHICAL_SMALL, name: 'From a file' }));
    await expect.poll(() => page.locator('.document-name').innerText()).toBe('From a file');
  });

  it('copies, pastes, duplicates, moves and removes parts', async () => {
    const { page } = await design();
    await item(page, /^Layer 2/).click();
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Control+v');
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('Control+d');
    let space = await documentOf(page);
    expect(space.layers.map(({ filters }) => String(filters))).toEqual([
      '4,8,12',
      '8,16,24',
      '16,24,32',
      '8,16,24',
      '8,16,24',
    ]);
    await item(page, /^Layer 5/).click();
    await page.keyboard.press('Delete');
    await page.keyboard.press('Delete');
    space = await documentOf(page);
    expect(space.layers).toEqual(HIERARCHICAL_SMALL.layers);
    // Several are cut and pasted together, in their order.
    await item(page, /^Layer 1/).click();
    await item(page, /^Layer 2/).click({ modifiers: ['Control'] });
    await page.keyboard.press('Control+x');
    expect((await documentOf(page)).layers).toEqual(HIERARCHICAL_SMALL.layers.slice(2));
    await item(page, /^Layer 1/).click();
    await page.keyboard.press('Control+v');
    const [first, second, third] = HIERARCHICAL_SMALL.layers;
    expect((await documentOf(page)).layers).toEqual([third, first, second]);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    // Several blocks edited together.
    await item(page, /^one of 6/).click();
    await page.keyboard.press('Control+d');
    await item(page, /^one of 6/)
      .first()
      .click({ modifiers: ['Control'] });
    await page.getByRole('heading', { name: '2 blocks' }).waitFor();
    await page.getByLabel('Dropout').last().fill('0, 0.25');
    space = await documentOf(page);
    expect(pipelinesOf(space)[0]!.blocks.map(({ dropout }) => dropout)).toEqual([
      [0, 0.25],
      [0, 0.25],
    ]);
  });

  it('moves a block by dragging, as one step, and takes operations dropped on a pipeline', async () => {
    const { page } = await design();
    await page.getByRole('button', { name: 'Templates' }).click();
    await page.getByRole('button', { name: 'Open Multi-branch', exact: true }).click();
    await item(page, /^branches, /).dblclick();
    const block = page.locator('.react-flow__node').filter({ hasText: 'identity' });
    const target = page.locator('.react-flow__node-pipeline').first();
    await block.waitFor();
    await page.waitForTimeout(300);
    const [from, to] = [(await block.boundingBox())!, (await target.boundingBox())!];
    await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x + to.width - 12, to.y + to.height / 2, { steps: 12 });
    await page.mouse.up();
    const moved = await documentOf(page);
    expect(pipelinesOf(moved, 'branches').map(({ blocks }) => blocks.length)).toEqual([3, 1, 2]);
    expect(pipelinesOf(moved, 'branches')[0]!.blocks.at(-1)).toEqual({ operation: 'identity' });
    await page.getByRole('button', { name: 'Undo: move block' }).click();
    expect(pipelinesOf(await documentOf(page), 'branches').map(({ blocks }) => blocks.length)).toEqual([
      2, 1, 2, 1,
    ]);
    await page
      .locator('.entry')
      .filter({ hasText: 'conv 7×7' })
      .dragTo(target, { targetPosition: { x: 6, y: 30 } });
    const dropped = await documentOf(page);
    expect(pipelinesOf(dropped, 'branches')[0]!.blocks[0]).toEqual({ operation: 'conv7' });
  });

  it('walks specimens, shows what operators change, and saves the picture', async () => {
    const { page } = await design();
    const specimen = page.locator('#specimen');
    await page.keyboard.press('r');
    await specimen.getByText('seed 2', { exact: true }).waitFor();
    await specimen.getByRole('button', { name: 'Mutate' }).click();
    await specimen.getByText('seed 2, mutated (1)', { exact: true }).waitFor();
    await specimen.getByText(/\d+ added/).waitFor();
    await specimen.getByRole('button', { name: 'Cross with' }).click();
    await specimen.getByText('seed 2 crossed with 2 (2)', { exact: true }).waitFor();
    await specimen.getByRole('button', { name: 'Back' }).click();
    await specimen.getByText('seed 2', { exact: true }).waitFor();
    for (const [kind, start] of [
      ['SVG', '<svg'],
      ['PNG', '\u0089PNG'],
    ] as const) {
      const download = page.waitForEvent('download');
      await specimen.getByRole('button', { name: kind }).click();
      const text = (await readFile(await (await download).path())).toString('latin1');
      expect(text.startsWith(start)).toBe(true);
      expect(text.length).toBeGreaterThan(2000);
    }
    // A box leads to the part of the document that it comes from.
    await specimen.locator('svg g').filter({ hasText: 'conv' }).nth(1).click();
    await page.getByRole('heading', { name: 'Block 1 of cell' }).waitFor();
  });
});
