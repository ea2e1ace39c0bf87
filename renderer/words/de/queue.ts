import type { Translated } from '../translated.ts';
import type { queue as english } from '../en/queue.ts';

export const queue = {
  videos: 'Videos',
  countVideos: '{count, plural, one {# Video} other {# Videos}}',
  nothingFits: 'Kein Video passt. Die Suche leeren oder alle Zustände wählen.',
  search: 'Videos und Texte suchen',
  searchLabel: 'Videos suchen',
  clear: 'Suche leeren',
  state: 'Zustand',
  all: 'Alle',
  states: { new: 'Nicht begonnen', begun: 'Begonnen', done: 'Fertig', missing: 'Datei fehlt' },
  order: 'Reihenfolge der Videos',
  orders: { value: 'Lehrreichstes zuerst', order: 'Wie importiert' },
  splits: { train: 'Training', validation: 'Valid.', test: 'Test' },
  fileMissing: 'Datei fehlt',
  curatedOf: '{curated, number} von {items, number} Einträgen kuratiert',
  suggested: '{count, number} Vorschläge',
  watched: '{percent, number} % gesehen',
  reasons: {
    'answers-disagree': 'unsicher',
    'unlike-curated': 'neu',
    both: 'unsicher, neu',
    'new-group': 'neue Art',
  },
  newGroup:
    'Aus der Gruppe „{group}“ ist noch nichts kuratiert, und was unter dem Kuratierten selten ist, lehrt am meisten.',
  tornFew:
    'Die Antworten des Modells gehen um {percent, number} % auseinander; zum Vergleichen sind zu wenige Videos kuratiert.',
  tornNew:
    'Die Antworten des Modells gehen um {percent, number} % auseinander; das Video gleicht zu {novelty, number} % nichts Kuratiertem.',
  onlySuggested: 'Nur Videos mit offenen Vorschlägen',
  split: 'Aufteilung',
  allSplits: 'Alle Teile',
} as const satisfies Translated<typeof english>;
