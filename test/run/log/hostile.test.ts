import { deflateSync, strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readRunFile } from '../../../src/run/log/run-file.ts';
import { Parts, RUN_FILE_LIMITS } from '../../../src/run/log/run-file-parts.ts';
import { fixture } from './logs.ts';
import { deflated, rawZip } from './zips.ts';

const MB = 2 ** 20;
const text = fixture('v4');
const log = strToU8(text);
const events = { name: 'events.jsonl', data: deflateSync(log) };
const evaluated = 16;

describe('zip bombs', () => {
  const zeros = new Uint8Array(MB);
  /** 300 MB of zeros. */
  const bomb = deflated(new Uint8Array(0), zeros, 300);
  const BOMB = /^An entry of the zip inflates to more than 200 times its size: it is not read\.$/;

  it('end while they inflate, whatever sizes they declare', async () => {
    for (const fill of [0, 0x0a]) {
      const data = deflated(log, new Uint8Array(MB).fill(fill), 300);
      expect(data.length).toBeLessThan(MB);
      for (const declared of [{}, { size: 100 }, { size: 0 }, { size: 0xffffffff }])
        await expect(readRunFile(rawZip([{ name: 'events.jsonl', data, declared }]))).rejects.toThrow(BOMB);
    }
  });

  it('end as weights, and as what the run says of itself', async () => {
    for (const name of [`weights/${evaluated}.bin`, 'run.json'])
      for (const declared of [{}, { size: 16 }])
        await expect(readRunFile(rawZip([events, { name, data: bomb, declared }]))).rejects.toThrow(BOMB);
  });

  it('are counted in all, where each is small', () => {
    const parts = new Parts();
    const large = new Uint8Array(60 * MB);
    for (let candidate = 1; candidate <= 17; candidate++) parts.take(`weights/${candidate}.bin`)!.push(large);
    expect(() => parts.take('weights/18.bin')!.push(large)).toThrow(
      'The weights have more than 1024 MB in all, the most that are read.',
    );
  });

  it('are not inflated where they are no part of a run', async () => {
    const data = bomb;
    const inner = rawZip([events, { name: 'weights/1.bin', data }]);
    const outer = rawZip([
      { name: 'again.zip', data: inner, method: 0 },
      { name: 'bomb.bin', data },
      { name: 'weights/0.bin', data },
      { name: 'weights/1.bin/2.bin', data },
      { name: 'EVENTS.JSONL', data },
      events,
    ]);
    const read = await readRunFile(outer);
    expect(read.cut).toBeNull();
    expect(read.events.length).toBe(text.split('\n').length - 1);
    expect(read.notes.filter((note) => note.includes('is no part of a run'))).toHaveLength(5);
  });

  it('end by size alone, where they hardly inflate', async () => {
    // Not to be deflated: every byte is new.
    const noise = new Uint8Array(16 * MB);
    let state = 1;
    for (let i = 0; i < noise.length; i++) {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
      noise[i] = state >>> 24;
    }
    const large = new Uint8Array(Buffer.concat([noise, noise, noise, noise, noise.subarray(0, 1)]));
    await expect(
      readRunFile(rawZip([events, { name: `weights/${evaluated}.bin`, data: large, method: 0 }])),
    ).rejects.toThrow(`The weights of candidate ${evaluated} have more than 64 MB, the most that are read.`);
    await expect(readRunFile(new Uint8Array(RUN_FILE_LIMITS.file + 1))).rejects.toThrow(
      'The file has 201 MB, and 200 MB are the most.',
    );
  });
});

