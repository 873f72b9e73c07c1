import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { canonicalHash } from '../../src/architecture/canonical.ts';
import { totalCosts } from '../../src/architecture/costs.ts';
import { decode } from '../../src/architecture/decode.ts';
import type { Architecture } from '../../src/architecture/graph.ts';
import { DEAD_HASH, type Phenotype, phenotype } from '../../src/architecture/phenotype.ts';
import { prune } from '../../src/architecture/prune.ts';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { NATS_EDGES, type NatsOperation, natsGenotype, parseNats } from '../../src/space/nats.ts';
import { NATS_TOPOLOGY } from '../../src/space/preset-dags.ts';
import { createRng } from '../../src/space/random.ts';

const file = new URL('../../../shared/data/nb201.csv', import.meta.url);
const have = existsSync(file);

interface Row {
  readonly operations: readonly NatsOperation[];
  /** The class of the published unique string. */
  readonly iso: string;
  /** For each of `NATS_EDGES`: whether it lies on a way from the input to the output. */
  readonly live: readonly boolean[];
  readonly parameters: number;
  readonly megaflops: number;
}

const rows: readonly Row[] = !have
  ? []
  : readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => {
        const cells = line.split(',');
        return {
          operations: parseNats(cells[1]!),
          iso: cells[3]!,
          live: [...cells[4]!].map((bit) => bit === '1'),
          parameters: Number(cells[17]),
          megaflops: Number(cells[18]),
        };
      });

const space = compileSpace(NATS_TOPOLOGY);
/** The same cells, one instead of fifteen: quick to hash. */
const oneCell = compileSpace({
  ...NATS_TOPOLOGY,
  layers: [{ cell: 'cell', repeat: 1, filters: 16, resolution: 'same' }],
});

const singles = new Map<Row, Phenotype>();
/** The row's cell alone; remembered. */
function single(row: Row): Phenotype {
  const known = singles.get(row) ?? phenotype(oneCell, natsGenotype(row.operations, oneCell));
  singles.set(row, known);
  return known;
}

/** What is left of a row's cell by the table: its convolutions and pools with their edges, and the terms of its sums. */
function liveCell({ operations, live }: Row): string {
  const edges = NATS_EDGES.flatMap(([from, to], i): string[] => {
    const operation = operations[i]!;
    if (!live[i] || operation === 'none' || operation === 'identity') return [];
    return [`node ${to} · from ${from} ${operation}`];
  });
  const sums = [1, 2, 3].flatMap((node) => {
    const terms = NATS_EDGES.filter(([, to], i) => to === node && live[i]).length;
    return terms > 1 ? [`node ${node} of ${terms}`] : [];
  });
  return [...edges, ...sums].sort().join('\n');
}

/** What is left of each of a pruned network's fifteen cells. */
function keptCells({ nodes }: Architecture): string[] {
  const cells = [1, 3, 5].flatMap((layer) =>
    [1, 2, 3, 4, 5].map((cell): [string, string[]] => [`layer ${layer} · cell ${cell} · `, []]),
  );
  const byPlace = new Map(cells);
  for (const { op, place, inputs } of nodes) {
    const end = place.indexOf('node ');
    const parts = end < 0 ? undefined : byPlace.get(place.slice(0, end));
    const rest = place.slice(end);
    if (op.type === 'conv') parts?.push(`${rest} conv${op.kernel}`);
    else if (op.type === 'averagePool') parts?.push(`${rest} avgpool${op.kernel}`);
    else if (op.type === 'add') parts?.push(`${rest} of ${inputs.length}`);
  }
  return cells.map(([, parts]) => parts.sort().join('\n'));
}

function grouped(items: readonly Row[], by: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const item of items) {
    const key = by(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The live convolutions of a row, as text. */
const liveConvolutions = ({ operations, live }: Row): string =>
  ['conv1', 'conv3'].map((name) => operations.filter((other, i) => live[i] && other === name).length).join();

describe.skipIf(!have)(
  `the 15,625 published networks of NATS-Bench${have ? '' : ' (skipped: ../shared/data/nb201.csv is not here)'}`,
  () => {
    it('have the published parameters and FLOPs, dead branches counted, and exactly the published live edges', () => {
      expect(rows).toHaveLength(15_625);
      let dead = 0;
      for (const row of rows) {
        const all = decode(space, natsGenotype(row.operations));
        const { parameters, macs } = totalCosts(all);
        expect(parameters).toBe(row.parameters);
        // The table counts the bias of the classifier, too: ten additions for ten classes.
        expect(((macs + 10) / 1e6).toFixed(5)).toBe(row.megaflops.toFixed(5));
        const live = prune(all);
        expect(live !== undefined).toBe(row.live.includes(true));
        if (live) expect(new Set(keptCells(live))).toEqual(new Set([liveCell(row)]));
        else dead++;
      }
      expect(dead).toBe(341);
    });

    it('are dead, with all their nodes and one hash, in exactly the published 341 cases', () => {
      for (const row of rows.filter(({ live }) => !live.includes(true))) {
        const { alive, hash, costs } = phenotype(space, natsGenotype(row.operations));
        expect({ alive, hash, parameters: costs.parameters }).toEqual({
          alive: false,
          hash: DEAD_HASH,
          parameters: row.parameters,
        });
      }
    });

    it('are 5,260 different networks, the dead ones counted as one', () => {
      const byHash = grouped(rows, (row) => single(row).hash);
      const byIso = grouped(rows, ({ iso }) => iso);
      const several = (groups: Map<string, Row[]>, what: (row: Row) => string) =>
        [...groups.values()].filter((group) => new Set(group.map(what)).size > 1).length;
      expect(byHash.size).toBe(5260);
      expect(byHash.get(DEAD_HASH)).toHaveLength(341);
      expect(several(byHash, liveConvolutions)).toBe(0);
      // The published classes are another partition. 430 of 6,466 hold networks with different numbers of live convolutions
      // (they compare what nodes compute, so that a convolution used twice is two of them), and exactly these are more
      // than one network; and 688 of our classes are spread over several of theirs (zeros stay written there).
      expect(byIso.size).toBe(6466);
      expect(several(byIso, liveConvolutions)).toBe(430);
      expect(several(byIso, (row) => single(row).hash)).toBe(430);
      expect(several(byHash, ({ iso }) => iso)).toBe(688);
    });

    it('are equal with fifteen cells exactly where they are equal with one', () => {
      const rng = createRng(201);
      const large = (groups: Map<string, Row[]>) => [...groups.values()].filter(({ length }) => length > 1);
      const equal = large(grouped(rows, (row) => single(row).hash));
      // Hard to tell apart: the published classes of several networks.
      const mixed = large(grouped(rows, ({ iso }) => iso)).filter(
        (group) => new Set(group.map((row) => single(row).hash)).size > 1,
      );
      const hash = (row: Row) => {
        const live = prune(decode(space, natsGenotype(row.operations)));
        return live ? canonicalHash(live) : DEAD_HASH;
      };
      const seen = { equal: 0, different: 0 };
      for (let pair = 0; pair < 300; pair++) {
        const group = pair % 3 === 0 ? rng.pick(equal) : pair % 3 === 1 ? rng.pick(mixed) : rows;
        const [a, b] = [rng.pick(group), rng.pick(group)];
        const same = single(a).hash === single(b).hash;
        expect(hash(a) === hash(b)).toBe(same);
        seen[same ? 'equal' : 'different']++;
      }
      expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
    });
  },
);
