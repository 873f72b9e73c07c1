import { setAt } from '../../space/path.ts';
import type { Problem } from '../../space/validate.ts';
import { runFigures } from '../run/status.ts';
import { huge, percent, short, whole } from '../shared/format.ts';
import { Panel } from '../shared/Panel.tsx';
import { useApp } from '../store.ts';
import { showPlace } from './commands.ts';
import { useDesign } from './design-store.ts';
import { searchTime } from './search-time.ts';
import { soundFactors } from './sound.ts';
import { whereWords } from './words.ts';

/** What is wrong with the space, each with its place and a fix where there is a mechanical one; and how large it is. */
export function ProblemsPanel() {
  const space = useApp((app) => app.space);
  const report = useApp((app) => app.report);
  const fresh = useApp((app) => app.reported === app.space);
  const problems = report?.problems ?? [];
  const warnings = problems.filter(({ severity }) => severity === 'warning').length;
  const errors = problems.length - warnings;
  const counted = [
    errors > 0 && `${errors} ${errors === 1 ? 'problem' : 'problems'}`,
    warnings > 0 && `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`,
  ].filter(Boolean);
  return (
    <Panel
      title="Problems"
      area="problems"
      detail={counted.join(', ') || 'none'}
      actions={<kbd title="F8 goes to the next, Shift+F8 to the one before">F8</kbd>}
    >
      <ul className="problems" aria-label="Problems of the space" aria-busy={!fresh}>
        {problems.map((problem) => (
          <ProblemLine
            key={`${problem.path} ${problem.message}`}
            problem={problem}
            where={whereWords(space, problem.path)}
          />
        ))}
      </ul>
      <SizeCounter />
    </Panel>
  );
}

function ProblemLine({ problem, where }: { problem: Problem; where: string }) {
  const { path, message, severity, fix } = problem;
  const mend = () => {
    const { space, reported, setSpace } = useApp.getState();
    // A fix is for the document that it was found in, and for no other.
    if (!fix || space !== reported) return;
    setSpace(setAt(space, fix.path, fix.value), `${fix.label.toLowerCase()} (${fix.path})`);
  };
  return (
    <li>
      <span className={severity === 'warning' ? 'warning' : 'failure'} aria-hidden="true">
        {severity === 'warning' ? '△' : '▲'}
      </span>
      <button type="button" className="place" onClick={() => showPlace(path)}>
        <span className="visually-hidden">{severity === 'warning' ? 'Warning: ' : 'Problem: '}</span>
        <b title={path}>{where}</b> {message}.
      </button>
      {fix && (
        <button
          type="button"
          className="button small"
          onClick={mend}
          title={fix.label}
          aria-label={`Fix: ${fix.label}, ${fix.path}`}
        >
          {fix.label}
        </button>
      )}
    </li>
  );
}

/** The exact number of genotypes, the share of them that may be trained, and what that means for a search. */
function SizeCounter() {
  const space = useApp((app) => app.space);
  // Counted here and at once: the rest of the report takes the worker longer.
  const size = soundFactors(space)?.get('')?.toString() ?? '';
  const smallest = useApp((app) => app.report?.smallest ?? 0);
  const measured = useApp((app) =>
    app.run && app.run.evaluated >= 3 ? Math.round(runFigures(app.run, app.role).perMinute) : 0,
  );
  // What was drawn from an older space says nothing of this one.
  const xray = useDesign((design) => (design.xrayed === space ? design.xray : null));
  if (size === '') return <p className="quiet">The size is unknown until the problems are solved.</p>;
  const rate = measured > 0 ? measured : 20;
  return (
    <div className="size">
      <p>
        Size <b className="ink">{huge(size)}</b>
        {size.length > 15 && <span className="quiet small"> ({size.length} digits)</span>}
      </p>
      {size.length > 15 && (
        <details>
          <summary className="quiet small">exactly</summary>
          <p className="digits">{BigInt(size).toLocaleString('en')}</p>
        </details>
      )}
      {xray && xray.valid.share < 0.01 && (
        <p className="warning">
          Hardly any member may be trained: half of them have more than{' '}
          {short(xray.figures.parameters.median)} parameters.{' '}
          <button
            type="button"
            className="button small"
            onClick={() => {
              const { space, setSpace } = useApp.getState();
              const maxParameters = Math.ceil(xray.figures.parameters.median);
              setSpace({ ...space, constraints: { maxParameters } }, 'raise the cap');
            }}
          >
            Raise the cap to {short(xray.figures.parameters.median)}
          </button>
        </p>
      )}
      {xray && (
        <p className="quiet">
          {percent(xray.valid.share)} valid ({percent(xray.valid.low)} – {percent(xray.valid.high)}): under
          the cap of {whole(xray.cap)}, in {whole(xray.members)} samples, all genotypes equally likely. The
          smallest has {whole(smallest)} parameters.
        </p>
      )}
      <p className="quiet">
        At {rate} candidates a minute{measured > 0 ? ' (this run)' : ''}, all of them take{' '}
        {searchTime(BigInt(size), rate)}.
      </p>
    </div>
  );
}
