/** What a GPU was asked to do since the start. */
export interface GpuWork {
  /** Programs run: WebGPU's dispatches, WebGL's draw calls. */
  readonly dispatches: number;
  /** Programs compiled: WebGPU's pipelines, WebGL's linked programs. */
  readonly compilations: number;
  /** Writes from JavaScript: buffers, textures. */
  readonly uploads: number;
  /** Reads back to JavaScript. */
  readonly reads: number;
}

type Methods = Record<string, (...parameters: unknown[]) => unknown>;

/**
 * Counts calls of the browser's own GPU interfaces from now on; call it before a backend opens. Answers with the
 * counts so far.
 */
export function countGpuWork(): () => GpuWork {
  const counts = { dispatches: 0, compilations: 0, uploads: 0, reads: 0 };
  const count = (owner: string, method: string, what: keyof GpuWork) => {
    const prototype = (globalThis as unknown as Record<string, { prototype: Methods } | undefined>)[owner]
      ?.prototype;
    const original = prototype?.[method];
    if (!prototype || !original) return;
    prototype[method] = function (this: unknown, ...parameters: unknown[]) {
      counts[what]++;
      return original.apply(this, parameters);
    };
  };
  count('GPUComputePassEncoder', 'dispatchWorkgroups', 'dispatches');
  count('GPUDevice', 'createComputePipeline', 'compilations');
  count('GPUDevice', 'createComputePipelineAsync', 'compilations');
  count('GPUQueue', 'writeBuffer', 'uploads');
  count('GPUBuffer', 'mapAsync', 'reads');
  count('WebGL2RenderingContext', 'drawElements', 'dispatches');
  count('WebGL2RenderingContext', 'linkProgram', 'compilations');
  count('WebGL2RenderingContext', 'texSubImage2D', 'uploads');
  count('WebGL2RenderingContext', 'readPixels', 'reads');
  return () => ({ ...counts });
}
