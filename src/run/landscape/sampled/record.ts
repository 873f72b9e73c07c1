import type { SpaceDocument } from '../../../space/document.ts';
import { describeProblems, parseDocument } from '../../../space/parse-document.ts';
import { Fields } from '../../log/fields.ts';
import { parseSettings } from '../../log/parse-settings.ts';
import { isJson, mustBePlain } from '../../log/plain.ts';
import type { RunSettings } from '../../settings.ts';
import { FITNESSES, type Fitness, LONGEST_REASON, type Outcome } from './fitness.ts';
import { checkPlan, MOST_EVALUATIONS, type PlanOptions, STRENGTH_RANGE } from './plan.ts';
import type { Outcomes } from './sampler.ts';

/** What is sampled, and how. */
export interface SampledRequest {
  readonly document: SpaceDocument;
  readonly plan: PlanOptions;
  readonly fitness: Fitness;
  /** Of a run: what members are trained with. Proxies take nothing from them. */
  readonly settings: RunSettings;
  /** Changes of fitness up to this are none. */
  readonly tolerance: number;
}

/** What a sampling is gone on from: its request and what was evaluated. Genotypes follow from the request. */
export interface SampledRecord extends SampledRequest {
  /** The fingerprint of the images and the backend that trained last; empty where nothing was trained. */
  readonly dataset: string;
  readonly backend: string;
  readonly outcomes: Outcomes;
}

const FORMAT = 'cellscape-sampled-landscape';
const VERSION = 1;
/** Larger files are no records. */
export const MOST_CHARACTERS = 64 * 2 ** 20;
const KEY = /^[0-9a-f]{32}(#2)?$/;

/** A record as JSON text. */
export function recordText({ outcomes, ...rest }: SampledRecord): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, ...rest, outcomes: Object.fromEntries(outcomes) })}\n`;
}

/** Reads a record's text, field by field. Throws an `Error` in words that says where, and what is allowed there. */
export function parseRecord(text: string): SampledRecord {
  if (text.length > MOST_CHARACTERS) throw new Error('This file is too large to be a sampled landscape.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('This is no JSON: choose a file that was saved as a sampled landscape.');
  }
  mustBePlain(value, 'The file', { depth: 60, values: 8 * MOST_EVALUATIONS });
  if (!isJson(value)) throw new Error('This is no sampled landscape: choose a file that was saved as one.');
  const fields = new Fields(value, '');
  if (fields.raw('format') !== FORMAT)
    throw new Error('This is no sampled landscape: choose a file that was saved as one.');
  if (fields.raw('version') !== VERSION)
    throw new Error(
      `This sampled landscape was saved by another version. This one reads version ${VERSION}.`,
    );
  const parsed = parseDocument(fields.raw('document'));
  if (!parsed.ok)
    throw new Error(`The file's search space is not valid.\n${describeProblems(parsed.problems)}`);
  return {
    document: parsed.document,
    plan: parsePlan(fields.object('plan')),
    fitness: fields.oneOf('fitness', FITNESSES),
    settings: parseSettings(fields.object('settings')),
    tolerance: fields.number('tolerance', 0, 1e6),
    dataset: fields.text('dataset', 200),
    backend: fields.text('backend', 40),
    outcomes: parseOutcomes(fields.object('outcomes')),
  };
}

function parsePlan(fields: Fields): PlanOptions {
  const all = Number.MAX_SAFE_INTEGER;
  const plan: PlanOptions = {
    members: fields.whole('members', 0, all),
    walks: fields.whole('walks', 0, all),
    steps: fields.whole('steps', 0, all),
    strengths: fields.wholes('strengths', STRENGTH_RANGE.most, STRENGTH_RANGE.min, STRENGTH_RANGE.max),
    offspring: fields.whole('offspring', 0, all),
    seed: fields.whole('seed', 0, all),
  };
  const [problem] = checkPlan(plan);
  if (problem) throw new Error(`${fields.place(problem.name)} ${problem.message}.`);
  return plan;
}

function parseOutcomes(fields: Fields): Outcomes {
  const outcomes = new Map<string, Outcome>();
  for (const name of fields.names()) {
    if (!KEY.test(name))
      throw new Error(
        `${fields.path} names ${JSON.stringify(name.slice(0, 40))}, which is no network's hash.`,
      );
    const value = fields.raw(name);
    if (typeof value === 'number') outcomes.set(name, fields.number(name, -1e9, 1e9));
    else outcomes.set(name, { failed: fields.object(name).remark('failed', LONGEST_REASON) });
  }
  return outcomes;
}
