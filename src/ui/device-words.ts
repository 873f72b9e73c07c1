import type { DeviceReport } from '../run/devices.ts';

export const BACKEND_NAMES = { webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WebAssembly SIMD' } as const;

/** What was measured, backend by backend. */
export function deviceSentence(device: DeviceReport | null): string {
  if (!device) return 'Each backend trains a few steps of a small network; the fastest is used.';
  return device.measurements
    .map(({ backend, milliseconds, reason }) =>
      milliseconds === null
        ? `${BACKEND_NAMES[backend]}: ${reason}`
        : `${BACKEND_NAMES[backend]}: ${milliseconds.toFixed(1)} ms a step of a small network`,
    )
    .join('\n');
}
