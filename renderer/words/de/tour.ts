import type { Translated } from '../translated.ts';
import type { tour as english } from '../en/tour.ts';

export const tour = {
  label: 'Rundgang, Schritt {at, number} von {count, number}',
  progress: '{at, number} von {count, number}',
  next: 'Weiter',
  back: 'Zurück',
  skip: 'Überspringen',
  ask: 'Policy fragen',
  videosTitle: 'Hier warten die Videos',
  videosText:
    'Das Beispiel hat zwölf kurze Videos mit bekannten Annotationen. Punkt und Zahlen sagen, wie viel davon kuratiert ist.',
  playerTitle: 'Bild für Bild ansehen',
  playerText:
    '{play} spielt ab und hält an. {back} und {on} gehen ein Bild weit, mit Umschalt eine Sekunde. Zeiten gelten bildgenau.',
  timelineTitle: 'Intervalle liegen auf der Zeitleiste',
  timelineText:
    'Volle stammen von Menschen; Vorschläge sind schraffiert und haben eine eigene Spur. {markIn} und {markOut} markieren Anfang und Ende, {create} legt ein Intervall an.',
  suggestTitle: 'Die Policy vorschlagen lassen',
  suggestText:
    'Die Policy dieses Projekts sieht das Video an und schlägt Intervalle für diesen Eintrag vor. Annotiertes wird nie verändert.',
  waitingText: 'Die Policy sieht das Video an. Das dauert einige Sekunden, beim ersten Mal länger.',
  acceptTitle: 'Den ersten Vorschlag annehmen',
  acceptText:
    'Er ist gewählt und auf der Zeitleiste gezeichnet. {accept} nimmt ihn an, {reject} lehnt ihn ab und nimmt den nächsten; {undo} macht alles rückgängig.',
  accept: 'Annehmen',
  noneText:
    'Die Policy fand nichts für diesen Eintrag. Einen anderen wählen und {suggest} drücken oder den Rundgang hier beenden.',
  done: 'Erster Vorschlag angenommen. Alle Befehle stehen unter {palette}, alle Tasten unter {shortcuts}.',
  skipped: 'Der Rundgang wartet unter {palette}: {tour}.',
  needsProject: 'Der Rundgang führt durch das Beispiel; es wird geöffnet.',
} as const satisfies Translated<typeof english>;
