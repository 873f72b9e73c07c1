import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RunEvent, toJsonLines } from '../../../src/run/events.ts';
import { foldRun } from '../../../src/run/fold.ts';
import { createLogReader } from '../../../src/run/log/log-reader.ts';
import { createLogText, LOG_LIMITS, readLog } from '../../../src/run/log/read-log.ts';
import { DEFAULT_SETTINGS, withStrategy } from '../../../src/run/settings.ts';
import { STRATEGIES } from '../../../src/search/catalogue.ts';
import { setAt } from '../../../src/space/path.ts';
import { pretend, start } from '../runs.ts';
import { arbitraryLog, fixture } from './logs.ts';

const lines = fixture('v4').trimEnd().split('\n');
const events = lines.map((line) => JSON.parse(line) as RunEvent);

/** A log whose event `at` is another one. */
const withEvent = (at: number, change: (event: RunEvent) => unknown): string =>
  lines.map((line, i) => (i === at ? JSON.stringify(change(events[i]!)) : line)).join('\n');
const indexOf = (type: RunEvent['type'], from = 0): number =>
  events.findIndex((event, i) => i >= from && event.type === type);

describe('readLog', () => {
  it('gives back any log as it was', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryLog(60), async (log) => {
        expect(await readLog(toJsonLines(log))).toEqual({ events: log, cut: null, notes: [] });
      }),
      { numRuns: 300, seed: 3 },
    );
  });

  it('takes the log of every strategy as the coordinator writes it', async () => {
    for (const { id } of STRATEGIES) {
      const settings = { ...withStrategy(DEFAULT_SETTINGS, id), evaluations: 14, repetitions: 2 };
      const faulty = pretend(undefined, (calls) => (calls === 4 ? new Error('no') : undefined));
      const run = start(settings, [faulty, pretend()]);
      await run.done;
      const log = run.events.map((event, sequence) => ({ sequence, time: sequence, ...event }) as RunEvent);
      expect(await readLog(toJsonLines(log)), id).toEqual({ events: log, cut: null, notes: [] });
    }
  });

  it('reads text in pieces of any size, broken anywhere', async () => {
    const text = fixture('v1b');
    const whole = await readLog(text);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1 }), async (sizes) => {
        async function* pieces() {
          for (let at = 0, i = 0; at < text.length; i++) {
            const size = sizes[i % sizes.length]!;
            yield text.slice(at, at + size);
            at += size;
          }
        }
        expect(await readLog(pieces())).toEqual(whole);
      }),
      { numRuns: 30, seed: 4 },
    );
  });

  it('reads up to the last whole event, wherever the text ends', async () => {
    const text = toJsonLines(events.slice(0, 5));
    const first = text.indexOf('\n');
    for (let end = 0; end <= text.length; end++) {
      const part = text.slice(0, end);
      const whole = part.split('\n').filter((line) => line !== '' && lines.includes(line)).length;
      if (end < first) {
        await expect(readLog(part)).rejects.toThrow(
          end === 0 ? 'The log is empty.' : 'no log of a run. Line 1',
        );
        continue;
      }
      const { events: read, cut } = await readLog(part);
      expect(read).toEqual(events.slice(0, whole));
      const clean = part.endsWith('\n') || lines.includes(part.slice(part.lastIndexOf('\n') + 1));
      expect(cut).toEqual(clean ? null : { line: whole + 1, reason: 'it is no whole JSON', lost: 0 });
    }
  });

  it('says which line is bad, why, and how many come after it', async () => {
    const at = indexOf('evaluated');
    const text = withEvent(at, (event) => ({ ...event, error: 3 }));
    expect(await readLog(text)).toMatchObject({
      events: events.slice(0, at),
      cut: {
        line: at + 1,
        reason: 'evaluated.error must be a number from 0 to 1, not 3',
        lost: lines.length - at - 1,
      },
    });
    const middle = [...lines.slice(0, 5), '{"type":', ...lines.slice(5), '', ''].join('\n');
    expect((await readLog(middle)).cut).toEqual({
      ...{ line: 6, reason: 'it is no whole JSON', lost: lines.length - 5 },
    });
  });

  it('passes over empty lines, line ends of other systems and a byte order mark', async () => {
    const text = `\uFEFF${lines.join('\r\n\r\n')}\r\n \n\n`;
    expect(await readLog(text)).toEqual({ events, cut: null, notes: [] });
  });

  it('refuses in words what is no log of a run', async () => {
    const cases: [string, RegExp][] = [
      ['', /^The log is empty\.$/],
      ['\n \n', /^The log is empty\.$/],
      ['hello', /Line 1: it is no whole JSON\.$/],
      ['null', /Line 1: an event must be an object, not null\.$/],
      ['[]', /Line 1: an event must be an object, not a list of 0\.$/],
      ['{}', /Line 1: type must be "runStarted" in a log's first event, not nothing\.$/],
      [lines[1]!, /Line 1: type must be "runStarted"/],
      ['{"type":"comparisonStarted"}', /the log of a comparison, not of a run\.$/],
      [JSON.stringify({ ...events[0], sequence: 1 }), /sequence must be 0, the next number, not 1\.$/],
      ['{"type":"runStarted","version":4}', /runStarted\.sequence must be a whole number/],
    ];
    for (const [text, message] of cases) await expect(readLog(text)).rejects.toThrow(message);
    await expect(readLog(JSON.stringify({ ...events[0], type: 'runstarted' }))).rejects.toThrow('Line 1');
  });

  it('keeps text as text', async () => {
    const reason = '<img src=x onerror="alert(1)"> ‮ &amp; </script>\n\u0000';
    const at = indexOf('failed');
    const { events: read } = await readLog(withEvent(at, (event) => ({ ...event, reason })));
    expect(read[at]).toMatchObject({ reason });
  });
});

