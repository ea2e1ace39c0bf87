import { actions } from './actions.ts';
import { app } from './app.ts';
import { player } from './player.ts';
import { settings } from './settings.ts';
import { suggestions } from './suggestions.ts';

/** One file of messages for each part of the page. */
export const zh = { actions, app, player, settings, suggestions } as const;
