import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/run/events.ts';
import { EVENT_LIMITS, parseEvent } from '../../../src/run/log/parse-event.ts';
import { DEFAULT_SETTINGS, withStrategy } from '../../../src/run/settings.ts';
import { STRATEGIES } from '../../../src/search/catalogue.ts';
import { setAt } from '../../../src/space/path.ts';
import { arbitraryLog, fixture } from './logs.ts';

type Json = Record<string, unknown>;

/** One event of each type, from real logs, and two that few runs have. */
const EVENTS = new Map<string, Json>(
  [
    ...['v4', 'v2b'].flatMap((name) =>
      fixture(name)
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Json),
    ),
    { sequence: 1, time: 2, type: 'frozen', milliseconds: 20_000 },
    {
      ...{ sequence: 1, time: 2, type: 'trainedLonger', candidate: 1, epochs: 2, error: 0.5, seconds: 1 },
      curve: [
        { epoch: 1, loss: 1, error: 0.6 },
        { epoch: 2, loss: 0.9, error: 0.5 },
      ],
    },
  ]
    .toReversed()
    .map((event) => [event.type as string, event]),
);
// The first of its type that stands in the newest log wins.
const event = (type: string): Json => EVENTS.get(type)!;
const start = event('runStarted');

/** Every path to something in a value. */
function pathsIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) => {
    const here = Array.isArray(value) ? `${path}[${name}]` : path ? `${path}.${name}` : name;
    return [here, ...pathsIn(below, here)];
  });
}

/** What an event is refused with. */
function refusal(value: unknown): string {
  try {
    parseEvent(value);
  } catch (error) {
    expect((error as Error).constructor).toBe(Error);
    return (error as Error).message;
  }
  return 'accepted';
}

