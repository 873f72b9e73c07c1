import { at } from '../../space/path.ts';
import type { Problem } from '../../space/validate.ts';
import { levelled } from './draw.ts';
import type { Acceptance, Operator } from './operator.ts';

export type CheckedOperator =
  | { readonly ok: true; readonly operator: Operator }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A name has as many characters at most. */
const MOST_CHARACTERS = 200;
const MOST_DRAWS = 1000;
const MOST_MEMORY = 1000;
/** Weights are compared with one another: beyond this their ratio is lost in rounding. */
const MOST_RATIO = 1e12;

const ACCEPTANCES: Readonly<Record<Acceptance['kind'], string | undefined>> = {
  blind: undefined,
  elitist: undefined,
  tournament: 'size',
  annealed: 'temperature',
};

/**
 * Checks an operator from outside (JSON, a form) for a space of these sizes, field by field: every fault with its place
 * and what would do. Left out may be the acceptance (blind), the memory (none), and the weights of positions and
 * options (all alike). Distances are brought to a sum of 1, weights to 1 on average.
 */
export function checkOperator(value: unknown, sizes: readonly number[]): CheckedOperator {
  if (!isFields(value))
    return { ok: false, problems: [{ path: '', message: 'must be an object with a name and distances' }] };
  const problems: Problem[] = [];
  const fail = (path: string, message: string) => problems.push({ path, message });
  const known = ['name', 'distances', 'positions', 'options', 'acceptance', 'memory'];
  for (const name of Object.keys(value))
    if (!known.includes(name)) fail(at('', name), `is not a field here; known: ${known.join(', ')}`);

  const name = value.name;
  if (typeof name !== 'string' || name.trim() === '' || name.length > MOST_CHARACTERS)
    fail('name', `must be a text of 1 to ${MOST_CHARACTERS} characters`);

  const distances = numbersAt(
    value.distances,
    'distances',
    sizes.length + 1,
    'a distance from 0 on',
    0,
    fail,
  );
  const changeable = sizes.filter((size) => size > 1).length;
  if (distances) {
    for (const [d, share] of distances.entries())
      if (share > 0 && d > changeable)
        fail(at('distances', d), `must be 0: only ${changeable} positions have more than one option`);
    if (distances.every((share) => share === 0)) fail('distances', 'must not be 0 at every distance');
  }
  const positions =
    value.positions === undefined
      ? sizes.map(() => 1)
      : weightsAt(value.positions, 'positions', sizes.length, 'a position', fail);
  const options = optionsAt(value.options, sizes, fail);
  const acceptance = acceptanceAt(value.acceptance, fail);
  const { memory = 0 } = value;
  if (!Number.isInteger(memory) || (memory as number) < 0 || (memory as number) > MOST_MEMORY)
    fail('memory', `must be a whole number from 0 to ${MOST_MEMORY}`);

  if (problems.length > 0 || !distances || !positions || !options || !acceptance)
    return { ok: false, problems };
  const largest = Math.max(...distances);
  const total = distances.reduce((sum, share) => sum + share / largest, 0);
  return {
    ok: true,
    operator: {
      name: (name as string).trim(),
      distances: distances.map((share) => share / largest / total),
      positions: [...levelled(positions)],
      options: options.map((weights) => [...levelled(weights)]),
      acceptance,
      memory: memory as number,
    },
  };
}

type Fail = (path: string, message: string) => void;

/** A list of as many numbers of at least `least`; `undefined` where something is wrong with it. */
function numbersAt(
  value: unknown,
  path: string,
  length: number,
  what: string,
  least: number,
  fail: Fail,
): readonly number[] | undefined {
  if (!Array.isArray(value)) {
    fail(path, `must be a list of ${length} numbers, one for ${what}`);
    return undefined;
  }
  if (value.length !== length) {
    fail(path, `must have ${length} numbers, one for ${what}, not ${value.length}`);
    return undefined;
  }
  let sound = true;
  for (const [i, number] of value.entries())
    if (typeof number !== 'number' || !Number.isFinite(number) || number < least) {
      fail(at(path, i), `must be a number of at least ${least}`);
      sound = false;
    }
  return sound ? (value as number[]) : undefined;
}

/** The same of numbers above 0 that can be compared. */
function weightsAt(
  value: unknown,
  path: string,
  length: number,
  what: string,
  fail: Fail,
): readonly number[] | undefined {
  const weights = numbersAt(value, path, length, what, 0, fail);
  if (!weights) return undefined;
  const largest = Math.max(...weights);
  let sound = true;
  for (const [i, weight] of weights.entries())
    if (!(weight * MOST_RATIO >= largest) || weight === 0) {
      fail(
        at(path, i),
        weight === 0
          ? 'must be above 0; a small weight makes it rare'
          : `must be at least ${largest / MOST_RATIO}, a part in 10¹² of the largest beside it`,
      );
      sound = false;
    }
  return sound ? weights : undefined;
}

function optionsAt(
  value: unknown,
  sizes: readonly number[],
  fail: Fail,
): readonly (readonly number[])[] | undefined {
  if (value === undefined) return sizes.map((size) => new Array<number>(size).fill(1));
  if (!Array.isArray(value) || value.length !== sizes.length) {
    fail('options', `must be a list of ${sizes.length} lists of weights, one for a position`);
    return undefined;
  }
  const lists = sizes.map((size, i) => weightsAt(value[i], at('options', i), size, 'an option', fail));
  return lists.every((list) => list !== undefined) ? lists : undefined;
}

function acceptanceAt(value: unknown, fail: Fail): Acceptance | undefined {
  if (value === undefined) return { kind: 'blind' };
  const kinds = Object.keys(ACCEPTANCES);
  if (!isFields(value) || typeof value.kind !== 'string' || !Object.hasOwn(ACCEPTANCES, value.kind)) {
    fail('acceptance.kind', `must be one of ${kinds.join(', ')}`);
    return undefined;
  }
  const kind = value.kind as Acceptance['kind'];
  const parameter = ACCEPTANCES[kind];
  let sound = true;
  for (const name of Object.keys(value))
    if (name !== 'kind' && name !== parameter) {
      fail(
        at('acceptance', name),
        `is not a field of ${kind}; known: ${['kind', parameter ?? []].flat().join(', ')}`,
      );
      sound = false;
    }
  const { size, temperature } = value;
  if (kind === 'tournament') {
    if (Number.isInteger(size) && (size as number) >= 1 && (size as number) <= MOST_DRAWS)
      return sound ? { kind, size: size as number } : undefined;
    fail('acceptance.size', `must be a whole number from 1 to ${MOST_DRAWS}`);
    return undefined;
  }
  if (kind === 'annealed') {
    if (typeof temperature === 'number' && temperature > 0 && Number.isFinite(temperature))
      return sound ? { kind, temperature } : undefined;
    fail('acceptance.temperature', 'must be a number above 0, in units of fitness');
    return undefined;
  }
  return sound ? { kind } : undefined;
}

const isFields = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
