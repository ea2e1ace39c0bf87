import type { Translated } from '../translated.ts';
import type { history as english } from '../en/history.ts';

export const history = {
  title: 'Verlauf der Änderungen',
  empty:
    'Noch nichts geändert. Jede Änderung steht dann hier und lässt sich rückgängig machen, auch nach einem Neustart.',
  nothingFound: 'Keine Änderung passt.',
  search: 'Verlauf durchsuchen',
  onlyVideo: 'Nur dieses Video',
  changes: '{count, plural, one {# Änderung} other {# Änderungen}}',
  undo: 'Rückgängig',
  redo: 'Wiederholen',
  close: 'Schließen',
  earlier: 'Frühere Änderungen zeigen',
  here: 'Hier ist jetzt',
  goHere: 'Zu diesem Stand',
  goBack: '{count, plural, one {# Änderung} other {# Änderungen}} danach rückgängig machen',
  goOn: '{count, plural, one {# Änderung} other {# Änderungen}} bis hierher wiederholen',
  goSomewhere: 'Zu diesem Punkt des Verlaufs gehen',
  beginning: 'Vor der ersten Änderung',
  more: 'und {count, plural, one {# weitere} other {# weitere}}',
  undone: 'rückgängig gemacht',
  discarded: 'aufgegeben',
  discardedWhy: 'Rückgängig gemacht, danach wurde anderes getan. Dahin führt kein Weg zurück.',
  showDiscarded: 'Aufgegebenes zeigen',
  program: 'Programm',
  walking: '{total, plural, one {# Änderung} other {# Änderungen}} durchgehen: {done, number}',
  goTo: '{title} in der Zeitleiste zeigen',
  list: 'Änderungen, neueste zuerst',
  today: 'Heute',
  yesterday: 'Gestern',
  session: '{from} bis {to}',
} as const satisfies Translated<typeof english>;
