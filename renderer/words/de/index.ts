import { a11y } from './a11y.ts';
import { actions } from './actions.ts';
import { app } from './app.ts';
import { player } from './player.ts';
import { settings } from './settings.ts';
import { suggestions } from './suggestions.ts';
import { training } from './training.ts';

/** One file of messages for each part of the page. */
export const de = { a11y, actions, app, player, settings, suggestions, training } as const;
