import { MEASURE } from '../measures.ts';
import { COLOURINGS, type Colouring, MEASURES, type Measure, useView } from '../view-store.ts';

const COLOURING_WORDS: Readonly<Record<Colouring, string>> = {
  generation: 'by generation',
  operator: 'by operator',
  order: 'by order',
};

interface Props {
  readonly filters: boolean;
  /** A rectangle is set. */
  readonly filtered: boolean;
  onFilters(shown: boolean): void;
  readonly chooses: boolean;
  onChooses(shown: boolean): void;
}

/** What is on the axes, and how it is shown. */
export function Toolbar({ filters, filtered, onFilters, chooses, onChooses }: Props) {
  const { x, y, colouring, cloud, change } = useView();
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
      <label className="check-line">
        <input type="checkbox" checked={cloud} onChange={({ target }) => change({ cloud: target.checked })} />
        dominated
      </label>
      <select
        aria-label="Colour"
        value={colouring}
        onChange={({ target }) => change({ colouring: target.value as Colouring })}
      >
        {COLOURINGS.map((each) => (
          <option key={each} value={each}>
            {COLOURING_WORDS[each]}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="button small"
        aria-expanded={filters}
        title="Only candidates within a rectangle"
        onClick={() => onFilters(!filters)}
      >
        Filter{filtered && <span className="dot" role="img" aria-label="(set)" />}
      </button>
      <button
        type="button"
        className="button small"
        aria-expanded={chooses}
        title="Help with choosing from the front"
        onClick={() => onChooses(!chooses)}
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
