import { HIERARCHICAL_SMALL } from '../../space/presets.ts';
import { huge, whole } from '../shared/format.ts';
import { Panel } from '../shared/Panel.tsx';
import { useApp } from '../store.ts';
import { Knobs } from './Knobs.tsx';
import { Outline } from './Outline.tsx';
import { Specimen } from './Specimen.tsx';

/** The space: its outline, a few knobs, its size, and a member to look at. */
export function DesignScreen() {
  const { space, report, setSpace } = useApp();
  const problems = report?.problems ?? [];
  return (
    <div className="screen design-screen">
      <Panel title="Space" detail="outline">
        <Outline space={space} />
      </Panel>
      <Panel
        title="What may be chosen"
        detail="in every cell"
        actions={
          <button
            type="button"
            className="button small"
            disabled={space === HIERARCHICAL_SMALL}
            onClick={() => setSpace(HIERARCHICAL_SMALL, 'back to the template')}
          >
            Back to the template
          </button>
        }
      >
        <div style={{ maxWidth: 560 }}>
          <p className="big-number">
            {report && report.size !== '' ? `${huge(report.size)} genotypes` : '–'}
          </p>
          <p className="quiet">
            {report && report.size !== ''
              ? `The smallest has ${whole(report.smallest)} parameters; the cap is ${whole(space.constraints.maxParameters)}.`
              : 'The space has a problem; its size is unknown until that is solved.'}
          </p>
          {problems.length > 0 && (
            <ul className="notice failure" role="alert" style={{ paddingLeft: 26 }}>
              {problems.map(({ path, message }) => (
                <li key={`${path} ${message}`}>{`${path} ${message}.`}</li>
              ))}
            </ul>
          )}
          <Knobs />
        </div>
      </Panel>
      <Specimen />
    </div>
  );
}
