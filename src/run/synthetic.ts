import { smallestMember } from '../architecture/smallest.ts';
import { insert } from '../search/archive.ts';
import { compileSpace } from '../space/hierarchy.ts';
import { HIERARCHICAL_SMALL } from '../space/presets.ts';
import { createRng, deriveSeed, type Rng } from '../space/random.ts';
import { hypervolumeBox } from './coordinator.ts';
import { type HypervolumeBox, LOG_VERSION, type RunEvent, type RunEventBody } from './events.ts';
import { emptyFront, placeInBox } from './front.ts';
import { DEFAULT_SETTINGS } from './settings.ts';
import { type Bred, breedFigures, breedMembers, normal, type Parent } from './synthetic-breeding.ts';

export interface SyntheticOptions {
  /** Candidates to train; those over the cap come on top. */
  readonly candidates: number;
  readonly seed: number;
  /** Candidates of a generation; 24 where left out. */
  readonly generationSize?: number;
  /** 2 where left out. */
  readonly workers?: number;
  /** Epochs of a candidate; 3 where left out. */
  readonly epochs?: number;
  /**
   * Whether candidates are real members of the default space, with their hashes and costs: about 3,000 a second. Else all
   * have one genotype and made-up costs. Left out: up to 2,000 candidates.
   */
  readonly genotypes?: boolean;
}

/** Candidates with genotypes of their own where nobody says otherwise. */
const REAL_UP_TO = 2000;
/** Images that errors are counted on: no two of them differ by less than one. */
const IMAGES = 10_000;
const FAILED = 0.02;
/** Trainings whose inference nobody measured. */
const UNTIMED = 0.03;
/** When synthetic runs begin, milliseconds since 1970: a log of the same options is the same text. */
const BEGIN = Date.UTC(2026, 0, 5, 9);

/** The log of a run that never was; see `syntheticEvents`. */
export const syntheticLog = (options: SyntheticOptions): RunEvent[] => [...syntheticEvents(options)];

/**
 * A plausible run, event by event, in the order of a real log: candidates of earlier good ones, as NSGA-II would have them;
 * errors that fall with the generations and with the parameters, to one image in 10,000; some failures, duplicates and
 * candidates over the cap; workers that compile and train one candidate after the other. For tests, and to see how the
 * page bears runs of any length. The same options give the same events. Throws a `RangeError` where a count is not a
 * whole number of at least 1.
 */
export function* syntheticEvents(options: SyntheticOptions): Generator<RunEvent, void> {
  const { candidates, seed, generationSize = 24, workers = 2, epochs = 3 } = options;
  for (const [name, value] of Object.entries({ candidates, generationSize, workers, epochs }))
    if (!Number.isInteger(value) || value < 1)
      throw new RangeError(`A synthetic run cannot have ${name} ${value}.`);
  const space = compileSpace(HIERARCHICAL_SMALL);
  const box = hypervolumeBox(space, smallestMember(space).parameters);
  const rng = createRng(deriveSeed(seed, 'synthetic run'));
  const settings = {
    ...DEFAULT_SETTINGS,
    ...{ evaluations: candidates, seed, epochs },
    parameters: { ...DEFAULT_SETTINGS.parameters, population: generationSize },
  };
  const breed =
    (options.genotypes ?? candidates <= REAL_UP_TO)
      ? breedMembers(space, settings.mutationRate)
      : breedFigures(space, box);

  let sequence = 0;
  const event = (time: number, body: RunEventBody): RunEvent =>
    ({ sequence: sequence++, time: BEGIN + Math.round(time), ...body }) as RunEvent;
  yield event(0, {
    type: 'runStarted',
    version: LOG_VERSION,
    ...{ settings, box, workers },
    space: space.document,
    dataset: { name: 'MNIST', fingerprint: 'synthetic', train: 5000, validation: IMAGES },
    backend: 'wasm',
    versions: { cellscape: 'synthetic', tfjs: 'synthetic', kernels: 'SIMD' },
  });

  const pool = createPool(4 * generationSize);
  const known = new Map<string, number>();
  let front = emptyFront();
  let numbered = 0;
  let trained = 0;
  let repeats = 0;
  let now = 0;
  const lanes = Array.from({ length: workers }, (): Lane => ({ at: 40 + 20 * rng.float(), steps: [] }));
  for (;;) {
    const worker = earliest(lanes);
    const lane = lanes[worker]!;
    if (lane.at === Number.POSITIVE_INFINITY) break;
    now = lane.at;
    const step = lane.steps.shift();
    if (step) {
      yield event(now, step.body);
      if (step.body.type === 'evaluated') {
        const { candidate, error } = step.body;
        const { archive, entered } = insert(front, placeInBox({ error, ...step.of.costs }, box), candidate);
        front = archive;
        const parent = { ...step.of, candidate, error };
        pool.add(parent);
        if (entered) {
          const members = front.members.map(({ item }) => item);
          pool.promote(parent, members);
          yield event(now, { type: 'frontChanged', members, hypervolume: front.hypervolume! });
        }
      }
      // Between two candidates lies a message to the worker.
      lane.at = lane.steps[0]?.at ?? now + 2 + 4 * rng.float();
      continue;
    }
    if (trained === candidates) {
      lane.at = Number.POSITIVE_INFINITY;
      continue;
    }
    // What finds nothing new begins anew, as the ledger of a search would mutate more and more.
    const fresh = trained < generationSize || repeats > 20;
    const crossed = !fresh && rng.chance(0.7);
    const bred = breed(fresh ? [] : pool.draw(crossed ? 2 : 1, rng), crossed, rng);
    const of = known.get(bred.hash);
    if (of !== undefined) {
      repeats++;
      yield event(now, { type: 'duplicate', hash: bred.hash, of });
      continue;
    }
    repeats = 0;
    const candidate = ++numbered;
    known.set(bred.hash, candidate);
    const { merit: _, ...rest } = bred;
    const proposal = { candidate, generation: 1 + Math.floor(trained / generationSize), ...rest };
    const violation = bred.costs.parameters - box.maxParameters;
    if (violation > 0) {
      yield event(now, { type: 'infeasible', violation, ...proposal });
      continue;
    }
    trained++;
    yield event(now, { type: 'proposed', ...proposal });
    yield event(now, { type: 'started', candidate, worker });
    lane.steps = training(bred, candidate, now, epochs, box, rng);
    lane.at = lane.steps[0]!.at;
  }
  yield event(now, { type: 'finished', reason: 'budget' });
}

