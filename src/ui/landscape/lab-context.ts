/** What every panel of the landscape lab knows about the column that is looked at, and about what is selected. */
export interface LabContext {
  /** The fitness column's name. */
  readonly column: string;
  /** Of its values: `%`, or nothing. */
  readonly unit: string;
  /** The column's values are better when they are less: fitness is their negative. */
  readonly minimise: boolean;
  /** Architectures of the table. */
  readonly count: number;
  /** What an architecture is called. */
  name(node: number): string;
  /** A fitness as the column says it: in its own sign, with its unit. */
  valueText(fitness: number): string;
  /** Where a node lies, for panels that mark the selected one: its fitness, and edits to the fittest. */
  place?(node: number): { readonly fitness: number; readonly distance: number };
  /** The selected node. */
  readonly selected: number | null;
  select(node: number): void;
}

/** A fitness as the column's own number, and the other way round. */
export const ownValue = ({ minimise }: Pick<LabContext, 'minimise'>, fitness: number): number =>
  minimise ? 0 - fitness : fitness;
