import { at } from '../../space/path.ts';
import { isJson, type Json, refuse, show, words } from './plain.ts';

/**
 * Reads the fields of one foreign object, each by its name and by what it may be. Every reader throws an `Error` in words
 * that says where, what is allowed and what stands there. What nobody asks for is left behind.
 */
export class Fields {
  /** Where the object stands, for messages. */
  readonly path: string;
  readonly #value: Json;

  /** Throws where `value` is no object. */
  constructor(value: unknown, path: string) {
    if (!isJson(value)) refuse(path, `must be an object, not ${show(value)}`);
    this.#value = value;
    this.path = path;
  }

  /** Where a field stands, for messages. */
  place(name: string): string {
    return at(this.path, name);
  }

  /** The field as it is. Only own fields count. */
  raw(name: string): unknown {
    return Object.hasOwn(this.#value, name) ? this.#value[name] : undefined;
  }

  has(name: string): boolean {
    return this.raw(name) !== undefined;
  }

  names(): string[] {
    return Object.keys(this.#value);
  }

  object(name: string): Fields {
    return new Fields(this.raw(name), this.place(name));
  }

  /** A whole number from `min` to `max`. */
  whole(name: string, min: number, max: number): number {
    const value = this.raw(name);
    if (Number.isInteger(value) && (value as number) >= min && (value as number) <= max)
      return value as number;
    return this.#wrong(name, `a whole number from ${words(min)} to ${words(max)}`);
  }

  /** A finite number from `min` to `max`. */
  number(name: string, min: number, max: number): number {
    const value = this.raw(name);
    if (typeof value === 'number' && value >= min && value <= max) return value;
    const least = min < 0 ? 'a finite number' : `a number of at least ${words(min)}`;
    return this.#wrong(name, max < 1e15 ? `a number from ${words(min)} to ${words(max)}` : least);
  }

  /** A text of at most so many characters. */
  text(name: string, most: number): string {
    const value = this.raw(name);
    if (typeof value === 'string' && value.length <= most) return value;
    return this.#wrong(name, `a text of at most ${words(most)} characters`);
  }

  /** What people read and nothing else depends on: longer texts are cut. */
  remark(name: string, most: number): string {
    const value = this.raw(name);
    if (typeof value !== 'string') return this.#wrong(name, 'a text');
    return value.length > most ? `${value.slice(0, most - 1)}…` : value;
  }

  oneOf<T>(name: string, known: readonly T[]): T {
    const value = this.raw(name) as T;
    if (known.includes(value)) return value;
    return this.#wrong(name, `one of ${known.map((each) => JSON.stringify(each)).join(', ')}`);
  }

  /** A list of at most `most` whole numbers from `min` to `max`. */
  wholes(name: string, most: number, min: number, max: number): number[] {
    const value = this.raw(name);
    if (!Array.isArray(value) || value.length > most)
      return this.#wrong(name, `a list of at most ${words(most)} numbers`);
    return value.map((item: unknown, i) => {
      if (Number.isInteger(item) && (item as number) >= min && (item as number) <= max) return item as number;
      const place = at(this.place(name), i);
      return refuse(place, `must be a whole number from ${words(min)} to ${words(max)}, not ${show(item)}`);
    });
  }

  /** A list of at most `most` objects. */
  objects<T>(name: string, most: number, read: (fields: Fields) => T): T[] {
    const value = this.raw(name);
    if (!Array.isArray(value) || value.length > most)
      return this.#wrong(name, `a list of at most ${words(most)} objects`);
    return value.map((item: unknown, i) => read(new Fields(item, at(this.place(name), i))));
  }

  #wrong(name: string, allowed: string): never {
    return refuse(this.place(name), `must be ${allowed}, not ${show(this.raw(name))}`);
  }
}
