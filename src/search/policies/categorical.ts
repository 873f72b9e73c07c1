import { Parameters, type Row } from './adam.ts';
import { type Policy, softmax, type Walk } from './policy.ts';

/**
 * One softmax for every site, whatever was decided before: a product of independent categoricals, the policy of
 * NATS-Bench's REINFORCE (Dong et al. 2021). A site's logits are made when it is first met, and zero: a new
 * policy is uniform. `saved`: what `state()` returned.
 */
export function categoricalPolicy(saved?: unknown): Policy {
  const parameters = new Parameters(0, 0, saved);
  return {
    begin(): Walk {
      const rows: Row[] = [];
      return {
        next(site, options) {
          const row = parameters.row(site, options);
          rows.push(row);
          return softmax(Float64Array.from(row.values));
        },
        take: () => undefined,
        backward(slopes) {
          for (const [i, row] of rows.entries()) {
            row.touched = true;
            for (let k = 0; k < row.gradient.length; k++) row.gradient[k]! += slopes[i]![k]!;
          }
        },
      };
    },
    ascend: (learningRate) => parameters.ascend(learningRate),
    state: () => parameters.state(),
  };
}
