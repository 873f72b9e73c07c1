import { whole } from '../../shared/format.ts';
import { differences, type GraphData, type GraphFacts } from './graph-data.ts';
import type { Rings } from './rings.ts';

/** What words about a node need to know. */
export interface Speaker {
  readonly data: GraphData;
  readonly facts: GraphFacts;
  readonly rings: Rings;
  name(node: number): string;
  fitnessText(node: number): string;
}

export const edits = (distance: number): string => `${distance} ${distance === 1 ? 'edit' : 'edits'}`;

/** Fitness, distance and basin of a node, a sentence each. */
export function nodeWords(speaker: Speaker, node: number): readonly string[] {
  const { data, facts, rings, fitnessText } = speaker;
  const away = rings.ring[node]!;
  const positions = differences(data, rings.centre, node).map((i) => i + 1);
  const where =
    away === 0
      ? 'The centre'
      : `${edits(away)} from the centre, at ${positions.length === 1 ? 'position' : 'positions'} ${positions.join(', ')}`;
  return [
    `Fitness ${fitnessText(node)}, rank ${whole(facts.rank[node]!)} of ${whole(data.count)}`,
    where,
    basinWords(speaker, node),
  ];
}

function basinWords({ data, fitnessText }: Speaker, node: number): string {
  const optimum = data.climb[node]!;
  if (optimum < 0) return 'Steepest ascent ends on a plateau';
  // Numbered as the list of optima is: by their fitness.
  const named = `basin ${whole(optimum + 1)}`;
  if (data.optima[optimum] === node) return `Local optimum, of ${named}`;
  return `In ${named}: climbs to ${fitnessText(data.optima[optimum]!)}`;
}

/** A name on as many lines as it needs, broken where words of a genotype end. */
export function brokenName(name: string, letters: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const part of name.split(/(?<=[|+,;\s])/)) {
    if (line !== '' && line.length + part.length > letters) {
      lines.push(line);
      line = '';
    }
    line += part;
  }
  return line === '' ? lines : [...lines, line];
}
