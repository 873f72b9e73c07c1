import { MEASURE } from '../measures.ts';
import { MEASURES, type Measure, useView } from '../view-store.ts';

/** What can be opened below the chart. */
export type Below = 'filter' | 'choose';

interface Props {
  readonly below: Below | null;
  /** A rectangle is set. */
  readonly filtered: boolean;
  onBelow(below: Below | null): void;
}

/** What is on the axes, and what opens the rows below. */
export function Toolbar({ below, filtered, onBelow }: Props) {
  const { x, y, change } = useView();
  /** Both axes never show the same: the other takes what this one had. */
  const put = (axis: 'x' | 'y', measure: Measure) => {
    const [mine, other] = axis === 'x' ? [x, y] : [y, x];
    const rest = other === measure ? mine : other;
    change(axis === 'x' ? { x: measure, y: rest } : { x: rest, y: measure });
  };
  return (
    <div className="pareto-row tools">
      <Axis label="Vertical axis" value={y} onChange={(measure) => put('y', measure)} />
      <span className="quiet">against</span>
      <Axis label="Horizontal axis" value={x} onChange={(measure) => put('x', measure)} />
      <span className="gap" />
      <button
        type="button"
        className="button small"
        aria-expanded={below === 'filter'}
        title="Only candidates within a rectangle"
        onClick={() => onBelow(below === 'filter' ? null : 'filter')}
      >
        Filter{filtered && <span className="dot" role="img" aria-label="(set)" />}
      </button>
      <button
        type="button"
        className="button small"
        aria-expanded={below === 'choose'}
        title="Help with choosing from the front"
        onClick={() => onBelow(below === 'choose' ? null : 'choose')}
      >
        Choose
      </button>
    </div>
  );
}

interface AxisProps {
  readonly label: string;
  readonly value: Measure;
  onChange(measure: Measure): void;
}

function Axis({ label, value, onChange }: AxisProps) {
  return (
    <select aria-label={label} value={value} onChange={({ target }) => onChange(target.value as Measure)}>
      {MEASURES.map((measure) => (
        <option key={measure} value={measure}>
          {MEASURE[measure].title}
        </option>
      ))}
    </select>
  );
}
