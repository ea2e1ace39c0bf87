import { app } from './app.ts';

/** One file of messages for each part of the page. */
export const zh = { app } as const;
