import type { Action } from '../app/action.ts';
import { attempt, notify } from '../app/studio.ts';
import { setView } from '../app/view-store.ts';
import { client } from '../client.ts';
import { words } from '../words/words.ts';

/** Copies the corpus now and says so. */
export async function backUpNow(): Promise<void> {
  const done = await attempt(client.care.backUp.mutate());
  if (done !== null) notify(words('projects')('backedUp'));
}

export const PROJECT_ACTIONS: readonly Action[] = [
  {
    id: 'pack',
    title: () => words('projects')('packAction'),
    group: 'Project',
    keys: ['mod+shift+e'],
    words: 'share send zip colleague',
    run: () => setView({ dialog: 'pack' }),
  },
  {
    id: 'relink',
    title: () => words('projects')('relinkAction'),
    group: 'Project',
    keys: ['mod+shift+m'],
    words: 'relink missing lost files',
    run: () => setView({ dialog: 'relink' }),
  },
  {
    id: 'back-up',
    title: () => words('projects')('backUpAction'),
    group: 'Project',
    keys: ['mod+shift+b'],
    words: 'backup copy save',
    run: backUpNow,
  },
  {
    id: 'project',
    title: () => words('projects')('settingsAction'),
    group: 'Project',
    keys: ['mod+shift+o'],
    words: 'rename restore backup folder',
    run: () => setView({ dialog: 'project' }),
  },
];
