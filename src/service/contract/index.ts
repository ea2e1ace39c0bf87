/** Everything the page and other callers may know of the service: schemas of inputs and outputs, and their types. No Node. */
export * from './binary.ts';
export * from './commands.ts';
export * from './coverage.ts';
export * from './events.ts';
export * from './history.ts';
export * from './importing.ts';
export * from './jobs.ts';
export * from './page-settings.ts';
export * from './projects.ts';
export * from './proxies.ts';
export * from './settings.ts';
export * from './system.ts';
export * from './timeline.ts';
export * from './training.ts';
export * from './videos.ts';
export * from './view-state.ts';
export * from './words.ts';
