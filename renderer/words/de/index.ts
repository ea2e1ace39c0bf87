import { actions } from './actions.ts';
import { app } from './app.ts';

/** One file of messages for each part of the page. */
export const de = { actions, app } as const;
