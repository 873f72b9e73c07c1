import { isComplete } from '../../../run/portraits/groups.ts';
import type { RunPortrait } from '../../../run/portraits/portrait.ts';
import { strategyOf } from '../../../search/catalogue.ts';
import { Panel } from '../../shared/Panel.tsx';
import { lookOf } from './looks.ts';
import { cautions, type NamedGroup, seedsText } from './named-groups.ts';
import { Swatch } from './Swatch.tsx';
import type { Portraits } from './use-portraits.ts';

interface Props {
  readonly groups: readonly NamedGroup[];
  readonly problems: Portraits['problems'];
  readonly missing: number;
  /** Where fronts are drawn run by run: the place of each in the order of looks. */
  readonly runLooks: ReadonlyMap<string, number>;
}

/** The runs that are compared, by what they have in common: what each line of the charts is. */
export function GroupList({ groups, problems, missing, runLooks }: Props) {
  const runs = groups.reduce((sum, group) => sum + group.runs.length, 0);
  return (
    <Panel
      title="Compared"
      detail={`${runs} ${runs === 1 ? 'run' : 'runs'}${groups.length < runs ? ` in ${groups.length} ${groups.length === 1 ? 'group' : 'groups'}` : ''}`}
      scrolls
    >
      {missing > 0 && <p className="quiet">Reading {missing === 1 ? 'a run' : `${missing} runs`} …</p>}
      {problems.map(({ name, problem }) => (
        <div className="notice failure" role="alert" key={name}>
          {name} is left out. {problem}
        </div>
      ))}
      <ul className="plain-list group-list">
        {groups.map((group) => (
          <li key={group.runs[0]!.id}>
            <Swatch look={group.look} />
            <div>
              <b>{group.name}</b>{' '}
              <span className="quiet seeds">
                {group.runs.length === 1 && `${strategyOf(group.runs[0]!.settings.strategy).title}, `}
                {seedsText(group)}
              </span>
              {group.runs.length > 1 && (
                <ul className="plain-list">
                  {group.runs.map((run) => (
                    <RunLine key={run.id} run={run} look={runLooks.get(run.id)} />
                  ))}
                </ul>
              )}
            </div>
          </li>
        ))}
      </ul>
      {cautions(groups).map((sentence) => (
        <p className="caution" key={sentence}>
          {sentence}
        </p>
      ))}
    </Panel>
  );
}

function RunLine({ run, look }: { run: RunPortrait; look: number | undefined }) {
  return (
    <li className="quiet">
      {look !== undefined && <Swatch look={lookOf(look)} />}
      {run.name}, seed {run.settings.seed}
      {!isComplete(run) && `, ${run.summary.phase === 'finished' ? 'stopped' : 'not finished'}`}
    </li>
  );
}
