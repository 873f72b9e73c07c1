import { exp, log } from './functions';

/**
 * Mean softmax cross-entropy of [rows, classes] logits against target distributions: L = mean over rows of −Σ target
 * · ln softmax(logits). Writes its gradient, (softmax − target) / rows, and returns L, in nats. The targets of a row
 * must sum to 1.
 */
export function crossEntropy(logits: usize, targets: usize, gradient: usize, rows: i32, classes: i32): f32 {
  const row = (<usize>classes) << 2;
  const share: f32 = 1 / <f32>rows;
  let total: f64 = 0;
  for (let r = 0; r < rows; r++) {
    let largest: f32 = -Infinity;
    for (let i: usize = 0; i < row; i += 4) largest = max(largest, load<f32>(logits + i));
    let sum: f64 = 0;
    let dot: f64 = 0;
    for (let i: usize = 0; i < row; i += 4) {
      const z = load<f32>(logits + i) - largest;
      const e = f32x4.extract_lane(exp(f32x4.splat(z)), 0);
      store<f32>(gradient + i, e);
      sum += <f64>e;
      dot += <f64>load<f32>(targets + i) * <f64>z;
    }
    const inverse = <f32>(1 / sum);
    for (let i: usize = 0; i < row; i += 4)
      store<f32>(gradient + i, (load<f32>(gradient + i) * inverse - load<f32>(targets + i)) * share);
    total += sum == sum ? log(sum) - dot : NaN;
    logits += row;
    targets += row;
    gradient += row;
  }
  return <f32>(total / <f64>rows);
}
