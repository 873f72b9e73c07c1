interface Props {
  asTable: boolean;
  onChange: (asTable: boolean) => void;
}

/** Shows a chart's figures as a table, or the chart again. */
export function TableToggle({ asTable, onChange }: Props) {
  return (
    <button type="button" className="button small" aria-pressed={asTable} onClick={() => onChange(!asTable)}>
      {asTable ? 'Chart' : 'Table'}
    </button>
  );
}
