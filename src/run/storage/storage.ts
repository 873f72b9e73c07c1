import { messageOf } from '../message.ts';
import { openDatabase } from './database.ts';
import { createRunStore, type RunStore } from './run-store.ts';
import { openWeightStore, type WeightStore } from './weight-store.ts';

/** What is kept on this device, or why nothing can be. */
export type Storage =
  | { readonly store: RunStore; readonly weights: WeightStore; readonly problem: null }
  | { readonly store: null; readonly weights: null; readonly problem: string };

let opened: Promise<Storage> | undefined;

/** Opens the storage once. Never rejects: a browser that stores nothing can still search. */
export function openStorage(): Promise<Storage> {
  opened ??= open();
  return opened;
}

/** Forgets the open database, as when everything was deleted. */
export function forgetStorage(): void {
  opened = undefined;
}

async function open(): Promise<Storage> {
  try {
    const database = await openDatabase(undefined, forgetStorage);
    return { store: createRunStore(database), weights: await openWeightStore(database), problem: null };
  } catch (error) {
    return { store: null, weights: null, problem: `This browser stores nothing here: ${messageOf(error)}` };
  }
}
