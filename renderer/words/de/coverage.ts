import type { Translated } from '../translated.ts';
import type { coverage as english } from '../en/coverage.ts';

export const coverage = {
  strip: '{title}: {watched} angesehen, {skimmed} überflogen, {unseen} nicht gesehen',
  wallTitle: 'Gesehene und ungesehene Zeit',
  wallText:
    'Angesehen, überflogen oder nie angeschaut: eine leere Strecke ist nur dort eine Antwort, wo jemand hingesehen hat.',
  watched: 'angesehen',
  skimmed: 'überflogen',
  unseen: 'nicht gesehen',
  total: '{watched} angesehen, {skimmed} überflogen, {unseen} nicht gesehen, von {total}',
  order: 'Reihenfolge',
  orderUnseen: 'Am wenigsten Gesehenes zuerst',
  orderSeen: 'Am meisten Gesehenes zuerst',
  orderImport: 'Wie importiert',
  next: 'Zur nächsten ungesehenen Zeit',
  nothingLeft: 'Alles ist gesehen.',
  nextIs: '{title} hat von {from} bis {to} noch niemand gesehen.',
  list: 'Videos nach Gesehenem',
  more: 'Mehr zeigen',
  open: '{title} an ungesehener Stelle öffnen',
  empty: 'Noch keine Videos.',
} as const satisfies Translated<typeof english>;
