import { at } from '../../space/path.ts';
import type { Genotype } from '../../space/tree.ts';

/** A JSON object of unknown content. */
export type Json = Readonly<Record<string, unknown>>;

export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What plain JSON from outside may hold. */
export interface PlainLimits {
  /** Objects and lists inside one another. */
  readonly depth: number;
  /** Objects, lists and what they hold. */
  readonly values: number;
}

/** Names that reach what all objects share. No document, setting or field is called so. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Throws an `Error` in words: what stands at `path`, and what is wrong with it. */
export function refuse(path: string, message: string): never {
  throw new Error(`${path} ${message}`);
}

/**
 * Walks through all of a value and throws an `Error` in words where it is deeper or larger than allowed, holds what JSON
 * does not know, or names a field `__proto__`, `constructor` or `prototype`. `path`: what the value is called.
 */
export function mustBePlain(value: unknown, path: string, limits: PlainLimits): void {
  walk(value, 0, { left: limits.values, depth: limits.depth, limits, path });
}

interface Walk {
  left: number;
  readonly depth: number;
  readonly limits: PlainLimits;
  readonly path: string;
}

function walk(value: unknown, depth: number, state: Walk): void {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint')
      refuse(state.path, `holds a ${typeof value}, which JSON does not know`);
    return;
  }
  if (depth >= state.depth) refuse(state.path, `is nested deeper than ${state.depth} levels`);
  if (Array.isArray(value)) {
    take(value.length, state);
    for (let i = 0; i < value.length; i++) {
      const item: unknown = value[i];
      if (typeof item === 'object') walk(item, depth + 1, state);
    }
    return;
  }
  const names = Object.keys(value);
  take(names.length, state);
  for (const name of names) {
    if (FORBIDDEN.has(name)) refuse(state.path, `has a field called "${name}", which nothing here is called`);
    walk((value as Json)[name], depth + 1, state);
  }
}

function take(count: number, state: Walk): void {
  state.left -= count;
  if (state.left < 0) refuse(state.path, `holds more than ${words(state.limits.values)} values`);
}

/** A copy of plain JSON (see `mustBePlain`). Throws an `Error` in words where it holds numbers that are not finite. */
export function copyPlain(value: unknown, path: string): Genotype {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) refuse(path, `must be a finite number, not ${value}`);
    return value;
  }
  if (Array.isArray(value)) return value.map((item, i) => copyPlain(item, at(path, i)));
  if (!isJson(value)) refuse(path, `must be JSON, not ${show(value)}`);
  const copy: Record<string, Genotype> = {};
  for (const name of Object.keys(value)) copy[name] = copyPlain(value[name], at(path, name));
  return copy;
}

/** A value as messages show it: short, on one line. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${words(value.length)}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value.slice(0, 60)) : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

export const words = (count: number): string => count.toLocaleString('en');
