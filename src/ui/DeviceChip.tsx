import { useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { defaultWorkers, type Measurement } from '../run/device-workers.ts';
import type { RunSettings } from '../run/settings.ts';
import { BACKEND_NAMES } from './device-words.ts';
import { SelectField } from './shared/fields.tsx';
import { isUnderWay, useApp } from './store.ts';

/**
 * What candidates are trained on, and how fast that is; a click shows what was measured, and lets another be chosen.
 */
export function DeviceChip() {
  const dialog = useRef<HTMLDialogElement>(null);
  const { device, chosen, trainsOn, workers, changeSettings, measureAgain } = useApp(
    useShallow((app) => {
      const active = isUnderWay(app) ? app.run : null;
      return {
        device: app.device,
        chosen: app.settings.backend,
        trainsOn: active?.backend,
        workers: active?.workers,
        changeSettings: app.changeSettings,
        measureAgain: app.measureAgain,
      };
    }),
  );
  const text = trainsOn
    ? `${BACKEND_NAMES[trainsOn]} · ${workers} ${workers === 1 ? 'worker' : 'workers'}`
    : chipText(device?.measurements, chosen);
  return (
    <>
      <button
        type="button"
        className="chip"
        onClick={() => dialog.current?.showModal()}
        aria-label={`Device: ${text}. Show what was measured`}
      >
        <span className="dot" style={device ? undefined : { background: 'var(--third)' }} />
        {text}
      </button>
      <dialog ref={dialog} className="dialog" aria-labelledby="device-title">
        <div className="row">
          <h2 id="device-title">Device</h2>
          <span className="spacer" />
          <button type="button" className="button small" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
        <p className="quiet">
          Each backend trained a small network for about a second, in a worker of its own; unless you choose,
          the fastest is used. The measurement is kept for this browser.
        </p>
        {device ? (
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Backend</th>
                <th scope="col">ms a step</th>
                <th scope="col">Workers</th>
              </tr>
            </thead>
            <tbody>
              {device.measurements.map(({ backend, milliseconds, reason }) => (
                <tr key={backend}>
                  <th scope="row">{BACKEND_NAMES[backend]}</th>
                  {milliseconds === null ? (
                    <td colSpan={2}>{reason}</td>
                  ) : (
                    <>
                      <td>{milliseconds.toFixed(1)}</td>
                      <td>{defaultWorkers(backend, device.measurements, device.cores)}</td>
                    </>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <p>Measuring this device …</p>
        )}
        <SelectField
          label="Train on"
          value={chosen}
          disabled={trainsOn !== undefined}
          options={[
            ['auto', 'fastest'],
            ...(Object.entries(BACKEND_NAMES) as [Exclude<RunSettings['backend'], 'auto'>, string][]),
          ]}
          onChange={(backend) => changeSettings({ backend })}
        />
        <button
          type="button"
          className="button"
          disabled={trainsOn !== undefined || !device}
          onClick={measureAgain}
          style={{ marginTop: 8 }}
        >
          Measure again
        </button>
      </dialog>
    </>
  );
}

function chipText(measurements: readonly Measurement[] | undefined, chosen: RunSettings['backend']): string {
  if (chosen === 'auto' && !measurements) return 'Measuring this device …';
  const known = measurements?.find(({ backend }) => chosen === 'auto' || backend === chosen);
  const name = BACKEND_NAMES[known?.backend ?? (chosen as keyof typeof BACKEND_NAMES)];
  return known && known.milliseconds !== null ? `${name} · ${known.milliseconds.toFixed(0)} ms a step` : name;
}