describe('the order of events', () => {
  /** Why a log is cut, as it is when one event is another. */
  const refusal = async (at: number, change: (event: RunEvent) => object): Promise<string> => {
    const { cut } = await readLog(withEvent(at, change));
    expect(cut?.line ?? at + 1).toBe(at + 1);
    return cut?.reason ?? 'accepted';
  };

  it('has no gaps', async () => {
    const at = indexOf('paused');
    const reason = await refusal(at, (event) => ({ ...event, sequence: event.sequence + 1 }));
    expect(reason).toBe(`sequence must be ${at}, the next number, not ${at + 1}`);
    // A line that is missing, and one that comes twice.
    for (const part of [
      [...lines.slice(0, at), ...lines.slice(at + 1)],
      [...lines.slice(0, at), lines[at - 1], ...lines.slice(at)],
    ])
      expect((await readLog(part.join('\n'))).cut).toMatchObject({ line: at + 1 });
  });

  it('has candidates that count upward, and one beginning', async () => {
    const at = indexOf('proposed');
    const { candidate } = events[at] as { candidate: number };
    expect(await refusal(at, (event) => ({ ...event, candidate: candidate - 1 }))).toBe(
      `proposed.candidate must be ${candidate}, the next number, not ${candidate - 1}`,
    );
    expect(await refusal(at, (event) => ({ ...event, candidate: 9_000_000 }))).toContain('the next number');
    expect(await refusal(indexOf('paused'), (event) => ({ ...events[0], sequence: event.sequence }))).toBe(
      'type must not be "runStarted" again: a log tells of one run',
    );
  });

  it('speaks of candidates that were there before, in a state that allows it', async () => {
    const infeasible = (events[indexOf('infeasible')] as { candidate: number }).candidate;
    const front = indexOf('frontChanged');
    const last = events.findLastIndex(({ type }) => type === 'evaluated');
    const evaluated = (events[indexOf('evaluated')] as { candidate: number }).candidate;
    const cases: [number, object, RegExp][] = [
      [
        indexOf('started'),
        { candidate: 9999 },
        /^started\.candidate is 9,999, and no such candidate came before$/,
      ],
      [indexOf('started', front), { candidate: infeasible }, /which is over the cap$/],
      [indexOf('started', front), { candidate: evaluated }, /whose training is over$/],
      [indexOf('started'), { worker: 2 }, /^started\.worker is 2, and there are 2, numbered from 0$/],
      [indexOf('started'), { repetition: 1 }, /^started\.repetition is 1, and each candidate has 1,/],
      [indexOf('measured'), { candidate: infeasible }, /whose training has not started$/],
      [indexOf('evaluated'), { candidate: infeasible }, /whose training has not started$/],
      [last, { candidate: evaluated }, /^evaluated\.candidate is \d+, whose training is over$/],
      [indexOf('failed'), { candidate: 9999 }, /no such candidate came before$/],
      [indexOf('deviceLost'), { candidate: infeasible }, /whose training has not started$/],
      [indexOf('deviceLost'), { worker: 7 }, /^deviceLost\.worker is 7/],
      [front, { members: [infeasible] }, /^frontChanged\.members holds \d+, which has not been evaluated$/],
      [front, { members: [9999] }, /no such candidate came before$/],
      [front, { members: [evaluated, evaluated] }, /^frontChanged\.members holds \d+ twice$/],
      [indexOf('proposed', front), { parents: [9999] }, /^proposed\.parents is 9,999, and no such candidate/],
    ];
    for (const [at, changes, reason] of cases)
      expect(await refusal(at, (event) => ({ ...event, ...changes })), String(reason)).toMatch(reason);
  });

  it('has genotypes of its space, in settings that a run can change to', async () => {
    const at = indexOf('proposed');
    expect(await refusal(at, (event) => setAt(event as object, 'genotype.layers.layer1.filters', 7))).toBe(
      'proposed.genotype.layers.layer1.filters must be one of 4, 8, 12, not 7',
    );
    expect(await refusal(at, (event) => setAt(event as object, 'genotype.layers.layer9', 7))).toContain(
      'proposed.genotype.layers.layer9 is not a field here',
    );
    const changed = indexOf('settingChanged');
    expect(await refusal(changed, (event) => ({ ...event, changes: { epochs: 9 } }))).toBe(
      'settingChanged.changes.epochs is nothing that a run under way can change',
    );
    const parameters = { parameters: { population: 4 } };
    expect(await refusal(changed, (event) => ({ ...event, changes: parameters }))).toMatch(
      /^settingChanged\.changes\.parameters\.crossoverRate must be a number from 0 to 1, not nothing$/,
    );
  });

  it('begins with a genotype of its space, where it begins with one', async () => {
    const { genotype } = events[indexOf('proposed')] as { genotype: unknown };
    const read = await readLog(JSON.stringify({ ...events[0], first: genotype }));
    expect(read.events[0]).toEqual({ ...events[0], first: genotype });
    await expect(readLog(JSON.stringify({ ...events[0], first: { layers: 1 } }))).rejects.toThrow(
      'runStarted.first.motifs is missing',
    );
  });

  it('may lack candidates, as migrated logs do, but not so many that tables grow without them', () => {
    const at = indexOf('proposed');
    const reading = (jump: number) => {
      const reader = createLogReader();
      reader.push(events[0]);
      return reader.push({ ...(events[at] as object), sequence: 1, candidate: jump + 1 });
    };
    expect(reading(100_000)).toMatchObject({ candidate: 100_001 });
    expect(() => reading(100_001)).toThrow('proposed.candidate must be 1, the next number, not 100,002');
  });

  it('lets the fold go through whatever it lets through', async () => {
    const arbitrary = fc.tuple(arbitraryLog(60), fc.nat(), fc.nat(), fc.nat(40));
    let cuts = 0;
    await fc.assert(
      fc.asyncProperty(arbitrary, async ([log, which, field, value]) => {
        const one = log[which % log.length]!;
        const names = Object.keys(one).filter((name) => typeof one[name as 'time'] === 'number');
        const changed = { ...one, [names[field % names.length]!]: value };
        const mutated = log.map((event) => (event === one ? changed : event));
        const read = await readLog(toJsonLines(mutated)).catch((error: Error) => error);
        if (read instanceof Error) {
          expect(read.constructor).toBe(Error);
          return;
        }
        if (read.cut) cuts++;
        const view = foldRun(null, read.events)!;
        expect(view.version).toBe(read.events.length - 1);
      }),
      { numRuns: 500, seed: 5 },
    );
    expect(cuts).toBeGreaterThan(50);
  });
});

