import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { phenotype } from '../../src/architecture/phenotype.ts';
import { architectureJson } from '../../src/export/architecture-json.ts';
import { tfjsModelFiles, tfjsModelZip } from '../../src/export/tfjs-model.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { parseDocument } from '../../src/space/parse-document.ts';
import { HIERARCHICAL_SMALL } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';

const space = compileSpace(HIERARCHICAL_SMALL);

describe('architectureJson', () => {
  it('holds all it takes to make the same network again', () => {
    for (let seed = 0; seed < 20; seed++) {
      const genotype = sample(space.tree, createRng(seed));
      const own = phenotype(space, genotype);
      const text = architectureJson({
        candidate: 3,
        genotype,
        ...own,
        validationError: 0.04,
        curve: [{ epoch: 1, loss: 0.5, error: 0.04 }],
        provenance: { settings: {}, dataset: {}, backend: 'wasm', versions: {} },
        space: space.document,
      });
      const read = JSON.parse(text);
      const document = parseDocument(read.space);
      if (!document.ok) throw new Error('The exported space is not valid.');
      const again = phenotype(compileSpace(document.document), read.genotype);
      expect(again).toEqual(own);
      expect(read).toMatchObject({ hash: own.hash, costs: own.costs, input: { shape: [28, 28, 1] } });
      expect(read.nodes).toHaveLength(own.architecture.nodes.length);
    }
  });
});

describe('tfjs model files', () => {
  const model = {
    modelTopology: { class_name: 'Model' },
    weightSpecs: [{ name: 'w', shape: [2], dtype: 'float32' }],
    weightData: new Float32Array([1, 2]).buffer,
  };

  it('are what loadLayersModel reads', () => {
    const [json, weights] = tfjsModelFiles(model, 'test');
    expect(JSON.parse(strFromU8(json!.data))).toMatchObject({
      format: 'layers-model',
      modelTopology: model.modelTopology,
      weightsManifest: [{ paths: [weights!.name], weights: model.weightSpecs }],
    });
    expect(new Float32Array(weights!.data.buffer)).toEqual(new Float32Array([1, 2]));
  });

  it('stand in the zip with the architecture and a note', () => {
    const files = unzipSync(tfjsModelZip(model, '{"a":1}', 'test'));
    expect(Object.keys(files).sort()).toEqual([
      'README.txt',
      'architecture.json',
      'model.json',
      'weights.bin',
    ]);
    expect(strFromU8(files['architecture.json']!)).toBe('{"a":1}');
  });
});
