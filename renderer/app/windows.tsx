import type { JSX } from 'react';
import { ExportDialog } from '../exchange/export-dialog.tsx';
import { ImportDialog } from '../exchange/import-dialog.tsx';
import { PackDialog } from '../exchange/pack-dialog.tsx';
import { RelinkDialog } from '../exchange/relink-dialog.tsx';
import { HistoryDialog } from '../history/history-dialog.tsx';
import { ProjectDialog } from '../projects/project-dialog.tsx';
import { Palette } from './palette.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { SettingsDialog } from '../settings/settings-dialog.tsx';
import { LabelsDialog } from '../labels/labels-dialog.tsx';
import { DeriveDialog } from '../tasks/derive-dialog.tsx';
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
    case 'pack':
      return <PackDialog />;
    case 'relink':
      return <RelinkDialog />;
    case 'project':
      return <ProjectDialog />;
    case 'export':
      return <ExportDialog />;
    case 'import':
      return <ImportDialog what="document" />;
    case 'videos':
      return <ImportDialog what="videos" />;
    case 'labels':
      return <LabelsDialog />;
    case 'derive':
      return <DeriveDialog />;
    case null:
      break;
  }
  return null;
}
