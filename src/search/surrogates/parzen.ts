import type { Rng } from '../../space/random.ts';
import type { Decision } from '../method.ts';

/**
 * Parzen estimators of decisions, one for each site: a categorical distribution `(Cᵢ + w) / (n + wN)` of `N`
 * options that were taken `Cᵢ` times by `n` genotypes, with prior weight `w` (Bergstra et al. 2011). Sites are
 * independent, and a site counts where it is reached: so spaces with conditional decisions need nothing more.
 */
export class ParzenEstimator {
  readonly #prior: number;
  readonly #counts = new Map<string, Float64Array>();

  constructor(genotypes: Iterable<readonly Decision[]>, prior: number) {
    this.#prior = prior;
    for (const decisions of genotypes) {
      for (const { site, options, choice } of decisions) {
        let counts = this.#counts.get(site);
        if (!counts) {
          counts = new Float64Array(options);
          this.#counts.set(site, counts);
        }
        counts[choice]! += 1;
      }
    }
  }

  probability({ site, options, choice }: Decision): number {
    const counts = this.#counts.get(site);
    if (!counts) return 1 / options;
    let total = 0;
    for (const count of counts) total += count;
    return (counts[choice]! + this.#prior) / (total + options * this.#prior);
  }

  /** A choice drawn from the site's distribution. Draws one float. */
  draw(site: string, options: number, rng: Rng): number {
    let left = rng.float();
    for (let choice = 0; choice < options - 1; choice++) {
      left -= this.probability({ site, options, choice });
      if (left < 0) return choice;
    }
    return options - 1;
  }

  /** `Σ log p` over a genotype's decisions. */
  logDensity(decisions: readonly Decision[]): number {
    return decisions.reduce((sum, decision) => sum + Math.log(this.probability(decision)), 0);
  }
}
