import type { KeyboardEvent } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { RunHead } from '../../run/storage/database.ts';
import { strategyOf } from '../../search/catalogue.ts';
import { duration, percent } from '../shared/format.ts';
import { isUnderWay, useApp } from '../store.ts';
import { useRuns } from './runs-store.ts';

interface Props {
  readonly run: RunHead;
  readonly chosen: boolean;
  readonly full: boolean;
  readonly onChoose: (on: boolean) => void;
}

/** A run of the list: what it is called, what came of it, and what can be done with it. */
export function RunRow({ run, chosen, full, onChoose }: Props) {
  const { open, describe, duplicate, remove, exportRun, busy } = useRuns(
    useShallow(({ open, describe, duplicate, remove, exportRun, busy }) => ({
      ...{ open, describe, duplicate, remove, exportRun, busy },
    })),
  );
  const shown = useApp((app) => app.runId === run.id);
  const here = useApp((app) => app.runId === run.id && isUnderWay(app));
  const { id, name, note, star, summary } = run;
  const show = async () => {
    if (here || (await open(id))) location.hash = '#/run';
  };
  return (
    <>
      <tr aria-selected={shown}>
        <td>
          <input
            type="checkbox"
            aria-label={`Compare ${name}`}
            checked={chosen}
            disabled={!chosen && full}
            onChange={({ target }) => onChoose(target.checked)}
          />
          <button
            type="button"
            className="star"
            aria-pressed={star}
            aria-label={`Star ${name}`}
            onClick={() => describe(id, { star: !star })}
          >
            {star ? '★' : '☆'}
          </button>
        </td>
        <td>
          <input
            className="name"
            aria-label={`Name of ${name}`}
            defaultValue={name}
            key={name}
            maxLength={200}
            onKeyDown={(event) => confirmOrLeave(event, name)}
            onBlur={({ target }) => {
              const value = target.value.trim();
              if (value !== '' && value !== name) describe(id, { name: value });
            }}
          />
        </td>
        <td>{stateOf(run, here)}</td>
        <td>{summary.space}</td>
        <td>{titleOf(summary.strategy)}</td>
        <td>{summary.seed}</td>
        <td>{summary.bestError === null ? '' : percent(summary.bestError)}</td>
        <td>{summary.front}</td>
        <td>{summary.hypervolume.toFixed(3)}</td>
        <td title={new Date(run.created).toLocaleString('en')}>{duration(summary.activeMs / 1000)}</td>
        <td className="actions">
          <button type="button" className="button small" disabled={busy !== ''} onClick={() => void show()}>
            Open
          </button>
          <select
            aria-label={`More to do with ${name}`}
            value=""
            disabled={busy !== ''}
            onChange={({ target }) => {
              if (target.value === 'file') exportRun(id, false);
              if (target.value === 'weights') exportRun(id, true);
              if (target.value === 'copy') duplicate(id);
              if (target.value === 'remove') remove(run);
            }}
          >
            <option value="" disabled hidden>
              More
            </option>
            <option value="file">Save as a file</option>
            <option value="weights">Save with weights</option>
            <option value="copy">Duplicate</option>
            <option value="remove">Throw away</option>
          </select>
        </td>
      </tr>
      <tr className="note-row">
        <td />
        <td colSpan={10}>
          <input
            className="note"
            aria-label={`Note on ${name}`}
            placeholder="A note"
            defaultValue={note}
            key={note}
            maxLength={5000}
            onKeyDown={(event) => confirmOrLeave(event, note)}
            onBlur={({ target }) => {
              if (target.value !== note) describe(id, { note: target.value });
            }}
          />
        </td>
      </tr>
    </>
  );
}

/** Enter takes what was typed, Escape leaves it as it was. */
function confirmOrLeave(event: KeyboardEvent<HTMLInputElement>, before: string): void {
  if (event.key !== 'Enter' && event.key !== 'Escape') return;
  const { currentTarget } = event;
  if (event.key === 'Escape') currentTarget.value = before;
  currentTarget.blur();
}

const ENDINGS = {
  budget: 'complete',
  minutes: 'time used up',
  compute: 'compute used up',
  stagnation: 'stagnated',
  stopped: 'stopped',
  exhausted: 'exhausted',
  error: 'ended with an error',
} as const;

function stateOf({ summary }: RunHead, here: boolean): string {
  const { evaluated, failed, evaluations, phase, ending } = summary;
  const of = `${(evaluated + failed).toLocaleString('en')} of ${evaluations.toLocaleString('en')}`;
  if (ending) return `${ENDINGS[ending]} · ${of}`;
  return `${here ? (phase === 'paused' ? 'paused' : 'running') : 'not finished'} · ${of}`;
}

/** A strategy's title; runs of other versions may name one that there is not. */
function titleOf(strategy: string): string {
  try {
    return strategyOf(strategy).title;
  } catch {
    return strategy;
  }
}
