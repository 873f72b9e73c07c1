import { io } from '@tensorflow/tfjs-core';
import { type LayersModel, loadLayersModel } from '@tensorflow/tfjs-layers';
import type { ModelArtifacts } from '../../src/evaluation/artifacts.ts';

/** The model that was saved, as tfjs loads it. The caller disposes it. */
export function loadArtifacts({
  modelTopology,
  weightSpecs,
  weightData,
}: ModelArtifacts): Promise<LayersModel> {
  return loadLayersModel(io.fromMemory({ modelTopology, weightSpecs: [...weightSpecs], weightData }));
}
