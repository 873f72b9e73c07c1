import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';

/** A trained model as plain data that can cross to another worker: what `model.json` and `weights.bin` are made of. */
export interface ModelArtifacts {
  readonly modelTopology: object;
  readonly weightSpecs: readonly io.WeightsManifestEntry[];
  readonly weightData: ArrayBuffer;
}

/** Takes topology and weights out of a tfjs model, as its own format has them. */
export async function saveArtifacts(model: LayersModel): Promise<ModelArtifacts> {
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

/** The model that was saved. The caller disposes it. */
export function loadArtifacts({
  modelTopology,
  weightSpecs,
  weightData,
}: ModelArtifacts): Promise<LayersModel> {
  return loadLayersModel(io.fromMemory({ modelTopology, weightSpecs: [...weightSpecs], weightData }));
}
