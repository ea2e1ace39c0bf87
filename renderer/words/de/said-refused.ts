import type { REFUSED } from '../../../src/tasks/said/refused.ts';

/** Warum etwas nicht getan wurde, und was hilft. */
export const refused = {
  itemExists: 'Einen Eintrag „{id}“ gibt es schon.',
  taskStays: '„{name}“ ist ein {task}-Eintrag; die Aufgabe bleibt, wie sie ist.',
  noSuchLabel:
    'Das Label „{label}“ gibt es nicht in der Gruppe „{group}“, zu der das Video „{video}“ gehört. Erst das Label hinzufügen.',
  noSuchLabelNoGroup:
    'Das Label „{label}“ gibt es ohne Gruppe nicht, und das Video „{video}“ gehört zu keiner. Erst das Label hinzufügen.',
  notWhole:
    '„{name}“ kann noch nicht {state, select, curated {kuratiert} other {geprüft}} heißen: {missing}.',
  notCurated: '„{name}“ kann noch nicht kuratiert werden: {missing}.',
  missingInterval: 'es fehlt das eine Intervall',
  missingSentence: 'Satz {number} hat weder ein Intervall noch „keines“',
  missingOption: 'es fehlt die richtige Option',
  excludesEachOther: '„{label}“ überlappt „{other}“, und Labels der Menge „{set}“ schließen einander aus',
  faultBeside: 'etwas darin ist falsch und steht neben seinem Feld',
  onlyGvqaAnswers: '„{name}“ ist ein {task}-Eintrag; nur GVQA-Einträge haben eine Antwort.',
  onlyGvqaOptions: '„{name}“ ist ein {task}-Eintrag; nur GVQA-Einträge haben Optionen.',
  onlyVhdSaliency: '„{name}“ ist ein {task}-Eintrag; nur VHD-Einträge haben Salienz.',
  onlyDtgSentences: '„{name}“ ist ein {task}-Eintrag; nur DTG-Einträge haben Sätze.',
  onlyTalLabel: '„{name}“ ist ein {task}-Eintrag; nur TAL-Einträge haben ein Label.',
  onlyTalAttributes: '„{name}“ ist ein {task}-Eintrag; Attribute gehören zu Instanzen von Labels.',
  onlyDtgNone: 'Nur ein DTG-Satz kann keines haben; „{name}“ ist ein {task}-Eintrag.',
  noSuchOption: '„{name}“ hat {count} Optionen; eine {number}. gibt es nicht.',
  wrongSaliency: '„{name}“: {fault}.',
  saliencyScores:
    'die Salienz hat {have} Werte, aber ein Video von {end, number} s hat {wanted} Clips von {clipLength, number} s',
  changedMeanwhile: '„{name}“ wurde inzwischen geändert: Die Stelle {number} gibt es so nicht mehr.',
  alwaysOneInterval: '„{name}“ hat immer ein Intervall; „keines“ ist darauf keine Antwort.',
  chooseSentence: 'Wählen, welcher der {count} Sätze keines hat.',
  oneEntryEach: '„{name}“ braucht für jeden der {count} Sätze eine Angabe.',
  oneIntervalOnly: '„{name}“ nimmt ein Intervall, nicht {count}.',
  itemGone: 'Den Eintrag „{id}“ gibt es in diesem Projekt nicht.',
  thatItemGone: 'Dieser Eintrag ist nicht mehr in diesem Projekt.',
  itemsGone: 'Einige der gewählten Einträge sind nicht mehr in diesem Projekt.',
  videoGone: 'Das Video „{id}“ gibt es in diesem Projekt nicht.',
  thatVideoGone: 'Dieses Video ist nicht mehr in diesem Projekt.',

  noSuchEntry: '„{name}“ hat keine Stelle {number}.',
  sentenceTaken: 'Dieser Satz von „{name}“ hat schon ein Intervall. Es verschieben oder erst löschen.',
  intervalTaken: '„{name}“ hat schon ein Intervall. Es verschieben oder erst löschen.',
  cannotSplit: '„{name}“ nimmt ein Intervall; es lässt sich nicht teilen.',
  cutInside: 'Der Schnitt muss innerhalb von „{name}“ liegen.',
  chooseTwo: 'Zum Verbinden zwei oder mehr Intervalle wählen.',
  mergeOneItem: 'Nur Intervalle eines Eintrags lassen sich verbinden.',
  sentencesKeepOwn: 'Jeder Satz von „{name}“ behält sein eigenes Intervall.',
  saysNone: 'Hier steht „keines“; es gibt keine Kanten zu ändern.',
  tooShort: 'Ein Intervall muss mindestens ein Bild lang sein und vor seinem Ende anfangen.',
  outsideVideo:
    'Diese Kante liegt außerhalb des Videos, das von {start, number} s bis {end, number} s läuft.',
  intervalGone: 'Dieses Intervall gibt es nicht mehr.',

  suggestionGone: 'Diesen Vorschlag gibt es nicht mehr; neuere stehen an seiner Stelle.',
  noSuggestedAnswer: 'Für „{name}“ ist keine Antwort vorgeschlagen.',
  noneAbove: 'Kein Vorschlag, der sich hinzufügen ließe, hat einen Wert ab {threshold, number}.',
  noInterval: '„{name}“: Hier gibt es kein Intervall anzunehmen.',
  sentenceAnswered: 'Dieser Satz von „{name}“ hat schon eine Angabe. Sie erst löschen.',
  suggestionNoEdges: '„{name}“: Dieser Vorschlag hat keine Kanten.',
  chooseInterval:
    'Das Intervall von „{name}“ wählen, für das {edge, select, start {der Anfang} other {das Ende}} gedacht ist.',
  decidedAlready:
    'Dieser Vorschlag für „{name}“ wurde schon {status, select, accepted {angenommen} other {gekürzt}}.',
  intervalOfOther: 'Dieses Intervall gehört nicht zu „{name}“.',

  labelExists: 'Ein Label „{label}“ gibt es in dieser Gruppe schon.',
  keyTaken: 'Die Taste {key} gehört schon zum Label „{label}“.',
  labelUsed: 'Das Label „{label}“ wird {count}-mal verwendet; erst anderes zuweisen oder diese löschen.',
  mergeWithItself: '„{label}“ lässt sich nicht mit sich selbst vereinen; zwei Labels wählen.',
  otherGroups:
    '„{label}“ und „{into}“ gehören zu verschiedenen Gruppen; nur Labels einer Gruppe lassen sich vereinen.',
  otherGroupThanVideo: '„{label}“ gehört zu einer anderen Gruppe als das Video „{video}“.',
  labelGone: 'Dieses Label ist nicht mehr in diesem Projekt.',
  groupInUse:
    'Das Video „{video}“ hat {count} {count, plural, one {Eintrag} other {Einträge}} mit Labels seiner Gruppe „{group}“; diese erst löschen.',

  sourcesChanged:
    'Die Aktionen des Videos „{video}“ wurden geändert, seit diese Einträge abgeleitet wurden. Neu ableiten.',
  sourceGone:
    'Das lässt sich nicht ableiten: Eine Aktion, aus der es stammt, ist weg oder nicht mehr kuratiert.',
  severalAnswers:
    'Das lässt sich nicht ableiten: Was die Aktionen jetzt sagen, lässt mehr als eine Antwort zu.',
  wordsDoNotFit: 'Ein abgeleiteter Eintrag braucht so viele Texte wie bisher, jeden anders.',
  notDerived: '„{name}“ wurde nicht aus anderen Einträgen abgeleitet.',

  answerFirstOnly: 'Nur der erste Kommentar eines Gesprächs lässt sich beantworten.',
  itemOfOtherVideo: 'Der Eintrag „{id}“ gehört zu einem anderen Video.',
  intervalOfOtherItem: 'Dieses Intervall gehört zu einem anderen Eintrag.',
  commentGone: 'Diesen Kommentar gibt es nicht mehr.',
  filterUnreadable: 'Der Filter „{filter}“ ist nicht lesbar.',
  filterGone: 'Einen Filter „{filter}“ gibt es nicht.',

  nothingToUndo: 'Es gibt nichts rückgängig zu machen.',
  nothingToRedo: 'Es gibt nichts zu wiederholen.',
  entryGone: 'Diesen Stand gibt es im Verlauf nicht.',
  entryDiscarded:
    '„{what}“ wurde rückgängig gemacht, danach wurde anderes getan. Dahin führt kein Weg zurück.',
  cannotUndoThis:
    'Das lässt sich nicht rückgängig machen oder wiederholen: Ein Import, neuere Vorschläge oder eine andere Arbeit hat dasselbe seitdem geändert.',
  cannotUndo:
    '„{what}“ lässt sich nicht rückgängig machen oder wiederholen: Ein Import, neuere Vorschläge oder eine andere Arbeit hat dasselbe seitdem geändert.',
  changedSinceShown:
    'Das Projekt hat sich geändert, seit dies gezeigt wurde. Nichts wurde getan; noch einmal ansehen.',
  cancelled: 'Abgebrochen; nichts wurde geändert.',
  othersDepend: 'Andere Teile des Projekts hängen von dem ab, was dies ändern würde.',
  projectClosed: 'Das Projekt wurde geschlossen.',
} as const satisfies Record<keyof typeof REFUSED, string>;
