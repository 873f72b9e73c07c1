import { useEffect, useRef } from 'react';
import { describeFault, type Fault, isWarning } from '../../landscape/import/fault.ts';
import { SelectField } from '../shared/fields.tsx';
import { whole } from '../shared/format.ts';
import { type Faults, useLab } from './lab-store.ts';

/** What is wrong with a file, row by row; what is sound of it can be kept. */
export function FaultsDialog({ faults }: { faults: Faults }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const { closeFaults, keepSound, importFile } = useLab.getState();
  // What goes wrong now would be said behind the dialog, where nobody hears it.
  const fault = useLab((lab) => lab.fault);
  const busy = useLab((lab) => lab.busy);
  useEffect(() => dialog.current?.showModal(), []);
  const { name, total, rows, sound, usable, genotypes, columns, file } = faults;
  // Where none looks like it, any may be.
  const choices = genotypes.length > 0 ? genotypes : columns;
  const errors = faults.faults.filter((fault) => !isWarning(fault));
  const warnings = faults.faults.filter(isWarning);
  const left = rows - sound;
  return (
    <dialog ref={dialog} className="dialog faults" aria-labelledby="faults-title" onClose={closeFaults}>
      <h2 id="faults-title">{name} is not taken as it is</h2>
      <p>
        {rows > 0 ? `${whole(sound)} of ${whole(rows)} rows are sound. ` : ''}
        {whole(total)} {total === 1 ? 'fault' : 'faults'}
        {total > faults.faults.length ? `, of which the first ${whole(faults.faults.length)} are listed` : ''}
        . Nothing was kept.
      </p>
      {fault && (
        <div className="notice failure" role="alert">
          {fault}
        </div>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keys. */}
      <section className="fault-list" tabIndex={0} aria-label="Faults">
        <FaultItems faults={errors} />
        {warnings.length > 0 && (
          <>
            <p className="quiet">To know of; these rows are sound all the same:</p>
            <FaultItems faults={warnings} />
          </>
        )}
      </section>
      {choices.length > 1 && (
        <SelectField
          label="Architectures are in"
          value=""
          disabled={busy !== ''}
          options={[['', 'another column …'], ...choices.map((column) => [column, column] as const)]}
          onChange={(column) => void importFile(file, column)}
        />
      )}
      <div className="row" style={{ justifyContent: 'flex-end', marginTop: 12 }}>
        <span className="quiet" role="status">
          {busy}
        </span>
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
        {usable && (
          <button
            type="button"
            className="button primary"
            disabled={busy !== ''}
            onClick={() => void keepSound()}
          >
            Keep the {whole(sound)} sound rows, leave out {whole(left)}
          </button>
        )}
      </div>
    </dialog>
  );
}

const FaultItems = ({ faults }: { faults: readonly Fault[] }) => (
  <ul>
    {faults.map((fault, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the list does not change.
      <li key={i}>{describeFault(fault)}</li>
    ))}
  </ul>
);
