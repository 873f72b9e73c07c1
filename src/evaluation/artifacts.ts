import { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Architecture } from '../architecture/graph.ts';
import { buildModel } from './model.ts';
import type { TrainedWeights } from './train.ts';

/** A trained model as plain data that can cross to another worker: what `model.json` and `weights.bin` are made of. */
export interface ModelArtifacts {
  readonly modelTopology: object;
  readonly weightSpecs: readonly io.WeightsManifestEntry[];
  readonly weightData: ArrayBuffer;
}

/** The tfjs model of a trained network as plain data. */
export async function packageModel(
  architecture: Architecture,
  trained: TrainedWeights,
): Promise<ModelArtifacts> {
  const model = buildModel(architecture, trained);
  try {
    return await saveArtifacts(model);
  } finally {
    model.dispose();
  }
}

/** Takes topology and weights out of a tfjs model, as its own format has them. */
async function saveArtifacts(model: LayersModel): Promise<ModelArtifacts> {
  let saved: io.ModelArtifacts | undefined;
  await model.save(
    io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
    }),
  );
  const { modelTopology, weightSpecs, weightData } = saved!;
  return {
    modelTopology: modelTopology as object,
    weightSpecs: weightSpecs!,
    weightData: io.CompositeArrayBuffer.join(weightData!),
  };
}
