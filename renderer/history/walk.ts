import { createStore } from 'zustand/vanilla';

/** How far a walk through the history is that the service tells of; null when none is under way. */
export const walk = createStore<{ walk: { readonly done: number; readonly total: number } | null }>(() => ({
  walk: null,
}));
