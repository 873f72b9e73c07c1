import { isTraining } from '../../run/landscape/sampled/fitness.ts';
import { isUnderWay, useApp } from '../store.ts';
import { SampledPanel } from './sampled/SampledPanel.tsx';
import { hasRecord, meaningOf, useSampled } from './sampled-store.ts';

/** The landscape of the space on the Design screen, by sampling: for spaces that no table holds. */
export default function SpaceView() {
  const sampled = useSampled();
  const settings = useApp((app) => app.settings);
  // Another space is another landscape.
  useApp((app) => app.space);
  const busy = useApp((app) => app.starting || isUnderWay(app));
  const noTraining = busy
    ? 'A run is under way, and it needs the workers: stop it first, or sample a proxy that trains nothing.'
    : '';
  const { choice, state, news, problem, of, shownFitness } = sampled;
  return (
    <SampledPanel
      choice={choice}
      onChange={sampled.change}
      settings={settings}
      state={state}
      news={news}
      problem={problem}
      noTraining={isTraining(choice.fitness) ? noTraining : ''}
      resumable={state === 'idle' && hasRecord() && of === meaningOf(choice)}
      shownFitness={shownFitness}
      onStart={(goOn) => void sampled.start(goOn)}
      onPause={sampled.pause}
      onResume={sampled.resume}
      onStop={sampled.stop}
      onSave={news ? () => void sampled.save() : undefined}
      onOpen={(file) => void sampled.openFile(file)}
    />
  );
}
