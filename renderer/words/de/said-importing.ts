import type { IMPORTING } from '../../../src/tasks/said/importing.ts';

/** Was ein Import angepasst oder gelassen hat: nichts, was falsch ist. */
export const importing = {
  importItem: 'Eintrag „{id}“',
  importInterval: 'Eintrag „{id}“, Intervall {number}',
  importLabel: 'Label „{label}“',
  importLabelOf: 'Label „{label}“ der Gruppe „{group}“',
  importMovedEdge:
    '{where}: {at} s liegt weniger als ein Bild außerhalb des Videos und wurde auf {to} s gesetzt.',
  importLeftItems:
    '{count} {count, plural, one {Eintrag} other {Einträge}}, im Projekt nach der Kennung schon da: Was dort steht, blieb, wie es war.',
  importKeptDescription: '{what}: Es ist schon im Projekt, seine Beschreibung dort blieb.',
  importKeptLook: '{what}: Es ist schon im Projekt, Aussehen und Attribute dort blieben.',
  importLostKey: '{what}: Es kam ohne seine Taste {key}, die das Label „{holder}“ hat.',
} as const satisfies Readonly<Record<keyof typeof IMPORTING, string>>;
