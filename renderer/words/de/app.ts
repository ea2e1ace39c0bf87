import type { Translated } from '../translated.ts';
import type { app as english } from '../en/app.ts';

export const app = {
  commandsLabel: 'Befehle',
  findCommand: 'Befehl suchen',
  noCommand: 'Kein Befehl heißt so.',
} as const satisfies Translated<typeof english>;
