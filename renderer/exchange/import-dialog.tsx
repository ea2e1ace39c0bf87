import { useState, type JSX } from 'react';
import { attempt } from '../app/studio.ts';
import { setView } from '../app/view-store.ts';
import { client } from '../client.ts';
import { FilePicker } from '../projects/file-picker.tsx';
import { useWords } from '../words/words.ts';
import { VideosFolderDialog } from './videos-folder-dialog.tsx';

/** Chooses what to bring in; the work itself is a job with its progress in the status line. */
export function ImportDialog({ what }: { readonly what: 'document' | 'videos' }): JSX.Element | null {
  const t = useWords('exchange');
  const [file, setFile] = useState<string | null>(null);
  const close = (): void => setView({ dialog: null });
  if (what === 'videos')
    return (
      <FilePicker
        title={t('addVideosTitle')}
        picking="folder"
        onClose={close}
        onPick={(folder) => {
          close();
          void attempt(client.importer.videos.mutate({ folder }));
        }}
      />
    );
  if (file === null)
    return <FilePicker title={t('importFile')} picking="document" onClose={close} onPick={setFile} />;
  return (
    <VideosFolderDialog
      file={file}
      onClose={close}
      onImport={({ videosDir, addItems }) => {
        close();
        void attempt(
          client.importer.start.mutate({
            file,
            ...(videosDir === null ? {} : { videosDir }),
            ...(addItems ? { addItems } : {}),
          }),
        );
      }}
    />
  );
}
