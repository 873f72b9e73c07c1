import Ajv2020 from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSpace } from '../../src/space/hierarchy.ts';
import { jsonSchema } from '../../src/space/json-schema.ts';
import { KNOWN } from '../../src/space/known.ts';
import { PRESETS } from '../../src/space/presets.ts';
import { createRng } from '../../src/space/random.ts';
import { sample } from '../../src/space/sample.ts';
import { choice, choiceOf, constant, list, record, type Tree } from '../../src/space/tree.ts';
import { validate } from '../../src/space/validate.ts';
import { edited } from './edits.ts';
import { anyTree } from './trees.ts';

/** Another reading of the schema than ours, strict about the schema itself: unknown keywords and formats throw. */
const compiled = (tree: Tree) =>
  new Ajv2020({ strict: true, strictRequired: true }).compile(jsonSchema(tree, 'Test'));

/** What the value is as JSON, which is what a schema is about. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('jsonSchema', () => {
  it.each([...PRESETS, ...KNOWN].map(({ id, document }) => [id, document] as const))(
    'is fulfilled by the members of %s, and by exactly those changes of them that are members',
    (_, document) => {
      const { tree } = compileSpace(document);
      const fits = compiled(tree);
      for (let seed = 0; seed < 20; seed++) expect(fits(sample(tree, createRng(seed)))).toBe(true);
      fc.assert(
        fc.property(fc.integer(), fc.jsonValue(), (seed, junk) => {
          const rng = createRng(seed);
          const value = edited(sample(tree, rng), rng, junk);
          expect(fits(value), JSON.stringify(value)).toBe(validate(tree, value).length === 0);
        }),
        { numRuns: 60 },
      );
    },
  );

  it('agrees with validate on random trees, on members, changed members and any JSON', () => {
    fc.assert(
      fc.property(anyTree, fc.integer(), fc.jsonValue(), (tree, seed, junk) => {
        const fits = compiled(tree);
        const rng = createRng(seed);
        expect(fits(sample(tree, rng))).toBe(true);
        const changed = Array.from({ length: 12 }, () => edited(sample(tree, rng), rng, junk));
        for (const value of [...changed, asJson(junk)])
          expect(fits(value), JSON.stringify(value)).toBe(validate(tree, value).length === 0);
      }),
      { numRuns: 150 },
    );
  });

  it('defines what stands at several places once', () => {
    const options = record({ act: choiceOf('option', ['relu', 'elu']) });
    const operation = choice('block', [
      { key: 'conv3', tree: options },
      { key: 'conv5', tree: options },
      { key: 'pool', tree: constant('pool') },
    ]);
    const tree = record({ first: operation, second: list('cell', operation, 0, 2) });
    expect(jsonSchema(tree, 'Two places')).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Two places',
      type: 'object',
      properties: {
        first: { $ref: '#/$defs/part1' },
        second: { type: 'array', items: { $ref: '#/$defs/part1' }, minItems: 0, maxItems: 2 },
      },
      required: ['first', 'second'],
      additionalProperties: false,
      $defs: {
        part1: {
          anyOf: [
            { enum: ['pool'] },
            {
              type: 'object',
              properties: {
                choose: { enum: ['conv3', 'conv5'] },
                with: {
                  type: 'object',
                  properties: { act: { enum: ['relu', 'elu'] } },
                  required: ['act'],
                  additionalProperties: false,
                },
              },
              required: ['choose', 'with'],
              additionalProperties: false,
            },
          ],
        },
      },
    });
  });
});