describe('parseEvent', () => {
  it('knows every type', () => {
    expect([...EVENTS.keys()].sort()).toEqual(
      [
        ...[
          'runStarted',
          'proposed',
          'duplicate',
          'infeasible',
          'started',
          'measured',
          'evaluated',
          'failed',
        ],
        ...['trainedLonger', 'frontChanged', 'settingChanged', 'paused', 'resumed', 'reopened', 'frozen'],
        ...['workerLost', 'deviceLost', 'backendChanged', 'finished'],
      ].sort(),
    );
    for (const each of EVENTS.values()) expect(parseEvent(each)).toEqual(each);
  });

  it('makes events anew: nothing of the foreign value is in them', () => {
    for (const each of EVENTS.values()) {
      const copy = structuredClone(each);
      const parsed = parseEvent(copy);
      for (const path of pathsIn(copy).toReversed()) {
        const parts = path.split(/[.[]/);
        const last = parts.pop()!.replace(']', '');
        let here: Json = copy;
        for (const part of parts) if (part) here = here[part.replace(']', '')] as Json;
        delete here[last];
      }
      expect(copy).toEqual({});
      expect(parsed).toEqual(each);
    }
  });

  it('drops unknown fields and refuses unknown types', () => {
    for (const each of EVENTS.values())
      expect(parseEvent({ ...each, surplus: { anything: [1] }, worked: true })).toEqual(each);
    for (const type of ['toString', 'hasOwnProperty', 'rung', '', 3, null, undefined, ['paused']])
      expect(refusal({ ...event('paused'), type })).toMatch(/^type must be one of runStarted, proposed/);
    for (const value of [null, 3, 'paused', [], true, undefined])
      expect(refusal(value)).toMatch(/^an event must be an object, not/);
  });

  it('refuses an event that misses anything but what may be left out', () => {
    const optional = /^(setup|inference|message|repetition|costs\.activationBytes|changes\..*|curve\[.*)$/;
    for (const [type, each] of EVENTS) {
      for (const path of pathsIn(each)) {
        if (optional.test(path) || /\]$|^genotype\.|^space\./.test(path)) continue;
        expect(refusal(setAt(each, path, undefined)), `${type} without ${path}`).not.toBe('accepted');
      }
    }
  });

  it('says where, what is allowed and what stands there', () => {
    const cases: [string, string, unknown, string][] = [
      ['evaluated', 'error', 3, 'evaluated.error must be a number from 0 to 1, not 3'],
      ['evaluated', 'error', -1e-9, 'evaluated.error must be a number from 0 to 1, not -1e-9'],
      ['evaluated', 'error', null, 'evaluated.error must be a number from 0 to 1, not null'],
      ['evaluated', 'seconds', -1, 'evaluated.seconds must be a number from 0 to 1,000,000,000,000, not -1'],
      ['measured', 'loss', null, 'measured.loss must be a finite number, not null'],
      ['measured', 'epoch', 0, 'measured.epoch must be a whole number from 1 to 1,000,000, not 0'],
      ['started', 'candidate', 0, 'started.candidate must be a whole number from 1 to 10,000,000, not 0'],
      ['started', 'candidate', 1.5, 'started.candidate must be a whole number from 1 to 10,000,000, not 1.5'],
      ['started', 'worker', 64, 'started.worker must be a whole number from 0 to 63, not 64'],
      ['failed', 'reason', 5, 'failed.reason must be a text, not 5'],
      [
        'duplicate',
        'hash',
        'x'.repeat(201),
        'duplicate.hash must be a text of at most 200 characters, not "xx',
      ],
      [
        'frontChanged',
        'members[0]',
        '7',
        'frontChanged.members[0] must be a whole number from 1 to 10,000,000',
      ],
      ['frontChanged', 'hypervolume', 1.1, 'frontChanged.hypervolume must be a number from 0 to 1'],
      ['proposed', 'operator', 'magic', 'proposed.operator must be one of "sample", "mutation"'],
      ['proposed', 'costs.parameters', -1, 'proposed.costs.parameters must be a whole number from 0 to'],
      ['proposed', 'costs', [], 'proposed.costs must be an object, not a list of 0'],
      ['finished', 'reason', 'boredom', 'finished.reason must be one of "budget", "minutes"'],
      [
        'backendChanged',
        'to',
        'cpu',
        'backendChanged.to must be one of "webgpu", "webgl", "wasm", not "cpu"',
      ],
      ['frozen', 'milliseconds', -5, 'frozen.milliseconds must be a number of at least 0, not -5'],
      [
        'trainedLonger',
        'curve[1].error',
        2,
        'trainedLonger.curve[1].error must be a number from 0 to 1, not 2',
      ],
      ['paused', 'time', -1, 'paused.time must be a number of at least 0, not -1'],
      ['paused', 'sequence', 0.5, 'paused.sequence must be a whole number from 0 to'],
      ['runStarted', 'version', 3, 'runStarted.version must be one of 4, not 3'],
      ['runStarted', 'workers', 0, 'runStarted.workers must be a whole number from 1 to 64, not 0'],
      ['runStarted', 'box.maxParameters', 1, 'runStarted.box.maxParameters must be at least minParameters'],
      ['runStarted', 'space.classes', 1, 'runStarted.space.classes must be a whole number from 2 to 1000'],
      ['runStarted', 'space.layers[0].cell', 'no', 'runStarted.space.layers[0].cell names no motif'],
      [
        'runStarted',
        'settings.epochs',
        0,
        'runStarted.settings.epochs must be a whole number from 1 to 1,000, not 0',
      ],
      ['runStarted', 'settings.workers', 0, 'runStarted.settings.workers must be "auto" or a whole number'],
      ['runStarted', 'settings.flip', 1, 'runStarted.settings.flip must be one of true, false, not 1'],
      [
        ...(['runStarted', 'settings.strategy', 'oracle'] as const),
        'not "oracle" (this version knows no such strategy)',
      ],
      [
        ...(['runStarted', 'settings.parameters.population', 1] as const),
        'runStarted.settings.parameters.population must be a whole number from 2 to 1,000, not 1',
      ],
      [
        ...(['runStarted', 'settings.parameters.brood', 8] as const),
        'runStarted.settings.parameters.brood is no parameter of NSGA-II: it has population',
      ],
      [
        'settingChanged',
        'changes.mutationRate',
        2,
        'settingChanged.changes.mutationRate must be a number from 0',
      ],
    ];
    for (const [type, path, value, message] of cases)
      expect(refusal(setAt(event(type), path, value)), `${type}.${path}`).toContain(message);
  });

  it('refuses names that reach what all objects share, wherever they stand', () => {
    let places = 0;
    for (const [type, each] of EVENTS) {
      const objects = ['', ...pathsIn(each)].filter((path) => {
        const value =
          path === ''
            ? each
            : path.split(/[.[]/).reduce((here, step) => (here as Json)[step.replace(']', '')] as Json, each);
        return typeof value === 'object' && value !== null && !Array.isArray(value);
      });
      for (const path of objects) {
        for (const name of ['__proto__', 'constructor', 'prototype']) {
          const text = JSON.stringify(each, (_, value: unknown) => value);
          const marked = setAt(JSON.parse(text) as Json, path === '' ? 'MARK' : `${path}.MARK`, {
            polluted: 1,
          });
          const hostile: unknown = JSON.parse(JSON.stringify(marked).replace('"MARK"', JSON.stringify(name)));
          expect(refusal(hostile), `${type} ${path}`).toContain(`has a field called "${name}"`);
          places++;
        }
      }
    }
    expect(places).toBeGreaterThan(100);
    expect(refusal(JSON.parse('{"type":"paused","x":[{"__proto__":{"polluted":1}}]}'))).toContain(
      '__proto__',
    );
    expect(({} as Json).polluted).toBeUndefined();
  });

  it('cuts what people wrote long, and nothing else', () => {
    const long = 'The shader '.repeat(1000);
    for (const type of ['failed', 'workerLost', 'deviceLost', 'backendChanged']) {
      const { reason } = parseEvent({ ...event(type), reason: long }) as RunEvent & { reason: string };
      expect(reason).toBe(`${long.slice(0, EVENT_LIMITS.text - 1)}…`);
    }
    const kept = 'x'.repeat(EVENT_LIMITS.text);
    expect(parseEvent({ ...event('failed'), reason: kept })).toMatchObject({ reason: kept });
    expect(refusal(setAt(start, 'dataset.name', long))).toContain('at most 2,000 characters');
  });

  it('refuses what is too deep or too large before it is copied', () => {
    const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
    const proposed = (genotype: unknown) => refusal({ ...event('proposed'), genotype });
    expect(proposed(deep(EVENT_LIMITS.genotypeDepth))).toBe('accepted');
    expect(proposed(deep(EVENT_LIMITS.genotypeDepth + 1))).toContain('nested deeper than 512 levels');
    expect(proposed(deep(100_000))).toContain('nested deeper');
    expect(proposed(Array(EVENT_LIMITS.genotypeValues).fill(0))).toBe('accepted');
    expect(proposed(Array(EVENT_LIMITS.genotypeValues + 1).fill(0))).toContain('more than 50,000 values');
    expect(refusal({ ...event('paused'), surplus: deep(1000) })).toContain('nested deeper');
    expect(refusal({ ...event('frontChanged'), members: Array(100_001).fill(1) })).toContain(
      'at most 100,000',
    );
    expect(refusal({ ...event('frontChanged'), members: Array(2 ** 32 - 1) })).toContain('more than 250,000');
    const names = Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`p${i}`, 1]));
    expect(refusal(setAt(start, 'settings.parameters', names))).toContain('at most 64 parameters');
  });

  it('takes the settings of every strategy, and those alone', () => {
    for (const { id } of STRATEGIES) {
      const settings = withStrategy(DEFAULT_SETTINGS, id);
      expect(parseEvent({ ...start, settings })).toMatchObject({ settings });
      const { [Object.keys(settings.parameters)[0] ?? 'none']: _, ...fewer } = settings.parameters;
      if (Object.keys(settings.parameters).length > 0)
        expect(refusal({ ...start, settings: { ...settings, parameters: fewer } })).toContain('not nothing');
    }
  });

  it('accepts what it made, whatever was put into an event', () => {
    const mutated = fc
      .tuple(
        arbitraryLog(12).filter((log) => log.length > 0),
        fc.nat(),
        fc.nat(),
        fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.constantFrom(-1, 0, 0.5, 1e9, '', 'x', null, {})),
      )
      .map(([log, which, where, value]) => {
        const one = log[which % log.length]!;
        const paths = pathsIn(one);
        return setAt<unknown>(one, paths[where % paths.length]!, value);
      });
    let accepted = 0;
    fc.assert(
      fc.property(mutated, (value) => {
        let parsed: RunEvent;
        try {
          parsed = parseEvent(JSON.parse(JSON.stringify(value)));
        } catch (error) {
          expect((error as Error).constructor).toBe(Error);
          return;
        }
        accepted++;
        expect(parseEvent(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
      }),
      { numRuns: 2000, seed: 1 },
    );
    expect(accepted).toBeGreaterThan(100);
    expect(accepted).toBeLessThan(1900);
  });
});
