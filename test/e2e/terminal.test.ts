import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/serve.mjs';
import type { RunEvent } from '../../src/run/events.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellscape-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the command; its output and how it ended. `meanwhile` gets the process and what it has printed so far. */
async function search(args: string[], meanwhile?: (child: ChildProcess, printed: string) => void) {
  const child = spawn(process.execPath, [join(root, 'scripts/search.mjs'), ...args], { cwd: root });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data.toString();
      meanwhile?.(child, output);
    });
  }
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { status, output };
}

const readLog = async (out: string): Promise<RunEvent[]> =>
  (await readFile(join(out, 'run.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const quick = ['--epochs', '1', '--data', '1', '--population', '4', '--backend', 'wasm'];

describe('npm run search', () => {
  it('prints the front and writes log, architectures and models that load', async () => {
    const out = join(folder, 'whole');
    const { status, output } = await search([
      ...['--budget', '5', '--seed', '1', '--out', out],
      ...['--set', 'optimizer=adamw', '--set', 'ema=0.1', ...quick],
    ]);
    expect(output).toContain('5/5');
    expect(output).toMatch(/candidate +validation error +parameters +MACs +generation/);
    expect(status).toBe(0);
    const log = await readLog(out);
    expect(log.map(({ sequence }) => sequence)).toEqual([...log.keys()]);
    expect(log[0]).toMatchObject({ settings: { optimizer: 'adamw', ema: 0.1 } });
    expect(log.at(-1)).toMatchObject({ type: 'finished', reason: 'budget' });
    const front = log.findLast((event) => event.type === 'frontChanged')!;
    const folders = (await readdir(out)).filter((name) => name !== 'run.jsonl');
    expect(folders.sort()).toEqual(front.members.map((candidate) => `candidate-${candidate}`).sort());
    for (const name of folders) {
      const read = async (file: string) => readFile(join(out, name, file));
      const { modelTopology, weightsManifest } = JSON.parse((await read('model.json')).toString());
      const weightData = new Uint8Array(await read('weights.bin')).buffer;
      const model = await tf.loadLayersModel(
        tf.io.fromMemory({ modelTopology, weightSpecs: weightsManifest[0].weights, weightData }),
      );
      const { costs } = JSON.parse((await read('architecture.json')).toString());
      expect(model.countParams()).toBe(costs.parameters + costs.statistics);
      model.dispose();
    }
    // What is there is not written over.
    const again = await search(['--out', out]);
    expect(again.status).toBe(2);
    expect(again.output).toContain('holds a run already');
  });

  it('keeps what there is on Ctrl+C', async () => {
    const out = join(folder, 'interrupted');
    let sent = false;
    const { status, output } = await search(['--budget', '500', '--out', out, ...quick], (child, printed) => {
      if (sent || !/ ([2-9]|\d{2,})\/500/.test(printed)) return;
      sent = true;
      child.kill('SIGINT');
    });
    expect(status).toBe(0);
    expect(output).toContain('models: ');
    const log = await readLog(out);
    expect(log.at(-1)).toMatchObject({ type: 'finished', reason: 'stopped' });
    const front = log.findLast((event) => event.type === 'frontChanged')!;
    for (const candidate of front.members)
      expect(existsSync(join(out, `candidate-${candidate}`, 'weights.bin'))).toBe(true);
  });

  it.each([
    [['--budget', '12'], '--out is missing'],
    [['--out', 'x', '--budget', 'many'], '--budget must be a number, not "many"'],
    [['--out', 'x', '--data', '200'], '--data must be from 0.1 to 100 per cent'],
    [['--out', 'x', '--colour', 'red'], "Unknown option '--colour'"],
    [['--out', 'x', '--space', '/nowhere.json'], '--space /nowhere.json could not be read'],
  ])('refuses %j', async (args, message) => {
    const { status, output } = await search(args);
    expect(status).toBe(2);
    expect(output).toContain(message);
  });

  it('says what is wrong with settings and spaces', async () => {
    const { status, output } = await search(['--out', join(folder, 'bad'), '--cap', '5', ...quick]);
    expect(status).toBe(1);
    expect(output).toContain('the smallest architecture of this space has 174 parameters');
    expect(output).not.toContain('page.evaluate');
  });
});
