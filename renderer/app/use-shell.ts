import { useEffect } from 'react';
import { client } from '../client.ts';
import { ACTIONS, actionById, isAvailable } from './actions.ts';
import { menuEntries, shellBridge } from './shell.ts';
import { attempt } from './studio.ts';
import { useView } from './view-store.ts';

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
      const now = JSON.stringify(entries.map((entry) => entry.enabled));
      if (now === sent) return;
      sent = now;
      void attempt(shell.setMenu(entries));
    };
    apply();
    const stopView = useView.subscribe(apply);
    return () => {
      stopActions();
      stopOpen();
      stopView();
    };
  }, [projectOpen]);
}
