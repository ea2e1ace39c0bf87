import type { Entry } from './kinds.ts';

/** What an import changed so that it fits, or left as it was: nothing that is wrong. */
export const IMPORTING = {
  /** Beginnings of sentences. */
  importItem: { text: 'item "{id}"', values: { id: 'text' } },
  importInterval: { text: 'item "{id}", interval {number}', values: { id: 'text', number: 'number' } },
  importLabel: { text: 'label "{label}"', values: { label: 'text' } },
  importLabelOf: { text: 'label "{label}" of group "{group}"', values: { label: 'text', group: 'text' } },
  importMovedEdge: {
    text: '{where}: {at} s lies less than a frame outside its video and was moved to {to} s.',
    values: { where: 'said', at: 'text', to: 'text' },
  },
  importLeftItems: {
    text: '{count} {count, plural, one {item: its id is} other {items: their ids are}} in the project already, so what stands there was left as it is.',
    values: { count: 'number' },
  },
  importKeptDescription: {
    text: '{what}: it is in the project already, so its description there was kept.',
    values: { what: 'said' },
  },
  importKeptLook: {
    text: '{what}: it is in the project already, so its look and its attributes there were kept.',
    values: { what: 'said' },
  },
  importLostKey: {
    text: '{what}: it came without its key {key}, which the label "{holder}" holds.',
    values: { what: 'said', key: 'text', holder: 'text' },
  },
} as const satisfies Readonly<Record<string, Entry>>;
