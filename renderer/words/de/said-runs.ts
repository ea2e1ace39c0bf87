import type { RUNS } from '../../../src/tasks/said/runs.ts';

/** Was ein Trainingslauf gerade tut und was daraus wurde. */
export const runs = {
  runOpening: 'Die Policy öffnen.',
  runPlanning: 'Den Lauf planen.',
  runSaving: 'Die Policy schreiben.',
  runLooking: 'Video {number} von {total} ansehen.',
  runAnswering: '{total} zurückgehaltene Fragen beantworten.',
  runStep: '{phase, select, grpo {GRPO} other {Aufwärmen}}, Schritt {done} von {total}.',
  runInterrupted: 'Endete mit der Anwendung; lässt sich fortsetzen.',
  runBrokeOff:
    '{why} Was bis zum letzten Sicherungspunkt trainiert wurde, bleibt: Der Lauf lässt sich fortsetzen.',

  runOver: 'Der Lauf ist fertig.',
  runScores: 'Wertung auf zurückgehaltenen Videos: vorher {before} %, nachher {after} %.',
  runLearned:
    'Gelernt wurde auch aus {count} {count, plural, one {Entscheidung} other {Entscheidungen}} zu {items} {items, plural, one {Eintrag, der nicht kuratiert ist} other {Einträgen, die nicht kuratiert sind}}.',
  runIsCurrent: 'Es ist jetzt die aktuelle Policy.',
  runToDecide: 'Ansehen, dann übernehmen oder verwerfen.',
  runAgain: 'Dieselbe Policy und derselbe Korpus ergeben das wieder mit {options}.',
  andThen: '{first} {second}',
} as const satisfies Readonly<Record<keyof typeof RUNS, string>>;
