import type { ReactNode } from 'react';
import type { ChartTable } from '../../charts/ChartPanel.tsx';
import { VirtualTable } from '../../charts/VirtualTable.tsx';
import { useSize } from '../../shared/use-size.ts';
import './analysis.css';

interface Props {
  /** The chart, or a sentence in its place. */
  readonly children: ReactNode;
  /** Choices and keys to signs, in one line below. */
  readonly bar?: ReactNode;
  /** What it means: shown where there is room. */
  readonly words?: ReactNode;
  /** Beside the chart where there is room; by the panel's button everywhere. */
  readonly table?: ChartTable | undefined;
  readonly selected?: number | null;
}

/** Pixels from which a table has room beside its chart. */
const BESIDE = { width: 640, height: 180 };

/** What is within a panel of the lab: a chart, what can be chosen of it, and what it means. */
export function LabRoom({ children, bar, words, table, selected = null }: Props) {
  const [box, size] = useSize<HTMLDivElement>();
  const beside = table && size && size.width >= BESIDE.width && size.height >= BESIDE.height;
  return (
    <div className="lab-room" ref={box}>
      <div className={beside ? 'lab-main beside' : 'lab-main'}>
        <div className="lab-chart">{children}</div>
        {beside && (
          <div className="lab-table">
            <VirtualTable table={table} selected={selected} />
          </div>
        )}
      </div>
      {bar && <div className="lab-bar">{bar}</div>}
      {words && <div className="lab-words">{words}</div>}
    </div>
  );
}

/** A sentence where there is nothing to draw. */
export const Nothing = ({ children }: { children: ReactNode }) => (
  <div className="empty over">
    <p>{children}</p>
  </div>
);

interface SwitchProps {
  readonly on: boolean;
  readonly title: string;
  readonly children: ReactNode;
  onChange(on: boolean): void;
}

/** A choice of yes or no below a chart. */
export const Switch = ({ on, title, children, onChange }: SwitchProps) => (
  <button
    type="button"
    className="button small"
    aria-pressed={on}
    title={title}
    onClick={() => onChange(!on)}
  >
    {children}
  </button>
);
