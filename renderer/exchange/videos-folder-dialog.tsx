import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useState, type JSX } from 'react';
import { FilePicker } from '../projects/file-picker.tsx';
import { useWords } from '../words/words.ts';
import { lastPart } from '../projects/paths.ts';

/** Asks where the videos of a corpus file lie: usually beside it. */
export function VideosFolderDialog({
  file,
  onClose,
  onImport,
}: {
  readonly file: string;
  readonly onClose: () => void;
  readonly onImport: (videosDir: string | null) => void;
}): JSX.Element {
  const t = useWords('exchange');
  const [dir, setDir] = useState<string | null>(null);
  const [picking, setPicking] = useState(false);
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
        <Button variant="outlined" onClick={() => setPicking(true)}>
          {t('lookElsewhere')}
        </Button>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button variant="contained" color="primary" onClick={() => onImport(dir)}>
          {t('import')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
