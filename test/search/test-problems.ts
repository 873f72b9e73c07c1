import type { Point } from '../../src/search/pareto.ts';

/** The problems of Zitzler, Deb & Thiele (2000) and of Deb, Thiele, Laumanns & Zitzler (2002), variables in 0 … 1. */
const g = (x: readonly number[]): number => {
  let sum = 0;
  for (let i = 1; i < x.length; i++) sum += x[i]!;
  return 1 + (9 * sum) / (x.length - 1);
};

export function zdt1(x: readonly number[]): Point {
  const spread = g(x);
  return [x[0]!, spread * (1 - Math.sqrt(x[0]! / spread))];
}

export function zdt2(x: readonly number[]): Point {
  const spread = g(x);
  return [x[0]!, spread * (1 - (x[0]! / spread) ** 2)];
}

export function zdt3(x: readonly number[]): Point {
  const spread = g(x);
  const ratio = x[0]! / spread;
  return [x[0]!, spread * (1 - Math.sqrt(ratio) - ratio * Math.sin(10 * Math.PI * x[0]!))];
}

export const dtlz2 =
  (objectives: number) =>
  (x: readonly number[]): Point => {
    let distance = 0;
    for (let i = objectives - 1; i < x.length; i++) distance += (x[i]! - 0.5) ** 2;
    return Array.from({ length: objectives }, (_, m) => {
      let value = 1 + distance;
      for (let i = 0; i < objectives - 1 - m; i++) value *= Math.cos((x[i]! * Math.PI) / 2);
      return m === 0 ? value : value * Math.sin((x[objectives - 1 - m]! * Math.PI) / 2);
    });
  };
