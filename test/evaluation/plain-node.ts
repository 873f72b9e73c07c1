import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { ExportedFile } from '../../src/export/tfjs-model.ts';

/** What a user's Node program gets from an exported model: `@tensorflow/tfjs` alone, nothing of ours. */
export async function inPlainNode(
  files: readonly ExportedFile[],
  pixels: Float32Array,
  shape: readonly number[],
): Promise<number[]> {
  const folder = await mkdtemp(join(tmpdir(), 'saved-model-'));
  try {
    for (const { name, data } of files) await writeFile(join(folder, name), data);
    const program = `
      const tf = require('@tensorflow/tfjs');
      const { readFileSync } = require('node:fs');
      const { modelTopology, weightsManifest: [{ weights }] } = JSON.parse(readFileSync('model.json', 'utf8'));
      const weightData = new Uint8Array(readFileSync('weights.bin')).buffer;
      tf.loadLayersModel(tf.io.fromMemory({ modelTopology, weightSpecs: weights, weightData })).then((model) => {
        const images = tf.tensor(${JSON.stringify([...pixels])}, ${JSON.stringify(shape)});
        console.log(JSON.stringify([...model.predict(images).dataSync()]));
      });`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--eval', program], {
      cwd: folder,
      env: { ...process.env, NODE_PATH: resolve('node_modules') },
    });
    return JSON.parse(stdout.trim().split('\n').at(-1)!);
  } finally {
    await rm(folder, { recursive: true });
  }
}
