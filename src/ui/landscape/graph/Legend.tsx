import type { ReactNode } from 'react';
import type { Rgb } from '../../charts/dots.ts';
import { cssOf } from '../../run/pareto/colours.ts';
import { whole } from '../../shared/format.ts';
import { basinPalette, type Colouring, differencePalette, scaleColours, type Theme } from './colouring.ts';
import { type GraphData, NAMED_BASINS } from './graph-data.ts';
import type { Speaker } from './words.ts';

interface Props {
  readonly speaker: Speaker;
  readonly colouring: Colouring;
  readonly theme: Theme;
  /** The basin whose nodes alone are lit. */
  readonly only: number | null;
  onOnly(basin: number | null): void;
}

/** What colours and shapes mean. */
export function Legend({ speaker, colouring, theme, only, onOnly }: Props) {
  const { data, facts, rings, fitnessText } = speaker;
  const optima = (
    <span className="graph-key">
      <svg width={13} height={13} aria-hidden="true">
        <path d="M1.5 6.5l5 -5l5 5l-5 5Z" fill="none" stroke="var(--ink)" strokeWidth={1.4} />
      </svg>
      {whole(data.optima.length)} local {data.optima.length === 1 ? 'optimum' : 'optima'}
    </span>
  );
  if (colouring === 'basin') {
    const colours = basinPalette(theme);
    return (
      <ul
        className="graph-legend basins plain-list"
        aria-label="Basins of steepest ascent, the largest first, numbered by the fitness of their optimum"
      >
        {facts.basins.map(({ optimum, size }, i) => (
          <li key={optimum}>
            <button
              type="button"
              aria-pressed={only === i}
              title={`${speaker.name(data.optima[optimum]!)}. Choose to light its basin alone.`}
              aria-label={`Basin ${optimum + 1}: ${whole(size)} architectures climb to ${fitnessText(data.optima[optimum]!)}`}
              onClick={() => onOnly(only === i ? null : i)}
            >
              <Swatch colour={colours[i]!} />
              <b>{optimum + 1}</b>
              <span>{fitnessText(data.optima[optimum]!)}</span>
              <span className="count">{whole(size)}</span>
            </button>
          </li>
        ))}
        {facts.others > 0 && (
          <li>
            <Swatch colour={colours[NAMED_BASINS]!} /> {whole(data.optima.length - facts.basins.length)}{' '}
            smaller
            <span className="count">{whole(facts.others)}</span>
          </li>
        )}
        {facts.plateau > 0 && (
          <li>
            <Swatch colour={colours[NAMED_BASINS + 1]!} /> plateaus
            <span className="count">{whole(facts.plateau)}</span>
          </li>
        )}
        <li>{optima}</li>
      </ul>
    );
  }
  if (colouring === 'difference') {
    const { better, equal, worse } = comparedTo(data, rings.centre);
    return (
      <Strip>
        <Scale colours={differencePalette(theme)} from="worse" to="better" />
        <span>
          ▲ {whole(better)} better · ▼ {whole(worse)} worse · ● {whole(equal - 1)} equal
        </span>
        {optima}
      </Strip>
    );
  }
  const { least, most } = extremes(speaker);
  return (
    <Strip>
      <Scale colours={scaleColours(theme.dark)} from={least} to={most} />
      {colouring === 'rank' && <span className="graph-key">even steps of rank</span>}
      {optima}
    </Strip>
  );
}

/** A legend that scrolls where it has no room. */
const Strip = ({ children }: { children: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys.
  <section className="graph-legend" aria-label="Legend" tabIndex={0}>
    {children}
  </section>
);

function extremes({ data: { fitness }, facts, fitnessText }: Speaker) {
  return { least: fitnessText(fitness.indexOf(facts.lowest)), most: fitnessText(facts.fittest) };
}

/** How many nodes are fitter than one, as fit (itself among them), and less fit. */
function comparedTo({ fitness }: GraphData, node: number) {
  let [better, equal] = [0, 0];
  for (const value of fitness) {
    if (value > fitness[node]!) better++;
    else if (value === fitness[node]) equal++;
  }
  return { better, equal, worse: fitness.length - better - equal };
}

function Scale({ colours, from, to }: { colours: readonly Rgb[]; from: string; to: string }) {
  return (
    <span className="graph-key">
      {from}
      <span
        className="graph-scale"
        role="img"
        aria-label={`Colours from ${from} to ${to}`}
        style={{ background: `linear-gradient(to right, ${colours.map(cssOf).join(', ')})` }}
      />
      {to}
    </span>
  );
}

const Swatch = ({ colour }: { colour: Rgb }) => (
  <span className="swatch" style={{ background: cssOf(colour) }} />
);
