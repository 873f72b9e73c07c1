interface Props<T extends string> {
  /** What is chosen, for those who hear it. */
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [value: T, words: string])[];
  onChange(value: T): void;
  /** The corner of the chart: on the right, or at the bottom on the left. */
  readonly corner: 'bottom' | 'top' | 'left';
}

/** A small choice in a corner of a chart, in the place of the axis' name or of a legend. */
export function CornerSelect<T extends string>({ label, value, options, onChange, corner }: Props<T>) {
  return (
    <select
      className={`corner-select ${corner}`}
      aria-label={label}
      value={value}
      onChange={(event) => onChange(event.target.value as T)}
    >
      {options.map(([key, words]) => (
        <option key={key} value={key}>
          {words}
        </option>
      ))}
    </select>
  );
}
