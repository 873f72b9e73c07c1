import { useEffect, useMemo, useState } from 'react';
import { ChartPanel } from '../../charts/ChartPanel.tsx';
import { useTokens } from '../../run/pareto/use-tokens.ts';
import { whole } from '../../shared/format.ts';
import { COLOURINGS, type Colouring, lookOf } from './colouring.ts';
import './graph.css';
import { factsOf, type GraphData, nodeOf, type Walk } from './graph-data.ts';
import { graphTable } from './graph-table.ts';
import { Legend } from './Legend.tsx';
import { RingsChart } from './RingsChart.tsx';
import { rankingOf, ringsAround } from './rings.ts';
import { useReplay } from './use-replay.ts';
import { WalkBar, WalkCourse } from './WalkBar.tsx';
import { WALKS, type WalkKind } from './walks.ts';
import { nodeWords, type Speaker } from './words.ts';

interface Props {
  readonly data: GraphData;
  name(node: number): string;
  /** A node's fitness as its column says it, with its unit. */
  fitnessText(node: number): string;
  readonly selected: number | null;
  onSelect(node: number): void;
  readonly walk: Walk | null;
  /** A walk is asked for, from the selected node or, where none is, from the centre. */
  onWalk(kind: WalkKind, from: number): void;
  /** How it was looked at last. */
  readonly last?: GraphLook | undefined;
  /** Hears how it is looked at now; must be the same function from drawing to drawing. */
  onLook?(look: GraphLook): void;
}

/** How a landscape is looked at. */
export interface GraphLook {
  readonly colouring: Colouring;
  /** The chosen centre; `null` for the fittest. */
  readonly centre: number | null;
}

/** A centre, and of which landscape it is one. */
interface Chosen {
  readonly of: GraphData;
  readonly node: number;
}

/** The graph of a landscape: all architectures in rings around one of them, and walks among them. */
export function GraphPanel(props: Props) {
  const { data, name, fitnessText, onSelect, onWalk, last, onLook, ...given } = props;
  const [colouring, setColouring] = useState<Colouring>(last?.colouring ?? 'rank');
  const [only, setOnly] = useState<number | null>(null);
  const [chosen, setChosen] = useState<Chosen | null>(
    last && last.centre !== null ? { of: data, node: last.centre } : null,
  );
  useEffect(
    () => onLook?.({ colouring, centre: chosen?.of === data ? chosen.node : null }),
    [data, colouring, chosen, onLook],
  );
  const [pointed, setPointed] = useState<number | null>(null);
  // What is from another landscape may be no node of this one.
  const selected = nodeOf(data, given.selected);
  const walk = given.walk?.nodes.every((node) => nodeOf(data, node) !== null) ? given.walk : null;
  const theme = useTokens();
  const facts = useMemo(() => factsOf(data), [data]);
  const ranking = useMemo(() => rankingOf(data), [data]);
  const centre = chosen?.of === data ? chosen.node : facts.fittest;
  const rings = useMemo(() => ringsAround(data, centre, ranking), [data, centre, ranking]);
  const look = useMemo(
    () => lookOf(data, facts, colouring, centre, only, theme),
    [data, facts, colouring, centre, only, theme],
  );
  const speaker = useMemo<Speaker>(
    () => ({ data, facts, rings, name, fitnessText }),
    [data, facts, rings, name, fitnessText],
  );
  const replay = useReplay(walk);
  const setCentre = (node: number) => setChosen({ of: data, node });
  const spoken = nodeOf(data, pointed) ?? selected ?? centre;
  const words = nodeWords(speaker, spoken).join('. ');

  return (
    <ChartPanel
      title="Graph"
      detail={`${whole(data.count)} architectures, in rings by edits`}
      name="graph"
      selected={selected}
      table={() => graphTable(speaker, onSelect)}
    >
      <div className="graph-body">
        <div className="graph-tools">
          <select
            aria-label="Colour of nodes"
            value={colouring}
            onChange={({ target }) => {
              setColouring(target.value as Colouring);
              setOnly(null);
            }}
          >
            {Object.entries(COLOURINGS).map(([key, title]) => (
              <option key={key} value={key}>
                {title}
              </option>
            ))}
          </select>
          <select
            aria-label="Walk from the selected architecture"
            value=""
            onChange={({ target }) => onWalk(target.value as WalkKind, selected ?? centre)}
          >
            <option value="" disabled hidden>
              Walk …
            </option>
            {Object.entries(WALKS).map(([key, title]) => (
              <option key={key} value={key}>
                {title}
              </option>
            ))}
          </select>
          <button
            type="button"
            className="button small"
            disabled={selected === null || selected === centre}
            title="Make the selected architecture the centre (C)"
            onClick={() => selected !== null && setCentre(selected)}
          >
            Centre
          </button>
          <button
            type="button"
            className="button small"
            disabled={centre === facts.fittest}
            title="Make the fittest architecture the centre"
            onClick={() => setCentre(facts.fittest)}
          >
            Fittest
          </button>
        </div>
        <RingsChart
          speaker={speaker}
          look={look}
          theme={theme}
          numbered={colouring === 'basin'}
          selected={selected}
          walk={walk}
          step={replay.step}
          label={
            `${whole(data.count)} architectures in rings by edits from ${name(centre)}. Left and right lead along a ` +
            'ring, up and down among the neighbours of the selected one by fitness, Page up and down to the next ' +
            'ring, Home to the centre, End to the fittest. Enter selects, C makes it the centre, plus and minus zoom.'
          }
          onSelect={onSelect}
          onPoint={setPointed}
          onCentre={setCentre}
          onWalkKey={(key) => (key === 'play' ? replay.toggle() : replay.to(replay.step + key))}
        />
        <Legend speaker={speaker} colouring={colouring} theme={theme} only={only} onOnly={setOnly} />
        <p className="graph-line" aria-live="polite">
          <b>{name(spoken)}</b>
          <span>{words}</span>
        </p>
        {walk && (
          <div className="graph-walk">
            <div className="graph-course">
              <WalkCourse
                data={data}
                walk={walk}
                step={replay.step}
                fitnessText={fitnessText}
                onStep={replay.to}
              />
            </div>
            <WalkBar
              walk={walk}
              replay={replay}
              words={fitnessText(walk.nodes[replay.step]!)}
              onSelect={onSelect}
            />
          </div>
        )}
      </div>
    </ChartPanel>
  );
}
