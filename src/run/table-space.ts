import type { TabularBenchmark } from '../landscape/table.ts';
import type { Decision, Description, LabelledGraph, SearchSpace } from '../search/method.ts';

/**
 * A table's architectures as a search space; a genotype is a code. A step changes the choice at one position.
 * Combinations that the table lacks are infeasible, with violation 1. `sample` draws among the rows: where the
 * table is complete, that is what `build` does with uniform answers. What is known of a row is worked out once.
 */
export function tableSpace(table: TabularBenchmark): SearchSpace<number> {
  const { options, strides, codes, classes, rowOf } = table;
  const sizes = options.map(({ length }) => length);
  /** Positions where there is something to choose. */
  const open = [...sizes.keys()].filter((position) => sizes[position]! > 1);
  const choiceOf = (code: number, position: number) =>
    Math.floor(code / strides[position]!) % sizes[position]!;
  const changed = (code: number, position: number, choice: number) =>
    code + (choice - choiceOf(code, position)) * strides[position]!;
  const descriptions = Array.from(
    classes,
    (each): Description => ({ hash: String(each), violation: 0, cheap: [] }),
  );
  const known = remembered(table);
  return {
    sample: (rng) => codes[rng.int(codes.length)]!,
    mutate(code, rng) {
      if (open.length === 0) return code;
      const position = rng.pick(open);
      const choice = rng.int(sizes[position]! - 1);
      return changed(code, position, choice < choiceOf(code, position) ? choice : choice + 1);
    },
    crossover(a, b, rng) {
      let code = a;
      for (const position of open) if (rng.chance(0.5)) code = changed(code, position, choiceOf(b, position));
      return [code];
    },
    describe: (code) => descriptions[rowOf(code)] ?? { hash: `missing ${code}`, violation: 1, cheap: [] },
    *neighbours(code) {
      for (const position of open)
        for (let choice = 0; choice < sizes[position]!; choice++)
          if (choice !== choiceOf(code, position)) yield changed(code, position, choice);
    },
    build: (decide) =>
      open.reduce((code, position) => code + decide(`${position}`, sizes[position]!) * strides[position]!, 0),
    decisions: known((code) =>
      open.map((position): Decision => {
        return { site: `${position}`, options: sizes[position]!, choice: choiceOf(code, position) };
      }),
    ),
    code: known((code) => {
      const bits: number[] = [];
      for (const position of open)
        for (let choice = 0; choice < sizes[position]!; choice++)
          bits.push(choice === choiceOf(code, position) ? 1 : 0);
      return Float32Array.from(bits);
    }),
    paths: known((code) => table.paths(code)),
    graph: known((code): LabelledGraph => table.graph(code)),
  };
}

/** Makes functions of a code that remember their answers, for codes in the table. */
function remembered(table: TabularBenchmark): <T>(work: (code: number) => T) => (code: number) => T {
  return <T>(work: (code: number) => T) => {
    const answers = new Array<T | undefined>(table.rows);
    return (code) => {
      const row = table.rowOf(code);
      if (row < 0) return work(code);
      const answer = answers[row] ?? work(code);
      answers[row] = answer;
      return answer;
    };
  };
}