/** A worker: when it does something next, and what, until its candidate is over. */
interface Lane {
  at: number;
  steps: Step[];
}

interface Step {
  readonly at: number;
  readonly body: RunEventBody;
  readonly of: Bred;
}

const earliest = (lanes: readonly Lane[]): number =>
  lanes.reduce((best, { at }, i) => (at < lanes[best]!.at ? i : best), 0);

/** All that comes of one training, and when. */
function training(
  of: Bred,
  candidate: number,
  from: number,
  epochs: number,
  box: HypervolumeBox,
  rng: Rng,
): Step[] {
  const { parameters, macs } = of.costs;
  const [size] = placeInBox({ error: 1, parameters }, box);
  // Errors fall from 14 % for the smallest to 2 % at the cap; the best of their size reach half of that, and no more.
  const usual = 0.14 * Math.exp(-2 * size);
  const final = usual * (0.5 + 0.5 * Math.exp(0.45 * of.merit)) * Math.exp(0.05 * normal(rng));
  const setup = (120 + 180 * rng.float()) / 1000;
  const epochSeconds = 0.25 + (macs / 2_500_000) * Math.exp(0.15 * normal(rng));
  const broken = rng.chance(FAILED) ? 1 + rng.int(epochs) : 0;
  const counted = (error: number) => Math.min(box.error, Math.max(1, Math.round(error * IMAGES)) / IMAGES);
  const steps: Step[] = [];
  const at = (seconds: number) => from + 1000 * seconds;
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const seconds = setup + epoch * epochSeconds;
    if (epoch === broken) {
      const reason = `The loss was not finite in epoch ${epoch}. A lower learning rate may help.`;
      return [...steps, { at: at(seconds), of, body: { type: 'failed', candidate, reason } }];
    }
    const above = Math.exp(1.6 * (1 - epoch / epochs) + (epoch < epochs ? 0.1 * normal(rng) : 0));
    const error = counted(final * above);
    const loss = 0.3 + 2.2 * error * Math.exp(0.08 * normal(rng));
    const measured = { type: 'measured', candidate, epoch, loss, error, seconds } as const;
    steps.push({ at: at(seconds), of, body: epoch === 1 ? { ...measured, setup } : measured });
  }
  const seconds = setup + epochs * epochSeconds;
  const inference = (0.02 + macs / 4e7) * Math.exp(0.1 * normal(rng));
  const evaluated = { type: 'evaluated', candidate, error: counted(final), seconds } as const;
  const timed = !rng.chance(UNTIMED);
  return [...steps, { at: at(seconds), of, body: timed ? { ...evaluated, inference } : evaluated }];
}

interface Evaluated extends Parent {
  readonly error: number;
}

/** Who may have children: the latest candidates, and those on the front. */
function createPool(latest: number) {
  const recent: Evaluated[] = [];
  const byNumber = new Map<number, Evaluated>();
  let elite: readonly Evaluated[] = [];
  const any = (rng: Rng): Evaluated | undefined => {
    const from = rng.chance(0.6) ? elite : recent;
    return from[rng.int(Math.max(1, from.length))];
  };
  /** The better of two; of two that do not dominate each other, the first. */
  const tournament = (rng: Rng): Evaluated | undefined => {
    const [a, b] = [any(rng), any(rng)];
    if (!a || !b) return a ?? b;
    const beaten = b.error <= a.error && b.costs.parameters <= a.costs.parameters;
    return beaten ? b : a;
  };
  return {
    add(one: Evaluated): void {
      recent.push(one);
      if (recent.length > latest) recent.shift();
    },
    /** `one` entered the front, which has these members now. */
    promote(one: Evaluated, members: readonly number[]): void {
      byNumber.set(one.candidate, one);
      elite = members.map((member) => byNumber.get(member)!);
      for (const known of byNumber.keys()) if (!members.includes(known)) byNumber.delete(known);
    },
    /** So many different parents, or fewer while there are few. */
    draw(count: number, rng: Rng): Evaluated[] {
      const drawn = Array.from({ length: count }, () => tournament(rng) ?? []).flat();
      return [...new Set(drawn)];
    },
  };
}
