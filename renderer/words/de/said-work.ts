import type { WORK } from '../../../src/tasks/said/work.ts';

/** Wie längere Arbeit heißt, was sie gerade tut und was daraus wurde. */
export const work = {
  workWaits: 'Wartet, bis sie an der Reihe ist.',
  workStarts: 'Fängt an.',
  workCancelled: 'Abgebrochen.',
  workCancelledBefore: 'Vor dem Anfang abgebrochen.',
  workUnknown: 'Diese Arbeit ist nicht mehr bekannt.',

  proxyOf: 'Proxy von {title}',
  suggestions: 'Vorschläge',
  exportTo: '{format} nach {file}',
  someFiles: '{count} {count, plural, one {Datei} other {Dateien}}',
  bulkState: 'Stand',
  bulkLabel: 'Label',
  bulkSplit: 'Aufteilung',
  bulkSnap: 'Aufs Bildraster',
  bulkShift: 'Verschieben',
  bulkDeleteItems: 'Einträge löschen',
  bulkDeleteShort: 'Kurze Intervalle löschen',

  recordsWritten: '{count, number} {count, plural, one {Datensatz} other {Datensätze}} geschrieben',
  lookingThrough: '{folder} durchsuchen',
  lookingAt: '{file} ansehen',
  comparing: '{title} vergleichen',
  readingDocument: '{file} lesen',
  readFile: '{file} gelesen',
  writingIntoProject: 'Ins Projekt schreiben',
  copying: '{title} kopieren.',
  comparingOriginal: 'Mit dem Original vergleichen.',
  waitingForModel: 'Auf das Modell warten.',
  lookingAtVideo: 'Video {video} ansehen.',
  lookingAtVideoSoFar: 'Video {video} {doing, select, looking {ansehen} other {verstehen}}: {percent} %.',
  answeredQuestions: '{done} von {total} Fragen beantwortet.',
  changingItems: 'Einträge ändern.',
  copyingCorpus: 'Korpus kopieren',
  readingBack: 'Zur Probe zurücklesen',
  writingFile: '{title} schreiben',

  sentence: '{what}.',
  exported:
    '{videos, number} {videos, plural, one {Video} other {Videos}}, {items, number} {items, plural, one {Eintrag} other {Einträge}} und {intervals, number} {intervals, plural, one {Intervall} other {Intervalle}} nach {file} geschrieben.',
  documentImported:
    '{videos, number} {videos, plural, one {Video} other {Videos}}, {items, number} {items, plural, one {Eintrag} other {Einträge}} und {intervals, number} {intervals, plural, one {Intervall} other {Intervalle}} importiert.',
  documentImportedInPart:
    '{came} {videos, number} {videos, plural, one {Video war} other {Videos waren}} nicht zu gebrauchen; {items, number} {items, plural, one {Eintrag} other {Einträge}} dazu ausgelassen.',
  videosAdded:
    '{added, number} {added, plural, one {Video} other {Videos}} hinzugefügt{known, plural, =0 {} one {, {known, number} Video schon im Projekt} other {, {known, number} Videos schon im Projekt}}{refused, plural, =0 {} one {, {refused, number} Datei nicht zu gebrauchen} other {, {refused, number} Dateien nicht zu gebrauchen}}.',
  noVideosThere: 'Dort sind keine Videos.',
  noVideoLost: 'Kein Video fehlt.',
  lostFound:
    '{usable} von {count, number} {count, plural, one {fehlenden Video} other {fehlenden Videos}} gefunden.',
  itemsAnswered: '{count, number} {count, plural, one {Eintrag} other {Einträge}} beantwortet.',
  someAnswered:
    '{count, number} {count, plural, one {Eintrag} other {Einträge}} beantwortet, {left} ausgelassen.',
  packed:
    '{videos, number} {videos, plural, one {Video} other {Videos}} und der Korpus nach {file} gepackt ({size}).',
  unpacking: '{file} auspacken',
  unpacked: '„{title}“ nach {folder} ausgepackt.',
  playsNow: 'Jetzt spielt es.',
  importRemoved:
    '{videos, number} {videos, plural, one {Video} other {Videos}} und {items, number} {items, plural, one {Eintrag} other {Einträge}} wieder aus dem Projekt genommen.',

  carriedOver:
    '{what} {count, number} {count, plural, one {Intervall} other {Intervalle}} Bild für Bild übernommen.',
  foundAgain: '{count, number} {count, plural, one {Video} other {Videos}} wiedergefunden.',
  searchOutOfDate: 'Die Suche ist veraltet. Noch einmal nach den Videos suchen.',
  policyAnswers: '„{policy}“ antwortet ab jetzt.',
  policyAnswersAgain: '„{policy}“ antwortet wieder, statt „{previous}“.',
  policyDiscarded: '„{policy}“ ist verworfen. Die Datei bleibt im Ordner „policies“ des Projekts.',
  policyStays: '„{policy}“ ist kein Kandidat mehr und bleibt in der Liste.',
  noProxyToDelete: 'Es gab keinen Proxy zu löschen.',
  proxyDeleted: 'Gelöscht; {size} MB sind wieder frei.',

  knownAs: '„{file}“ ist schon in diesem Projekt, als „{twin}“.',
  itemsOfMissing: 'Die Datei von „{title}“ liegt nicht unter {path}; ihre Einträge blieben aus.',
  itemsOfOtherFile: 'Unter {path} liegt eine andere Datei, als „{title}“ war; ihre Einträge blieben aus.',
  leftOutOfPack:
    '„{title}“ {why, select, missing {ist nicht, wo es war,} other {ist nicht das Video, das es war,}} und blieb draußen.',
  folderGone: 'Einen Ordner „{folder}“ gibt es nicht.',
  fileNoFolder: '„{folder}“ ist eine Datei, kein Ordner.',
  folderForbidden: 'Für „{folder}“ fehlt die Berechtigung. Sie ändern oder einen anderen Ordner wählen.',
  corpusKeptChanging:
    'Der Korpus änderte sich beim Schreiben immer wieder. In einem Augenblick noch einmal exportieren.',
  noneUsable:
    '„{file}“ wurde nicht importiert: Von {count, number} {count, plural, one {Video} other {Videos}} war keines zu gebrauchen. Angeben, wo sie liegen, und noch einmal importieren.',
  allKnown:
    '„{file}“ wurde nicht importiert: Was es an Videos hat ({count, number}), ist schon in diesem Projekt. Um nur neue Einträge hinzuzufügen, mit dieser Wahl noch einmal importieren (tempr1 import --add-items).',
  nothingToAnswer: 'Hier gibt es nichts zu beantworten: Kein Eintrag passt.',
  stretchOfSeveral: 'Ein Abschnitt gehört zu einem Video, gefragt war nach mehreren.',
  noItemHere: 'Den Eintrag „{id}“ gibt es in diesem Projekt nicht.',
  noVideoHere: 'Das Video „{id}“ gibt es in diesem Projekt nicht.',
  proxyFileMoved: 'Die Datei von „{title}“ ist nicht, wo sie war; so lässt sich kein Proxy machen.',
} as const satisfies Record<keyof typeof WORK, string>;
