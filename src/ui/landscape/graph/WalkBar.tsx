import { type PlotArea, PlotFrame } from '../../charts/PlotFrame.tsx';
import { whole } from '../../shared/format.ts';
import { tickText } from '../analysis/numbers.ts';
import type { GraphData, Walk } from './graph-data.ts';
import { type Replay, SPEEDS } from './use-replay.ts';

interface BarProps {
  readonly walk: Walk;
  readonly replay: Replay;
  /** What the present step is called. */
  readonly words: string;
  onSelect(node: number): void;
}

/** Play, pause, step and wind a walk. */
export function WalkBar({ walk: { nodes, label }, replay, words, onSelect }: BarProps) {
  const { step, last, playing, speed } = replay;
  return (
    <div className="graph-replay">
      <button
        type="button"
        className="button small"
        aria-label="One step back"
        title="One step back (,)"
        disabled={step === 0}
        onClick={() => replay.to(step - 1)}
      >
        ‹
      </button>
      <button
        type="button"
        className="button small"
        aria-label={playing ? 'Pause the walk' : 'Play the walk'}
        title={playing ? 'Pause (P)' : 'Play (P)'}
        disabled={last === 0}
        onClick={replay.toggle}
      >
        <span aria-hidden="true">{playing ? '❚❚' : '▶'}</span>
      </button>
      <button
        type="button"
        className="button small"
        aria-label="One step on"
        title="One step on (.)"
        disabled={step === last}
        onClick={() => replay.to(step + 1)}
      >
        ›
      </button>
      <input
        type="range"
        aria-label={`Step of the ${label.toLowerCase()}`}
        min={0}
        max={last}
        value={step}
        aria-valuetext={`Step ${whole(step)} of ${whole(last)}: ${words}`}
        onChange={({ target }) => replay.to(Number(target.value))}
      />
      <output title={label}>
        {whole(step)} of {whole(last)}
      </output>
      <select
        aria-label="Speed of the walk"
        value={speed}
        onChange={({ target }) => replay.setSpeed(Number(target.value))}
      >
        {SPEEDS.map((each) => (
          <option key={each} value={each}>
            {each}/s
          </option>
        ))}
      </select>
      <button
        type="button"
        className="button small"
        title="Select the architecture of this step"
        onClick={() => onSelect(nodes[step]!)}
      >
        Select
      </button>
    </div>
  );
}

interface CourseProps {
  readonly data: GraphData;
  readonly walk: Walk;
  readonly step: number;
  fitnessText(node: number): string;
  onStep(step: number): void;
}

/** The fitness of each step of a walk. */
export function WalkCourse({
  data: { fitness },
  walk: { nodes, label },
  step,
  fitnessText,
  onStep,
}: CourseProps) {
  const values = nodes.map((node) => fitness[node]!);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high - low) * 0.08 || 1;
  const last = nodes.length - 1;
  const at = (area: PlotArea, i: number) => `${area.x(i).toFixed(1)} ${area.y(values[i]!).toFixed(1)}`;
  return (
    <PlotFrame
      x={{ kind: 'linear', domain: [0, Math.max(1, last)], label: 'step', format: whole }}
      y={{ kind: 'linear', domain: [low - room, high + room], label: 'fitness', format: tickText }}
      margin={{ left: 50, right: 16, top: 6, bottom: 32 }}
      label={`${label}: fitness over ${last} steps, from ${fitnessText(nodes[0]!)} to ${fitnessText(nodes[last]!)}`}
    >
      {(area) => (
        <>
          <path
            d={`M${values.map((_, i) => at(area, i)).join('L')}`}
            fill="none"
            stroke="var(--second)"
            strokeWidth={1.2}
            strokeDasharray="2 3"
          />
          <path
            d={`M${values
              .slice(0, step + 1)
              .map((_, i) => at(area, i))
              .join('L')}`}
            fill="none"
            stroke="var(--accent)"
            strokeWidth={1.8}
          />
          <path d={`M${area.x(step)} ${area.top}v${area.height}`} stroke="var(--third)" />
          <circle
            cx={area.x(step)}
            cy={area.y(values[step]!)}
            r={4}
            fill="var(--accent)"
            stroke="var(--panel)"
          />
          <rect
            x={area.left}
            y={area.top}
            width={area.width}
            height={area.height}
            fill="transparent"
            onPointerDown={(event) => {
              const box = event.currentTarget.getBoundingClientRect();
              onStep(Math.round(((event.clientX - box.left) / box.width) * last));
            }}
          />
        </>
      )}
    </PlotFrame>
  );
}
