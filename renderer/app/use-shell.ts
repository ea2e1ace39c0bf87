import { useEffect } from 'react';
import { client } from '../client.ts';
import { ACTIONS, actionById, isAvailable } from './actions.ts';
import { menuEntries, shellBridge } from './shell.ts';
import { attempt } from './studio.ts';
import { useView } from './view-store.ts';
import { useSettings } from '../settings/page-settings.ts';
import { useLanguage } from '../words/language.ts';

/** Gives Electron's menu the table of actions, and runs what is chosen there. Nothing happens in a browser. */
export function useShell(projectOpen: boolean): void {
  useEffect(() => {
    const shell = shellBridge();
    if (shell === null) return undefined;
    const stopActions = shell.onAction((id) => void actionById(id).run());
    const stopOpen = shell.onOpenProject((dir) => void attempt(client.projects.open.mutate({ dir })));
    let sent = '';
    const apply = (): void => {
      const entries = menuEntries(ACTIONS, (action) => isAvailable(action, useView.getState(), projectOpen));
      // Titles change with the language, keys when a person changes them.
      const now = JSON.stringify(entries);
      if (now === sent) return;
      sent = now;
      void attempt(shell.setMenu(entries));
    };
    apply();
    const stopView = useView.subscribe(apply);
    const stopSettings = useSettings.subscribe(apply);
    const stopLanguage = useLanguage.subscribe(apply);
    return () => {
      stopActions();
      stopOpen();
      stopView();
      stopSettings();
      stopLanguage();
    };
  }, [projectOpen]);
}
