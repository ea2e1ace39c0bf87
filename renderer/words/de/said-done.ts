import type { DONE } from '../../../src/tasks/said/done.ts';

/** Was getan wurde: für den Verlauf, das Rückgängigmachen und die Statuszeile. */
export const done = {
  drewInterval: 'Intervall für „{name}“ gezeichnet',
  movedEdge:
    '{edge, select, start {Anfang} other {Ende}} von „{name}“ um {frames} {frames, plural, one {Bild} other {Bilder}} nach {way, select, earlier {vorn} other {hinten}} verschoben',
  movedInterval:
    '„{name}“ um {frames} {frames, plural, one {Bild} other {Bilder}} nach {way, select, earlier {vorn} other {hinten}} verschoben',
  tookNoneBack: '„Keines“ bei „{name}“ zurückgenommen',
  deletedInterval: 'Intervall von „{name}“ gelöscht',
  splitInterval: 'Intervall von „{name}“ geteilt',
  mergedIntervals: '{count} Intervalle von „{name}“ verbunden',
  tookLabelOff: 'Label von einem Intervall von „{name}“ genommen',
  labelledInterval: 'Intervall von „{name}“ mit „{label}“ gelabelt',
  movedToPlace: 'Intervall von „{name}“ an Stelle {place} gesetzt',
  snapped: '{count} {count, plural, one {Intervall} other {Intervalle}} auf das Bildraster gesetzt',

  lookedNoneThere: 'Nachgesehen, keines da: „{name}“',
  sentenceNone: 'Satz {number} von „{name}“: keines da',
  setTruth: 'Wahrheit von „{name}“ gesetzt',

  addedItem: '{task}-Eintrag „{name}“ hinzugefügt',
  changedWording: 'Wortlaut von „{name}“ geändert',
  deletedItem: '{task}-Eintrag „{name}“ gelöscht',
  calledItem: '„{name}“ {state, select, curated {kuratiert} reviewed {geprüft} other {wieder geöffnet}}',
  calledItems:
    '{count} {count, plural, one {Eintrag} other {Einträge}} {state, select, curated {kuratiert} reviewed {geprüft} other {wieder geöffnet}}',
  tookAnswerBack: 'Antwort auf „{name}“ zurückgenommen',
  answered: '„{name}“ mit Option {option} beantwortet',
  tookSaliencyBack: 'Salienz von „{name}“ zurückgenommen',
  ratedClips: 'Clips von „{name}“ bewertet',
  arrangedSentences: 'Sätze von „{name}“ geordnet',
  arrangedOptions: 'Optionen von „{name}“ geordnet',
  labelledItem: '„{name}“ mit „{label}“ gelabelt',
  notedAttributes: '{attributes} bei einer Instanz von „{name}“ vermerkt',
  notedAttributesOfMany: '{attributes} bei {count} Instanzen vermerkt',

  acceptedSuggestion: 'Vorschlag für „{name}“ angenommen',
  acceptedEdge: '{edge, select, start {Anfang} other {Ende}} eines Vorschlags für „{name}“ angenommen',
  trimmedSuggestion: 'Vorschlag für „{name}“ gekürzt',
  rejectedSuggestion: 'Vorschlag für „{name}“ abgelehnt',
  rejectedSuggestions: '{count} Vorschläge für „{name}“ abgelehnt',
  acceptedAnswer: 'Vorgeschlagene Antwort auf „{name}“ angenommen',
  rejectedAnswer: 'Vorgeschlagene Antwort auf „{name}“ abgelehnt',
  acceptedAllAbove:
    '{count} {count, plural, one {Vorschlag} other {Vorschläge}} ab {threshold, number} bei {items} {items, plural, one {Eintrag} other {Einträgen}} angenommen',

  addedLabel: 'Label „{label}“ hinzugefügt',
  changedLabel: 'Label „{label}“ geändert',
  renamedLabel: 'Label „{label}“ in „{next}“ umbenannt',
  removedLabel: 'Label „{label}“ entfernt',
  mergedLabels: 'Label „{label}“ mit „{into}“ vereint',
  deletedLabel: 'Label „{label}“ mit {count} {count, plural, one {Eintrag} other {Einträgen}} gelöscht',

  derived:
    '{count} {count, plural, one {Eintrag} other {Einträge}} aus den Aktionen von „{video}“ abgeleitet',
  derivedAgain: '„{name}“ neu abgeleitet',
  derivedManyAgain: '{count} Einträge neu abgeleitet',
  unlinked: '„{name}“ steht jetzt für sich',
  unlinkedMany: '{count} Einträge stehen jetzt für sich',

  commentedVideo: 'Video „{video}“ kommentiert',
  commentedItem: 'Eintrag von „{video}“ kommentiert',
  answeredComment: 'Kommentar beantwortet',
  resolvedComment: 'Kommentar erledigt',
  changedComment: 'Kommentar geändert',
  deletedComment: 'Kommentar gelöscht',

  savedFilter: 'Filter „{filter}“ gespeichert',
  deletedFilter: 'Filter „{filter}“ gelöscht',
  namedProject: 'Projekt „{title}“ genannt',

  tookOutOfSplit: '{count} {count, plural, one {Video} other {Videos}} aus der Aufteilung genommen',
  putIntoSplit:
    '{count} {count, plural, one {Video} other {Videos}} {split, select, train {zum Training} validation {zur Validierung} other {zum Test}} gelegt',
  gaveGroup: '{count} {count, plural, one {Video} other {Videos}} die Labelgruppe „{group}“ gegeben',

  relabelledItems: '{count} {count, plural, one {Eintrag} other {Einträge}} umgelabelt',
  snappedOfItems:
    '{count} {count, plural, one {Intervall} other {Intervalle}} von {items} {items, plural, one {Eintrag} other {Einträgen}} auf das Bildraster gesetzt',
  shiftedOfItems:
    '{edge, select, start {Anfang von } end {Ende von } other {}}{count} {count, plural, one {Intervall} other {Intervallen}} ({items} {items, plural, one {Eintrag} other {Einträge}}) um {frames} {frames, plural, one {Bild} other {Bilder}} verschoben',
  deletedItems: '{count} {count, plural, one {Eintrag} other {Einträge}} gelöscht',
  deletedShort:
    '{count} {count, plural, one {Intervall} other {Intervalle}} von {items} {items, plural, one {Eintrag} other {Einträgen}} unter {seconds, number} s gelöscht',

  andMore: '{first}, und {count} weitere',
  nothingToDo: 'Nichts zu tun',
  wentBack: '{count} {count, plural, one {Änderung} other {Änderungen}} zurückgegangen',
  wentForward: '{count} {count, plural, one {Änderung} other {Änderungen}} vorgegangen',
  standsThere: 'Dort steht der Verlauf schon',

  jobImported:
    '{videos, number} {videos, plural, one {Video} other {Videos}} und {items, number} {items, plural, one {Eintrag} other {Einträge}} importiert',
  jobImportedFile:
    '{videos, number} {videos, plural, one {Video} other {Videos}} und {items, number} {items, plural, one {Eintrag} other {Einträge}} aus „{file}“ importiert',
  jobTookImportBack:
    'Import zurückgenommen: {videos, number} {videos, plural, one {Video} other {Videos}} und {items, number} {items, plural, one {Eintrag} other {Einträge}}',
  jobSuggested:
    '{policy} hat Antworten auf {items, number} {items, plural, one {Eintrag} other {Einträge}} vorgeschlagen',
  jobRelinked: 'Neuen Ort von {videos, number} {videos, plural, one {Video} other {Videos}} angegeben',
  jobPromoted: '{policy} macht jetzt die Vorschläge',
  jobRolledBack: 'Zurück zur Policy {policy}',
  jobRolledBackToShipped: 'Zurück zur mitgelieferten Policy',
} as const satisfies Record<keyof typeof DONE, string>;
