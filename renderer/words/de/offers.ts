import type { Translated } from '../translated.ts';
import type { offers as english } from '../en/offers.ts';

export const offers = {
  suggestions: 'Vorschläge',
  by: 'von {policy}',
  acceptAll: 'Alle annehmen…',
  suggest: 'Vorschlagen',
  suggestMore: 'Anders vorschlagen lassen',
  suggesting: 'Vorschläge entstehen',
  intervals: 'Vorgeschlagene Intervalle',
  onlyLikely: 'Nur die wahrscheinlichen',
  lessLikely: '{count, number} weniger wahrscheinliche',
  foundNothing: 'Das Modell fand nichts für diesen Eintrag.',
  noneWaits:
    'In diesem Video wartet kein Vorschlag. „Vorschlagen“ fragt die jetzige Policy nach jedem seiner Einträge.',
  noneYet:
    'Noch keine für diesen Eintrag. „Vorschlagen“ fragt die jetzige Policy; Annotiertes wird nie verändert.',
  span: '{start} bis {end}',
  noneInVideo: 'nicht im Video',
  overlapTip: 'Überdeckung mit dem nächsten annotierten Intervall (Schnitt durch Vereinigung)',
  overlap: 'IoU {share}',
  taken: 'Hier gibt es schon ein Intervall: Anfang oder Ende übernehmen',
  accept: 'Annehmen',
  acceptStart: 'Anfang annehmen',
  acceptEnd: 'Ende annehmen',
  reject: 'Ablehnen',
  status: { accepted: 'angenommen', trimmed: 'gekürzt und angenommen', rejected: 'abgelehnt' },
  answer: 'Antwort {letter}',
  same: 'wie die eigene',
  takeOver: 'Übernehmen',
  saliency: 'Vorgeschlagene Salienz',
  event: 'Ereignis',
  changesHere: 'hier ändert sich etwas',
  eventMeaning:
    'Hier ändert sich etwas (Szene, Bewegung oder Ton) – noch keine Antwort auf die Frage. Einige Videos kuratieren und trainieren.',
  sure: '{percent, number} Prozent sicher',
  score: 'Wert {score}',
  percent: '{percent, number} %',
  calibratedMeaning: 'Wahrscheinlichkeit, dass es stimmt, gemessen an zurückgehaltenen Videos',
  scoreMeaning: 'Wert der Policy: höher heißt sicherer, doch er ist keine Wahrscheinlichkeit',
} as const satisfies Translated<typeof english>;