describe('a hostile run file', () => {
  it('has no names that lead out of it', async () => {
    const names = [
      '../events.jsonl',
      '/events.jsonl',
      'a/../../b',
      '..',
      'weights\\1.bin',
      'C:/x',
      '//host/x',
      'x/..',
    ];
    for (const name of names)
      await expect(readRunFile(rawZip([{ name, data: deflateSync(log) }, events]))).rejects.toThrow(
        `The file holds an entry called ${JSON.stringify(name)}: it is not read.`,
      );
    const own = ['__proto__', 'constructor', 'weights/__proto__.bin', 'toString'];
    const read = await readRunFile(rawZip([...own.map((name) => ({ name, data: log, method: 0 })), events]));
    expect(read.notes.filter((note) => note.includes('is no part of a run'))).toHaveLength(4);
  });

  it('has not more entries than run files have', async () => {
    const entries = (count: number) =>
      rawZip([
        events,
        ...Array.from({ length: count }, (_, i) => ({ name: `x${i}`, data: new Uint8Array(0), method: 0 })),
      ]);
    const read = await readRunFile(entries(9_999));
    expect(read.notes).toContain('There are 9,994 more such notes.');
    await expect(readRunFile(entries(10_000))).rejects.toThrow('The zip has more than 10,000 entries.');
  });

  it('cannot say one thing twice: the first counts', async () => {
    const other = { name: 'events.jsonl', data: deflateSync(strToU8('{}')) };
    const read = await readRunFile(rawZip([events, other]));
    expect(read.events.length).toBe(text.split('\n').length - 1);
    expect(read.notes).toContain('"events.jsonl" is no part of a run: passed over.');
    await expect(readRunFile(rawZip([other, events]))).rejects.toThrow('This is no log of a run. Line 1');
  });

  it('is refused in words where it is packed in another way, damaged or no run', async () => {
    const cases: [Uint8Array, RegExp][] = [
      [
        rawZip([{ ...events, method: 12 }]),
        /^There is no whole event in the log: the file is damaged here\.$/,
      ],
      [
        rawZip([{ ...events, data: events.data.map((byte) => byte ^ 0x55) }]),
        /^There is no whole event|^This is no log/,
      ],
      [rawZip([]), /^This zip is no run file: it has no "events\.jsonl"\.$/],
      [zipSync({ 'a.txt': log }), /^This zip is no run file/],
      [strToU8('PK\x03\x04'), /^The file ends too early, or is damaged: of its log/],
      [strToU8('PK\x05\x06'), /^The file ends too early/],
      [new Uint8Array([0x1f, 0x8b, 8, 0]), /^This is no log of a run\. Line 1: it is no whole JSON\.$/],
      [new Uint8Array(1000), /^This is no log of a run/],
      [new Uint8Array(0), /^The file is empty\.$/],
      [rawZip([{ name: 'events.jsonl', data: new Uint8Array(0), method: 0 }]), /^The log is empty\.$/],
    ];
    for (const [file, message] of cases) await expect(readRunFile(file)).rejects.toThrow(message);
  });

  it('is read up to where its deflated log is damaged', async () => {
    for (const at of [0.5, 0.7, 0.9]) {
      const data = events.data.slice();
      data.fill(0xff, Math.floor(at * data.length), Math.floor(at * data.length) + 40);
      const read = await readRunFile(rawZip([{ ...events, data }]));
      expect(read.events.length).toBeGreaterThan(1);
      expect(read.events.length).toBeLessThan(text.split('\n').length - 1);
      expect(read.cut).not.toBeNull();
      expect(read.notes[0]).toContain('The log was read up to its last whole event');
    }
  });

  it('survives sizes that are not true', async () => {
    const whole = text.split('\n').length - 1;
    const small = await readRunFile(rawZip([{ ...events, declared: { compressed: 2000 } }]));
    expect(small.events.length).toBeGreaterThan(1);
    expect(small.events.length).toBeLessThan(whole);
    expect(small.notes[0]).toContain('The log was read up to its last whole event');
    // What comes behind is taken for a part of it, which deflate does not mind.
    const large = await readRunFile(
      rawZip([{ ...events, declared: { compressed: events.data.length + 50 } }]),
    );
    expect(large.events.length).toBe(whole);
  });
});
