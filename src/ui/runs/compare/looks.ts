/** How something is drawn: a colour of the theme, and a dash that tells it from the others without the colour. */
export interface Look {
  readonly colour: string;
  readonly dash: string | undefined;
}

const COLOURS = 6;
const DASHES = [undefined, '7 3', '2 3', '9 3 2 3', '4 2', '12 4'] as const;

/** The look of the i-th of several: thirty-six that differ, in colour and dash at once as long as there are six. */
export const lookOf = (i: number): Look => ({
  colour: `var(--series-${(i % COLOURS) + 1})`,
  dash: DASHES[(i + Math.floor(i / COLOURS)) % DASHES.length],
});
