import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { phenotype } from '../../../src/architecture/phenotype.ts';
import { smallestMember } from '../../../src/architecture/smallest.ts';
import { hypervolumeBox } from '../../../src/run/coordinator.ts';
import { LOG_VERSION, type RunEvent, type RunEventBody } from '../../../src/run/events.ts';
import { DEFAULT_SETTINGS, withStrategy } from '../../../src/run/settings.ts';
import { OPERATORS } from '../../../src/search/method.ts';
import { compileSpace } from '../../../src/space/hierarchy.ts';
import { HIERARCHICAL_SMALL } from '../../../src/space/presets.ts';
import { createRng } from '../../../src/space/random.ts';
import { sample } from '../../../src/space/sample.ts';

/** Logs that the program of each version made. */
export const fixture = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'fixtures', `${name}.jsonl`), 'utf8');

export const space = compileSpace(HIERARCHICAL_SMALL);
const box = hypervolumeBox(space, smallestMember(space).parameters);
/** Some members of the space, as a log tells of them. */
const MEMBERS = Array.from({ length: 40 }, (_, seed) => {
  const genotype = sample(space.tree, createRng(seed));
  const { hash, costs } = phenotype(space, genotype);
  return { genotype, hash, costs };
});

/** What a step of an arbitrary log is made of. */
const arbitraryStep = fc.record({
  kind: fc.nat(19),
  a: fc.nat(1000),
  b: fc.nat(1000),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  amount: fc.double({ min: 0, max: 1e6, noNaN: true }),
  text: fc.string({ unit: 'binary', maxLength: 12 }),
  time: fc.nat(4e12),
});
type Step = typeof arbitraryStep extends fc.Arbitrary<infer T> ? T : never;

/** Any log that a run could leave, and some that none would: whatever keeps the rules of order. */
export const arbitraryLog = (most = 40): fc.Arbitrary<RunEvent[]> =>
  fc
    .tuple(fc.array(arbitraryStep, { maxLength: most }), fc.integer({ min: 1, max: 3 }), fc.boolean())
    .map(([steps, repetitions, random]) => logOf(steps, repetitions, random));

function logOf(steps: readonly Step[], repetitions: number, random: boolean): RunEvent[] {
  const events: RunEvent[] = [];
  const emit = (time: number, body: RunEventBody) =>
    events.push({ sequence: events.length, time, ...body } as RunEvent);
  const versions = { cellscape: 'any', tfjs: 'any', kernels: 'SIMD' } as const;
  emit(steps[0]?.time ?? 0, {
    type: 'runStarted',
    version: LOG_VERSION,
    settings: { ...(random ? withStrategy(DEFAULT_SETTINGS, 'random') : DEFAULT_SETTINGS), repetitions },
    space: space.document,
    dataset: { name: 'none', fingerprint: 'none', train: 1, validation: 1 },
    backend: 'wasm',
    workers: 2,
    versions,
    box,
    ...(random && { first: MEMBERS[0]!.genotype }),
  });
  /** By candidate: whether it may be trained, has begun, and what came of its trainings. */
  const all: { feasible: boolean; begun: boolean; over: Map<number, boolean> }[] = [];
  const pick = (index: number, those: (one: (typeof all)[number]) => boolean): number | undefined => {
    const fitting = all.flatMap((one, i) => (those(one) ? [i + 1] : []));
    return fitting.length > 0 ? fitting[index % fitting.length] : undefined;
  };
  const openOf = (candidate: number): number =>
    Array.from({ length: repetitions }, (_, i) => i).find((i) => !all[candidate - 1]!.over.has(i))!;
  const which = (candidate: number) =>
    repetitions === 1 ? { candidate } : { candidate, repetition: openOf(candidate) };
  for (const { kind, a, b, share, amount, text, time } of steps) {
    const known = pick(a, () => true);
    const trainable = pick(a, ({ feasible, over }) => feasible && over.size < repetitions);
    const training = pick(a, ({ begun, over }) => begun && over.size < repetitions);
    const begun = pick(a, (one) => one.begun);
    switch (kind) {
      case 0:
      case 1:
      case 2:
      case 3: {
        const candidate = all.length + 1;
        const { genotype, hash, costs } = MEMBERS[a % MEMBERS.length]!;
        const generation = 1 + (b % 9);
        const operator = OPERATORS[b % OPERATORS.length]!;
        const parents = [pick(b, () => true), pick(b + 1, () => true)].flatMap((one) => one ?? []);
        const proposal = { candidate, genotype, hash, generation, operator, parents, costs };
        all.push({ feasible: kind > 0, begun: false, over: new Map() });
        if (kind > 0) emit(time, { type: 'proposed', ...proposal, costs: { ...costs, activationBytes: a } });
        else emit(time, { type: 'infeasible', violation: amount, ...proposal });
        break;
      }
      case 4:
        if (known) emit(time, { type: 'duplicate', hash: text, of: known });
        break;
      case 5:
      case 6:
      case 7:
        if (!trainable) break;
        emit(time, { type: 'started', ...which(trainable), worker: b % 2 });
        all[trainable - 1]!.begun = true;
        break;
      case 8:
        if (begun)
          emit(time, {
            ...{ type: 'measured', candidate: begun, epoch: 1 + (b % 5), loss: amount - 10, error: share },
            ...{ seconds: amount, ...(b % 2 && { setup: share }) },
          });
        break;
      case 9:
      case 10:
      case 11: {
        if (!training) break;
        const failed = kind === 9;
        if (failed) emit(time, { type: 'failed', ...which(training), reason: text });
        else
          emit(time, {
            ...{ type: 'evaluated', ...which(training), error: share, seconds: amount },
            ...(b % 2 && { inference: share }),
          });
        all[training - 1]!.over.set(openOf(training), !failed);
        break;
      }
      case 12: {
        const members = all.flatMap(({ over }, i) =>
          over.size === repetitions && [...over.values()].includes(true) && (a >> (i % 8)) % 2 ? [i + 1] : [],
        );
        emit(time, { type: 'frontChanged', members, hypervolume: share });
        break;
      }
      case 13:
        emit(time, { type: b % 2 ? 'paused' : 'resumed' });
        break;
      case 14:
        emit(time, { type: 'settingChanged', changes: { mutationRate: share, evaluations: 1 + a } });
        break;
      case 15:
        emit(time, { type: 'reopened', backend: 'webgl', workers: 2 + (b % 3), versions });
        break;
      case 16:
        emit(time, { type: 'frozen', milliseconds: amount });
        break;
      case 17:
        if (begun)
          emit(time, {
            ...{ type: b % 2 ? 'workerLost' : 'deviceLost', worker: b % 2, reason: text, candidate: begun },
          });
        break;
      case 18:
        if (begun)
          emit(time, {
            ...{ type: 'trainedLonger', candidate: begun, epochs: 1 + b, error: share, seconds: amount },
            curve: [{ epoch: 1, loss: amount, error: share }],
          });
        break;
      case 19:
        if (b % 2) emit(time, { type: 'finished', reason: 'error', message: text });
        else emit(time, { type: 'backendChanged', from: 'webgl', to: 'wasm', reason: text });
        break;
    }
  }
  return events;
}