describe('limits of a log', () => {
  /** A log of so many events, in pieces. */
  async function* long(count: number): AsyncGenerator<string> {
    yield `${lines[0]}\n`;
    let text = '';
    for (let sequence = 1; sequence < count; sequence++) {
      text += `{"sequence":${sequence},"time":1e12,"type":"${sequence % 2 ? 'paused' : 'resumed'}"}\n`;
      if (text.length < 2 ** 18) continue;
      yield text;
      text = '';
    }
    yield text;
  }

  it('reads a million events, and no more', async () => {
    const { events: read, cut } = await readLog(long(LOG_LIMITS.events));
    expect(cut).toBeNull();
    expect(read.length).toBe(1_000_000);
    expect(read.at(-1)).toEqual({ sequence: 999_999, time: 1e12, type: 'paused' });
    await expect(readLog(long(LOG_LIMITS.events + 1))).rejects.toThrow(
      'The log has more than 1,000,000 events, the most that are read.',
    );
  });

  it('refuses more text than it may hold, whatever it says', async () => {
    async function* spaces() {
      yield `${lines[0]}\n`;
      for (let i = 0; i < 257; i++) yield `${' '.repeat(2 ** 20 - 1)}\n`;
    }
    await expect(readLog(spaces())).rejects.toThrow('The log has more than 268,435,456 characters');
  });

  it('takes a line that is too long for a bad one, without keeping it', async () => {
    const longest = JSON.stringify({ ...events[1], surplus: '' });
    const padding = 'x'.repeat(LOG_LIMITS.lineCharacters - longest.length);
    const fits = longest.replace('"surplus":""', `"surplus":"${padding}"`);
    expect(fits.length).toBe(LOG_LIMITS.lineCharacters);
    expect((await readLog(`${lines[0]}\n${fits}`)).events.length).toBe(2);
    const tooLong = `${lines[0]}\n ${fits}\n${lines[1]}`;
    expect(await readLog(tooLong)).toMatchObject({
      events: [events[0]],
      cut: { line: 2, reason: expect.stringContaining('more than 4,194,304 characters'), lost: 1 },
    });
    await expect(readLog('x'.repeat(5e6))).rejects.toThrow('Line 1: it has more than 4,194,304 characters');
  });

  it('holds what it is told to', () => {
    const log = createLogText({ characters: 1e6, lineCharacters: 1e5, events: 2 });
    expect(() => log.push(`${lines.slice(0, 3).join('\n')}\n`)).toThrow('more than 2 events');
  });
});
