import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import { useState, type JSX } from 'react';
import { trpc } from '../client.ts';
import { FilePicker } from '../projects/file-picker.tsx';
import { useWords } from '../words/words.ts';
import { lastPart } from '../projects/paths.ts';

/**
 * Asks where the videos of a corpus file lie: usually beside it. When the project has all of them, what is left to do is to
 * add the items that are new.
 */
export function VideosFolderDialog({
  file,
  onClose,
  onImport,
}: {
  readonly file: string;
  readonly onClose: () => void;
  readonly onImport: (how: { readonly videosDir: string | null; readonly addItems: boolean }) => void;
}): JSX.Element {
  const t = useWords('exchange');
  const [dir, setDir] = useState<string | null>(null);
  const [picking, setPicking] = useState(false);
  // A file with faults tells nothing here: the import says what is wrong with it.
  const look = useQuery(trpc.importer.look.queryOptions({ file }, { staleTime: 0, retry: false })).data;
  const addItems = look?.allKnown === true;
  if (picking)
    return (
      <FilePicker
        title={t('whereVideos')}
        picking="folder"
        onClose={() => setPicking(false)}
        onPick={(path) => {
          setDir(path);
          setPicking(false);
        }}
      />
    );
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="xs" aria-labelledby="import-title">
      <DialogTitle id="import-title">{t('importTitle', { file: lastPart(file) })}</DialogTitle>
      <DialogContent>
        <Typography sx={{ color: 'text.secondary', mb: 3 }}>
          {dir === null ? t('importHere') : t('importThere', { dir })}
        </Typography>
        {addItems && (
          <Typography role="status" sx={{ mb: 3 }}>
            {t('allKnown', { count: look.videos })}
          </Typography>
        )}
        <Button variant="outlined" onClick={() => setPicking(true)}>
          {t('lookElsewhere')}
        </Button>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button variant="contained" color="primary" onClick={() => onImport({ videosDir: dir, addItems })}>
          {addItems ? t('addNewItems') : t('import')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
