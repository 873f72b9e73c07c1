import { OPERATORS } from '../../search/method.ts';
import type { SpaceDocument } from '../../space/document.ts';
import { LIMITS } from '../../space/limits.ts';
import { parseDocument } from '../../space/parse-document.ts';
import type { Genotype } from '../../space/tree.ts';
import {
  type FinishReason,
  type HypervolumeBox,
  LOG_VERSION,
  type ProposedCandidate,
  type RunEvent,
  type RunEventBody,
  type RunVersions,
} from '../events.ts';
import { BACKENDS } from '../settings.ts';
import { Fields } from './fields.ts';
import { parseChanges, parseSettings } from './parse-settings.ts';
import { copyPlain, isJson, mustBePlain, refuse, show } from './plain.ts';

/** What events may hold. */
export const EVENT_LIMITS = {
  candidate: 10_000_000,
  /** Characters. */
  text: 2000,
  hash: 200,
  parents: 1000,
  members: 100_000,
  epochs: 1_000_000,
  /** Epochs of one training, as its event lists them. */
  curve: 10_000,
  /** A motif within a motif is six levels deeper, and a document may have 64 of them. */
  genotypeDepth: 512,
  genotypeValues: 50_000,
} as const;

/** More than any event within its own limits. */
const PLAIN = { depth: EVENT_LIMITS.genotypeDepth + 8, values: 250_000 } as const;
const GENOTYPE = { depth: EVENT_LIMITS.genotypeDepth, values: EVENT_LIMITS.genotypeValues } as const;
const SPACE = { depth: LIMITS.depth, values: LIMITS.values } as const;

/** A count of weights, operations or bytes. */
const MOST = Number.MAX_SAFE_INTEGER;
/** The last moment of JavaScript's calendar, milliseconds since 1970. */
const LAST_TIME = 8.64e15;
const MOST_SECONDS = 1e12;

const FINISH_REASONS = [
  'budget',
  'minutes',
  'compute',
  'stagnation',
  'stopped',
  'exhausted',
  'error',
] as const satisfies readonly FinishReason[];

/** Makes a genotype of a foreign value, or throws an `Error` in words. */
type ReadGenotype = (value: unknown, path: string) => Genotype;

/** A genotype of any space. */
function anyGenotype(value: unknown, path: string): Genotype {
  mustBePlain(value, path, GENOTYPE);
  return copyPlain(value, path);
}

/**
 * Makes an event of the newest version from a foreign value, field by field: nothing of the value itself is in it, and fields
 * that no event of this type has are dropped. Throws an `Error` that says where, what is allowed and what stands there: for
 * an unknown type, a missing or wrong field, a space that is not valid, a strategy that this version does not know,
 * and for what is named `__proto__`, `constructor` or `prototype` anywhere in it. What events must be to one another is
 * not asked: see `createLogReader`. `readGenotype`: how genotypes are read; by itself any JSON may be one.
 */
export function parseEvent(value: unknown, readGenotype: ReadGenotype = anyGenotype): RunEvent {
  if (!isJson(value)) refuse('an event', `must be an object, not ${show(value)}`);
  mustBePlain(value, 'the event', PLAIN);
  const { type } = value;
  if (typeof type !== 'string' || !Object.hasOwn(READERS, type))
    refuse('type', `must be one of ${Object.keys(READERS).join(', ')}, not ${show(type)}`);
  const fields = new Fields(value, type);
  return {
    sequence: fields.whole('sequence', 0, MOST),
    time: fields.number('time', 0, LAST_TIME),
    ...READERS[type as RunEvent['type']](fields, readGenotype),
  };
}

/** How each type is read. */
const READERS: {
  readonly [Type in RunEvent['type']]: (
    fields: Fields,
    readGenotype: ReadGenotype,
  ) => Extract<RunEventBody, { type: Type }>;
} = {
  runStarted: (fields) => ({
    type: 'runStarted',
    version: fields.oneOf('version', [LOG_VERSION]),
    settings: parseSettings(fields.object('settings')),
    space: parseSpace(fields.raw('space'), fields.place('space')),
    dataset: parseDataset(fields.object('dataset')),
    ...parseDevice(fields),
    box: parseBox(fields.object('box')),
    ...(fields.has('first') && { first: anyGenotype(fields.raw('first'), fields.place('first')) }),
  }),
  proposed: (fields, readGenotype) => ({ type: 'proposed', ...parseProposal(fields, readGenotype) }),
  infeasible: (fields, readGenotype) => ({
    type: 'infeasible',
    violation: fields.number('violation', 0, Number.MAX_VALUE),
    ...parseProposal(fields, readGenotype),
  }),
  duplicate: (fields) => ({
    type: 'duplicate',
    hash: fields.text('hash', EVENT_LIMITS.hash),
    of: fields.whole('of', 1, EVENT_LIMITS.candidate),
  }),
  started: (fields) => ({
    type: 'started',
    candidate: candidate(fields),
    worker: worker(fields),
    ...repetition(fields),
  }),
  measured: (fields) => ({
    type: 'measured',
    candidate: candidate(fields),
    ...repetition(fields),
    ...parseEpoch(fields),
    seconds: seconds(fields, 'seconds'),
    ...(fields.has('setup') && { setup: seconds(fields, 'setup') }),
  }),
  evaluated: (fields) => ({
    type: 'evaluated',
    candidate: candidate(fields),
    ...repetition(fields),
    error: fields.number('error', 0, 1),
    seconds: seconds(fields, 'seconds'),
    ...(fields.has('inference') && { inference: fields.number('inference', 0, MOST_SECONDS) }),
  }),
  failed: (fields) => ({
    type: 'failed',
    candidate: candidate(fields),
    ...repetition(fields),
    reason: reason(fields),
  }),
  trainedLonger: (fields) => ({
    type: 'trainedLonger',
    candidate: candidate(fields),
    epochs: fields.whole('epochs', 1, EVENT_LIMITS.epochs),
    error: fields.number('error', 0, 1),
    seconds: seconds(fields, 'seconds'),
    curve: fields.objects('curve', EVENT_LIMITS.curve, parseEpoch),
  }),
  frontChanged: (fields) => ({
    type: 'frontChanged',
    members: fields.wholes('members', EVENT_LIMITS.members, 1, EVENT_LIMITS.candidate),
    // The reference lies a little beyond the box.
    hypervolume: fields.number('hypervolume', 0, 1 + 1e-6),
  }),
  settingChanged: (fields) => ({
    type: 'settingChanged',
    changes: parseChanges(fields.object('changes')),
  }),
  paused: () => ({ type: 'paused' }),
  resumed: () => ({ type: 'resumed' }),
  reopened: (fields) => ({ type: 'reopened', ...parseDevice(fields) }),
  frozen: (fields) => ({ type: 'frozen', milliseconds: fields.number('milliseconds', 0, LAST_TIME) }),
  workerLost: (fields) => ({
    type: 'workerLost',
    worker: worker(fields),
    reason: reason(fields),
    candidate: candidate(fields),
  }),
  deviceLost: (fields) => ({
    type: 'deviceLost',
    worker: worker(fields),
    reason: reason(fields),
    candidate: candidate(fields),
  }),
  backendChanged: (fields) => ({
    type: 'backendChanged',
    from: fields.oneOf('from', BACKENDS),
    to: fields.oneOf('to', BACKENDS),
    reason: reason(fields),
  }),
  finished: (fields) => ({
    type: 'finished',
    reason: fields.oneOf('reason', FINISH_REASONS),
    ...(fields.has('message') && { message: fields.remark('message', EVENT_LIMITS.text) }),
  }),
};

