// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DeviceReport } from '../../src/run/devices.ts';
import { rememberDevice, rememberedDevice } from '../../src/ui/remembered-device.ts';

const REPORT: DeviceReport = {
  measurements: [
    { backend: 'webgpu', milliseconds: 2.5, gainOfTwo: 1.4, reason: '' },
    { backend: 'wasm', milliseconds: 9, gainOfTwo: 1, reason: '' },
    {
      backend: 'webgl',
      milliseconds: null,
      gainOfTwo: 1,
      reason: 'This browser offers no WebGL 2 in workers.',
    },
  ],
  fastest: 'webgpu',
  cores: 4,
};

/** The one key under which all is stored, whatever it is called. */
function key(): string {
  expect(localStorage).toHaveLength(1);
  return localStorage.key(0)!;
}

/** What is stored, changed by `change`. */
function tamper(
  change: (stored: { circumstances: unknown; report: Record<string, unknown> }) => unknown,
): void {
  const name = key();
  const stored = JSON.parse(localStorage.getItem(name)!) as Parameters<typeof change>[0];
  localStorage.setItem(name, JSON.stringify(change(stored)));
}

describe('the remembered device', () => {
  beforeEach(() => localStorage.clear());
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  it('is nothing before it was measured, and what was measured afterwards', () => {
    expect(rememberedDevice()).toBeNull();
    rememberDevice(REPORT);
    expect(rememberedDevice()).toEqual(REPORT);
    const other: DeviceReport = { ...REPORT, measurements: REPORT.measurements.slice(1), fastest: 'wasm' };
    rememberDevice(other);
    expect(rememberedDevice()).toEqual(other);
  });

  it('is not remembered where no backend worked, and then an earlier one stays', () => {
    rememberDevice({ ...REPORT, fastest: null });
    expect(rememberedDevice()).toBeNull();
    rememberDevice(REPORT);
    rememberDevice({ ...REPORT, fastest: null });
    expect(rememberedDevice()).toEqual(REPORT);
  });

  it('is another one in another browser or with other cores', () => {
    rememberDevice(REPORT);
    const agent = vi.spyOn(navigator, 'userAgent', 'get').mockReturnValue('Another browser/1.0');
    expect(rememberedDevice()).toBeNull();
    agent.mockRestore();
    expect(rememberedDevice()).toEqual(REPORT);
    const cores = vi.spyOn(navigator, 'hardwareConcurrency', 'get').mockReturnValue(97);
    expect(rememberedDevice()).toBeNull();
    cores.mockRestore();
    expect(rememberedDevice()).toEqual(REPORT);
  });

  it('is measured anew by another version', async () => {
    vi.resetModules();
    vi.doMock('../../src/run/version.ts', () => ({ CELLSCAPE_VERSION: '0.0.0-another' }));
    try {
      const older = await import('../../src/ui/remembered-device.ts');
      older.rememberDevice(REPORT);
      expect(older.rememberedDevice()).toEqual(REPORT);
      expect(rememberedDevice()).toBeNull();
    } finally {
      vi.doUnmock('../../src/run/version.ts');
    }
  });

  it.each<[what: string, change: Parameters<typeof tamper>[0]]>([
    ['null', () => null],
    ['a number', () => 3],
    ['a list', () => []],
    ['the report alone, an older form', ({ report }) => report],
    ['no circumstances', ({ report }) => ({ report })],
    ['other circumstances', (stored) => ({ ...stored, circumstances: 'here' })],
    ['no report', ({ circumstances }) => ({ circumstances })],
    ['a report that is null', (stored) => ({ ...stored, report: null })],
    ['no measurements', (stored) => ({ ...stored, report: { ...stored.report, measurements: undefined } })],
    [
      'measurements of another form',
      (stored) => ({ ...stored, report: { ...stored.report, measurements: {} } }),
    ],
    [
      'a measurement that is null',
      (stored) => ({ ...stored, report: { ...stored.report, measurements: [null] } }),
    ],
    ['no fastest', (stored) => ({ ...stored, report: { ...stored.report, fastest: null } })],
    ['an unknown fastest', (stored) => ({ ...stored, report: { ...stored.report, fastest: 'cpu' } })],
    ['no cores', (stored) => ({ ...stored, report: { ...stored.report, cores: undefined } })],
    ['cores as text', (stored) => ({ ...stored, report: { ...stored.report, cores: '4' } })],
  ])('is nothing where the storage holds %s', (_, change) => {
    rememberDevice(REPORT);
    tamper(change);
    expect(rememberedDevice()).toBeNull();
  });

  it.each<[what: string, changes: Record<string, unknown>]>([
    ['an unknown backend', { backend: 'cpu' }],
    ['no backend', { backend: undefined }],
    ['no milliseconds', { milliseconds: undefined }],
    ['milliseconds as text', { milliseconds: '3' }],
    ['no gain of two, an older form', { gainOfTwo: undefined }],
    ['a gain that is null', { gainOfTwo: null }],
    ['no reason', { reason: undefined }],
    ['a reason that is a number', { reason: 1 }],
  ])('is nothing where a measurement has %s', (_, changes) => {
    rememberDevice(REPORT);
    tamper((stored) => {
      const [first, ...rest] = stored.report.measurements as object[];
      return { ...stored, report: { ...stored.report, measurements: [...rest, { ...first, ...changes }] } };
    });
    expect(rememberedDevice()).toBeNull();
  });

  it.each(['', '{', 'null', '"text"', '[1', '{"circumstances":1}'])('survives any text: %s', (text) => {
    rememberDevice(REPORT);
    localStorage.setItem(key(), text);
    expect(rememberedDevice()).toBeNull();
  });

  it('does without a storage', () => {
    const refuse = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse });
    expect(() => rememberDevice(REPORT)).not.toThrow();
    expect(rememberedDevice()).toBeNull();
  });
});
