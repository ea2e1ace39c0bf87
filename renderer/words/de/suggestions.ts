import type { Translated } from '../translated.ts';
import type { suggestions as english } from '../en/suggestions.ts';

export const suggestions = {
  'suggest-here': 'Nur für den markierten oder gezeigten Abschnitt vorschlagen',
  'accept-rest': 'Rest des Eintrags annehmen, kuratieren, weiter',
  'reject-rest': 'Rest des Eintrags ablehnen',
  'take-answer': 'Vorgeschlagene Antwort oder Kurve übernehmen',
  'reject-answer': 'Vorgeschlagene Antwort oder Kurve ablehnen',
  'auto-advance': 'Nach einer Entscheidung weitergehen oder bleiben',
  'play-arrival': 'Vorschläge beim Ankommen abspielen oder ihr erstes Bild zeigen',
  'next-video': 'Nächstes offenes Video',
  'nudge-back-fifth': 'Kante 0,2 s früher',
  'nudge-on-fifth': 'Kante 0,2 s später',

  advances: 'Nach einer Entscheidung kommt der nächste Vorschlag von selbst.',
  stays: 'Nach einer Entscheidung wird nichts anderes gewählt.',
  plays: 'Vorschläge werden beim Ankommen abgespielt.',
  showsFirstFrame: 'Vorschläge zeigen beim Ankommen ihr erstes Bild.',
  allCurated: 'Jeder Eintrag aller Videos der Liste ist kuratiert.',
  nothingToReject: 'Von diesem Eintrag ist nichts mehr abzulehnen.',
  noAnswer: 'Für diesen Eintrag ist keine vorgeschlagene Antwort oder Kurve offen.',
  noMore: 'In diesem Video ist kein Vorschlag mehr offen.',
  nothingLeftCurate: 'Alle Vorschläge des Eintrags sind entschieden. Fehlt nichts, kuratiert C ihn.',
  nothingLeftDraw: 'Alle Vorschläge des Eintrags sind entschieden, und etwas fehlt noch: einzeichnen.',
  askingItems: 'Die Policy wird nach den gewählten Einträgen gefragt.',
  askingStretch: 'Die Policy wird gefragt; nur was im Abschnitt liegt, wird behalten.',
} as const satisfies Translated<typeof english>;
