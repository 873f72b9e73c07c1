import * as Comlink from 'comlink';
import { newsOf, type RunEvent, type RunNews } from './events.ts';
import { type SyntheticOptions, syntheticEvents } from './synthetic.ts';

/** The run that is made up; none before `begin`. */
let events: Generator<RunEvent, void> | undefined;
/** Counts the feeds: an older one ends. */
let feeding = 0;

const synthetic = {
  /** Begins another run. Throws a `RangeError` where the options are none. */
  begin(options: SyntheticOptions): void {
    feeding++;
    events = syntheticEvents(options);
  },

  /** The next events, as the page would get them; fewer at the run's end, then none. */
  take(count: number): RunNews[] {
    const taken: RunNews[] = [];
    while (taken.length < count) {
      const { value } = events?.next() ?? {};
      if (!value) break;
      taken.push(newsOf(value));
    }
    return taken;
  },

  /**
   * Hands over so many events every so many milliseconds, until `hold` or the run's end, as a coordinator does: never two
   * batches at once, so that a page that is slower than that falls behind instead of drowning.
   */
  async feed(count: number, milliseconds: number, onNews: (news: RunNews[]) => Promise<void>): Promise<void> {
    const mine = ++feeding;
    for (let due = performance.now(); mine === feeding; ) {
      const news = synthetic.take(count);
      if (news.length === 0) return;
      await onNews(news);
      due = Math.max(due + milliseconds, performance.now());
      await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    }
  },

  hold(): void {
    feeding++;
  },
};

export type Synthetic = typeof synthetic;

Comlink.expose(synthetic);
