import type { DeviceReport } from '../run/devices.ts';
import { BACKENDS } from '../run/settings.ts';
import { CELLSCAPE_VERSION } from '../run/version.ts';

const KEY = 'cellscape-device';

/**
 * What a measurement is true of: another browser, other cores or another version of the kernels may be faster or
 * slower.
 */
const circumstances = (): string =>
  [CELLSCAPE_VERSION, navigator.userAgent, navigator.hardwareConcurrency].join(' · ');

/** What was measured of this device before; `null` where nothing was, or something else has changed since. */
export function rememberedDevice(): DeviceReport | null {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? 'null') as {
      circumstances?: unknown;
      report?: Partial<DeviceReport>;
    } | null;
    const { report } = stored ?? {};
    if (stored?.circumstances !== circumstances() || !report || !isReport(report)) return null;
    return report;
  } catch {
    return null;
  }
}

function isReport(report: Partial<DeviceReport>): report is DeviceReport {
  const { measurements, fastest, cores } = report;
  return (
    Array.isArray(measurements) &&
    measurements.every(
      ({ backend, milliseconds, gainOfTwo, reason }) =>
        BACKENDS.includes(backend) &&
        (milliseconds === null || typeof milliseconds === 'number') &&
        typeof gainOfTwo === 'number' &&
        typeof reason === 'string',
    ) &&
    measurements[0]?.milliseconds !== null &&
    measurements[0]?.backend === fastest &&
    typeof cores === 'number'
  );
}

/**
 * Remembers a measurement, where the browser lets us and something works: a device without any backend is looked at
 * again.
 */
export function rememberDevice(report: DeviceReport): void {
  if (!report.fastest) return;
  try {
    localStorage.setItem(KEY, JSON.stringify({ circumstances: circumstances(), report }));
  } catch {
    // It is measured again next time.
  }
}
