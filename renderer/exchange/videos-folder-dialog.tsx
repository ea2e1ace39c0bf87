import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useState, type JSX } from 'react';
import { FilePicker } from '../projects/file-picker.tsx';
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
  const [dir, setDir] = useState<string | null>(null);
  const [picking, setPicking] = useState(false);
  if (picking)
    return (
      <FilePicker
        title="Where the videos lie"
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
      <DialogTitle id="import-title">{`Import ${lastPart(file)}`}</DialogTitle>
      <DialogContent>
        <Typography sx={{ color: 'text.secondary', mb: 3 }}>
          The format is told from the file. Its videos are looked for{' '}
          {dir === null ? 'in the folder of the file' : `in ${dir}`}. If anything in the file is wrong,
          nothing is imported and you see why.
        </Typography>
        <Button variant="outlined" onClick={() => setPicking(true)}>
          Look elsewhere
        </Button>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button variant="contained" color="primary" onClick={() => onImport(dir)}>
          Import
        </Button>
      </DialogActions>
    </Dialog>
  );
}
