import type { JSX } from 'react';
import { ExportDialog } from '../exchange/export-dialog.tsx';
import { ImportDialog } from '../exchange/import-dialog.tsx';
import { HistoryDialog } from './history-dialog.tsx';
import { Palette } from './palette.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { SettingsDialog } from '../settings/settings-dialog.tsx';
import { useView } from './view-store.ts';

/** The dialogs, one at a time. */
export function Windows({ projectOpen }: { readonly projectOpen: boolean }): JSX.Element | null {
  const dialog = useView((view) => view.dialog);
  switch (dialog) {
    case 'palette':
      return <Palette projectOpen={projectOpen} />;
    case 'shortcuts':
      return <ShortcutSheet />;
    case 'settings':
      return <SettingsDialog />;
    case 'history':
      return <HistoryDialog />;
    case 'export':
      return <ExportDialog />;
    case 'import':
      return <ImportDialog what="document" />;
    case 'videos':
      return <ImportDialog what="videos" />;
    case null:
      break;
  }
  return null;
}
