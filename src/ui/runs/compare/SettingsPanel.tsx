import { type ReactNode, useMemo } from 'react';
import { ChartPanel } from '../../charts/ChartPanel.tsx';
import type { NamedGroup } from './named-groups.ts';
import { Swatch } from './Swatch.tsx';
import { type SettingRow, settingRows } from './setting-rows.ts';

interface Props {
  readonly title: ReactNode;
  readonly groups: readonly NamedGroup[];
}

/** What differs between groups of runs, and only that. */
export function SettingsPanel({ title, groups }: Props) {
  const rows = useMemo(
    (): SettingRow[] => [
      {
        title: 'Seeds',
        values: groups.map(({ runs }) => runs.map(({ settings }) => settings.seed).join(', ')),
      },
      ...settingRows(groups),
    ],
    [groups],
  );
  return (
    <ChartPanel
      title={title}
      detail={groups.length > 1 ? 'all others are equal' : undefined}
      name="settings"
      tableOnly
      table={() => ({
        caption: 'What differs between the groups',
        columns: [{ title: 'Setting' }, ...groups.map(({ name }) => ({ title: name }))],
        rows: rows.length,
        cell: (row, column) => (column === 0 ? rows[row]!.title : rows[row]!.values[column - 1]!),
      })}
    >
      {groups.length > 1 ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keys.
        <section className="scrolling" tabIndex={0} aria-label="What differs between the groups">
          <table className="table differences">
            <caption className="visually-hidden">What differs between the groups</caption>
            <thead>
              <tr>
                <th scope="col">Setting</th>
                {groups.map(({ name, look, runs: [first] }) => (
                  <th scope="col" key={first!.id}>
                    <Swatch look={look} /> {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ title, values }) => (
                <tr key={title}>
                  <th scope="row">{title}</th>
                  {values.map((value, g) => (
                    <td key={groups[g]!.runs[0]!.id}>{value}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      ) : (
        <div className="empty over">
          <p>
            {groups[0]!.runs.length > 1
              ? 'These runs differ in nothing but their seed.'
              : 'What differs between runs will stand here: choose another one.'}
          </p>
        </div>
      )}
    </ChartPanel>
  );
}
