import type { Translated } from '../translated.ts';
import type { items as english } from '../en/items.ts';

export const items = {
  inspector: 'Inspektor',
  item: 'Eintrag',
  noneSelected: 'Kein Eintrag gewählt',
  noneSelectedHelp:
    'Links einen Eintrag wählen oder ein Intervall auf der Zeitleiste. Für einen neuen in einer Spur ziehen, oder mit {markIn} und {markOut} ein Stück markieren und {create} drücken.',
  ofVideo: 'Einträge dieses Videos',
  items: 'Einträge',
  allCurated: '{count, number}, alle kuratiert',
  waiting: '{waiting, number} von {count, number} offen',
  nothingAsked:
    'Von diesem Video ist noch nichts gefragt. Mit dem Plus einen Eintrag anlegen, oder mit {markIn} und {markOut} ein Stück markieren und {create} drücken.',
  newItem: 'Neuer Eintrag',
  reopen: 'Wieder öffnen',
  curated: 'Kuratiert',
  titles: { TG: 'Intervall', VHD: 'Highlights', GVQA: 'Beleg', TAL: 'Instanzen', DTG: 'Intervalle' },
  lookedNone: 'Angesehen, keine da.',
  noneYet: 'Noch keine. In der obersten Spur der Zeitleiste ziehen.',
  atPlayhead: 'Am Abspielkopf',
  noneTip: 'Entfernt alle Intervalle dieses Eintrags. Lässt sich rückgängig machen.',
  noneThere: 'Keine da',
  start: 'Anfang',
  to: 'bis',
  end: 'Ende',
  frames: '{count, plural, one {# Bild} other {# Bilder}}',
  showTip: 'Erstes Bild zeigen',
  show: 'Zeigen',
  earlier: '{count, number} frühere',
  later: '{count, number} spätere',
  deleteInterval: 'Dieses Intervall löschen',
} as const satisfies Translated<typeof english>;
