import * as Comlink from 'comlink';
import type { RunNews } from '../../run/events.ts';
import { foldRun, type RunView } from '../../run/fold.ts';
import type { Synthetic } from '../../run/synthetic.worker.ts';

/** Events that are folded in one task while a run loads. */
const CHUNK = 4000;
/** Candidates that a run may go on for. */
const FURTHER = 400_000;

/** A made-up run in the page: loaded first, then going on for as long as one wants. */
export interface SyntheticRun {
  /** Makes so many candidates up, with the page alive meanwhile. Rejects where it was closed. */
  load(candidates: number, seed: number, onProgress: (loaded: number) => void): Promise<RunView>;
  /** Goes on: so many events at once, every so many milliseconds. */
  goOn(events: number, milliseconds: number, onView: (view: RunView) => void): void;
  hold(): void;
  close(): void;
}

const over = (view: RunView | null): number => (view ? view.evaluated + view.failed : 0);

export function openSyntheticRun(onFault: (why: string) => void): SyntheticRun {
  const worker = new Worker(new URL('../../run/synthetic.worker.ts', import.meta.url), { type: 'module' });
  worker.onerror = ({ message }) => onFault(message || 'its worker could not be loaded');
  const remote = Comlink.wrap<Synthetic>(worker);
  let view: RunView | null = null;
  let closed = false;
  return {
    async load(candidates, seed, onProgress) {
      await remote.begin({ candidates: candidates + FURTHER, seed, genotypes: candidates <= 2000 });
      for (let missing = candidates; missing > 0; missing = candidates - over(view)) {
        // A candidate has five events at least.
        const news = await remote.take(Math.min(CHUNK, 5 * missing));
        if (closed) throw new DOMException('The page was left.', 'AbortError');
        view = foldRun(view, news);
        onProgress(over(view));
      }
      return view!;
    },
    goOn(events, milliseconds, onView) {
      const take = (news: RunNews[]) => {
        view = foldRun(view, news);
        onView(view!);
        return Promise.resolve();
      };
      void remote.feed(events, milliseconds, Comlink.proxy(take));
    },
    hold: () => void remote.hold(),
    close() {
      closed = true;
      worker.terminate();
    },
  };
}
