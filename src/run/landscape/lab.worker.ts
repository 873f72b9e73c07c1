import * as Comlink from 'comlink';
import { breathe } from '../../evaluation/breathe.ts';
import { createLab, type Lab } from './lab.ts';
import { createShelf } from './tables/shelf.ts';
import { openTableStore, TABLE_DATABASE } from './tables/table-store.ts';

/** Reads tables and analyses their landscapes beside the page. */
const lab = createLab({
  shelf: createShelf({
    // The worker's script lies below the page, at a depth that depends on the build: the page says where it is.
    baseUrl: self.name,
    open: (onClosed) => openTableStore(TABLE_DATABASE, onClosed),
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
  }),
  breath: breathe,
  now: () => performance.now(),
});

/** What asks with a listener. When it is answered, the listener's way to the page is closed: nobody else closes it. */
async function answered<T>(answer: Promise<T>, listener: object): Promise<T> {
  try {
    return await answer;
  } finally {
    (listener as Partial<Comlink.ProxyMethods>)[Comlink.releaseProxy]?.();
  }
}
const exposed: Lab = {
  ...lab,
  analyse: (walks, onStage) => answered(lab.analyse(walks, onStage), onStage),
  experiment: (family, options, onStage) => answered(lab.experiment(family, options, onStage), onStage),
  outcome: (operator, options, onStage) => answered(lab.outcome(operator, options, onStage), onStage),
};
Comlink.expose(exposed);
