/** Typed arrays of one length that grow together; a row is a place in each. */
export type ColumnArray = Float64Array | Float32Array | Int32Array | Uint8Array;

/**
 * Makes room for a row in every column, in steps of half as much again, and returns nothing: `holder`'s arrays may be
 * others afterwards, so that they are read from it each time. New places hold 0.
 */
export function reserve<Holder extends object>(
  holder: Holder,
  names: readonly (keyof Holder)[],
  rows: number,
): void {
  for (const name of names) {
    const column = holder[name] as ColumnArray;
    if (column.length >= rows) continue;
    const larger = new (column.constructor as new (length: number) => ColumnArray)(
      Math.max(rows, Math.ceil(column.length * 1.5), 64),
    );
    larger.set(column as never);
    (holder as Record<keyof Holder, ColumnArray>)[name] = larger;
  }
}
