import { strToU8, zipSync } from 'fflate';

/** A trained model's topology and weights, as tfjs saves them. */
export interface SavedModel {
  readonly modelTopology: object;
  readonly weightSpecs: readonly object[];
  readonly weightData: ArrayBuffer;
}

/** A file to save. */
export interface ExportedFile {
  readonly name: string;
  readonly data: Uint8Array<ArrayBuffer>;
}

/**
 * The two files of a tfjs layers model: `model.json` (topology and weights manifest) and `weights.bin`. What
 * `tf.loadLayersModel` reads from a URL or a folder.
 */
export function tfjsModelFiles(
  { modelTopology, weightSpecs, weightData }: SavedModel,
  generatedBy: string,
): ExportedFile[] {
  const json = {
    format: 'layers-model',
    generatedBy,
    convertedBy: null,
    modelTopology,
    weightsManifest: [{ paths: ['weights.bin'], weights: weightSpecs }],
  };
  return [
    { name: 'model.json', data: strToU8(`${JSON.stringify(json)}\n`) as Uint8Array<ArrayBuffer> },
    { name: 'weights.bin', data: new Uint8Array(weightData) },
  ];
}

const HOW_TO_LOAD = `A TensorFlow.js layers model, exported by Cellscape.

  const model = await tf.loadLayersModel('model.json');   // served over HTTP beside weights.bin
  const probabilities = model.predict(images);            // float32 [batch, height, width, channels], bytes / 255

architecture.json describes the network, where it comes from and what was measured.
`;

/** One zip with the model, the architecture's JSON and a note on how to load it. */
export function tfjsModelZip(
  model: SavedModel,
  architecture: string,
  generatedBy: string,
): Uint8Array<ArrayBuffer> {
  const files = [
    ...tfjsModelFiles(model, generatedBy),
    { name: 'architecture.json', data: strToU8(architecture) },
    { name: 'README.txt', data: strToU8(HOW_TO_LOAD) },
  ];
  return zipSync(Object.fromEntries(files.map(({ name, data }) => [name, data]))) as Uint8Array<ArrayBuffer>;
}