const candidate = (fields: Fields): number => fields.whole('candidate', 1, EVENT_LIMITS.candidate);
const worker = (fields: Fields): number => fields.whole('worker', 0, 63);
const seconds = (fields: Fields, name: string): number => fields.number(name, 0, MOST_SECONDS);
const repetition = (fields: Fields) =>
  fields.has('repetition') && { repetition: fields.whole('repetition', 0, 99) };
/** Errors of a GPU can bring a whole program with them: better a cut reason than a log that ends there. */
const reason = (fields: Fields): string => fields.remark('reason', EVENT_LIMITS.text);

/** An epoch of a learning curve. */
const parseEpoch = (fields: Fields) => ({
  epoch: fields.whole('epoch', 1, EVENT_LIMITS.epochs),
  loss: fields.number('loss', -Number.MAX_VALUE, Number.MAX_VALUE),
  error: fields.number('error', 0, 1),
});

/** What `proposed` and `infeasible` have in common. */
function parseProposal(fields: Fields, readGenotype: ReadGenotype): ProposedCandidate {
  const costs = fields.object('costs');
  return {
    candidate: candidate(fields),
    genotype: readGenotype(fields.raw('genotype'), fields.place('genotype')),
    hash: fields.text('hash', EVENT_LIMITS.hash),
    generation: fields.whole('generation', 1, EVENT_LIMITS.candidate),
    operator: fields.oneOf('operator', OPERATORS),
    parents: fields.wholes('parents', EVENT_LIMITS.parents, 1, EVENT_LIMITS.candidate),
    costs: {
      parameters: costs.whole('parameters', 0, MOST),
      statistics: costs.whole('statistics', 0, MOST),
      macs: costs.whole('macs', 0, MOST),
      ...(costs.has('activationBytes') && { activationBytes: costs.whole('activationBytes', 0, MOST) }),
    },
  };
}

function parseSpace(value: unknown, path: string): SpaceDocument {
  mustBePlain(value, path, SPACE);
  const parsed = parseDocument(value);
  if (parsed.ok) return copyPlain(parsed.document, path) as unknown as SpaceDocument;
  const [first] = parsed.problems.filter(({ severity }) => severity !== 'warning');
  return refuse(first?.path ? `${path}.${first.path}` : path, first?.message ?? 'is not valid');
}

const parseDataset = (fields: Fields) => ({
  name: fields.text('name', EVENT_LIMITS.text),
  fingerprint: fields.text('fingerprint', EVENT_LIMITS.text),
  train: fields.whole('train', 0, MOST),
  validation: fields.whole('validation', 0, MOST),
});

/** What `runStarted` and `reopened` have in common. */
const parseDevice = (fields: Fields) => ({
  backend: fields.oneOf('backend', BACKENDS),
  workers: fields.whole('workers', 1, 64),
  versions: parseVersions(fields.object('versions')),
});

const parseVersions = (fields: Fields): RunVersions => ({
  cellscape: fields.text('cellscape', EVENT_LIMITS.hash),
  tfjs: fields.text('tfjs', EVENT_LIMITS.hash),
  // Shown, never asked about: migrated logs name kernels that no run has any more.
  kernels: fields.text('kernels', EVENT_LIMITS.hash) as RunVersions['kernels'],
});

function parseBox(fields: Fields): HypervolumeBox {
  const box = {
    error: fields.number('error', Number.MIN_VALUE, 1),
    minParameters: fields.number('minParameters', 1, MOST),
    maxParameters: fields.number('maxParameters', 1, MOST),
  };
  if (box.minParameters > box.maxParameters)
    refuse(fields.place('maxParameters'), `must be at least minParameters, ${box.minParameters}`);
  return box;
}
