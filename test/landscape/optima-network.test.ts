import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { steepestAscent } from '../../src/landscape/basins.ts';
import { strictOptima } from '../../src/landscape/optima.ts';
import { optimaNetwork } from '../../src/landscape/optima-network.ts';
import { plateausOf } from '../../src/landscape/plateaus.ts';
import { finish, neighboursOf, smallLandscapes } from './small-landscapes.ts';

describe('the network of optima', () => {
  it('counts the steps from one basin into another', () => {
    fc.assert(
      fc.property(smallLandscapes, (landscape) => {
        const { count, fitness } = landscape;
        const near = neighboursOf(landscape);
        const plateaus = plateausOf(landscape);
        const optima = strictOptima(landscape, plateaus);
        const climb = steepestAscent(landscape, plateaus, optima);
        const { shown, edges, uphill } = finish(optimaNetwork(landscape, optima, climb));
        expect(shown).toBe(optima.length);
        const all = [...Array(count).keys()];
        let up = 0;
        let sum = 0;
        let met = 0;
        for (let from = 0; from < shown; from++) {
          const basin = all.filter((node) => climb[node] === from);
          for (let to = 0; to < shown; to++) {
            if (from === to) continue;
            const shares = basin.map(
              (node) => near[node]!.filter((other) => climb[other] === to).length / near[node]!.length,
            );
            const weight =
              near[basin[0]!]!.length === 0 ? 0 : shares.reduce((a, b) => a + b, 0) / basin.length;
            const edge = edges.find((one) => one.from === from && one.to === to);
            if (weight === 0) expect(edge).toBeUndefined();
            else {
              expect(edge!.weight).toBeCloseTo(weight, 12);
              met++;
            }
            sum += weight;
            if (fitness[optima[to]!]! > fitness[optima[from]!]!) up += weight;
          }
        }
        expect(edges.length).toBe(met);
        expect(uphill).toBeCloseTo(sum > 0 ? up / sum : 0, 12);
      }),
    );
  });
});
