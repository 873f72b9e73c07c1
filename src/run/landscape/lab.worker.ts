import * as Comlink from 'comlink';
import { breathe } from '../../evaluation/breathe.ts';
import { createLab } from './lab.ts';
import { createShelf } from './tables/shelf.ts';
import { openTableStore } from './tables/table-store.ts';

/** Reads tables and analyses their landscapes beside the page. */
const lab = createLab({
  shelf: createShelf({
    // The worker's script lies below the page, at a depth that depends on the build: the page says where it is.
    baseUrl: self.name,
    open: () => openTableStore(),
    now: () => Date.now(),
    newId: () => crypto.randomUUID(),
  }),
  breath: breathe,
  now: () => performance.now(),
});
Comlink.expose(lab);
