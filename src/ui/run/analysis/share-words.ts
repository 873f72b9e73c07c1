import type { OptionShares, QuestionShares } from '../../../run/analysis/shares.ts';

/** A share in per cent without decimals; what is less than a half per cent but there is "< 1 %". */
export function share(value: number): string {
  if (Number.isNaN(value)) return '–';
  return value > 0 && value < 0.005 ? '< 1 %' : `${Math.round(value * 100)} %`;
}

/** The first and the last place that have a value; NaN where none has. */
export function ends(values: Float64Array): { readonly first: number; readonly last: number } {
  const known = values.filter((value) => !Number.isNaN(value));
  return { first: known.at(0) ?? Number.NaN, last: known.at(-1) ?? Number.NaN };
}

/** How an answer fared: "22 % → 41 %; in the top tenth 58 %". */
export function courseWords({ all, best }: OptionShares): string {
  const { first, last } = ends(all);
  const course = all.length > 1 ? `${share(first)} → ${share(last)}` : share(last);
  return `${course}; in the top tenth ${share(ends(best).last)}`;
}

/** The answers whose share rose and fell most, in a sentence; empty where nothing changed by a per cent. */
export function changeWords({ options }: QuestionShares): string {
  const changes = options
    .map((option) => ({ option, change: ends(option.all).last - ends(option.all).first }))
    .filter(({ change }) => Math.abs(change) >= 0.01)
    .sort((a, b) => b.change - a.change);
  const [most] = changes;
  const least = changes.at(-1);
  if (!most || !least) return '';
  const parts = [
    ...(most.change > 0 ? [`most gained by ${most.option.label} (${courseWords(most.option)})`] : []),
    ...(least.change < 0 ? [`most lost by ${least.option.label} (${courseWords(least.option)})`] : []),
  ];
  const sentence = parts.join(', ');
  return `${sentence[0]!.toUpperCase()}${sentence.slice(1)}.`;
}
