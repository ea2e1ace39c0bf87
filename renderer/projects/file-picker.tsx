import Document from '@mui/icons-material/DescriptionOutlined';
import Folder from '@mui/icons-material/FolderOutlined';
import Project from '@mui/icons-material/FolderSpecialOutlined';
import Pack from '@mui/icons-material/Inventory2Outlined';
import Up from '@mui/icons-material/ArrowUpward';
import Video from '@mui/icons-material/MovieOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import IconButton from '@mui/material/IconButton';
import TextField from '@mui/material/TextField';
import Tooltip from '@mui/material/Tooltip';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState, type JSX } from 'react';
import type { FolderEntry } from '../../src/service/contract/index.ts';
import { sentenceOf, trpc } from '../client.ts';
import { shellBridge } from '../app/shell.ts';
import { useFormats, useWords } from '../words/words.ts';
import { sizeText } from './size-text.ts';

export type Picking = 'folder' | 'project' | 'document' | 'video' | 'pack';

const VIDEO_ENDINGS = ['mp4', 'mov', 'm4v', 'mkv', 'webm', 'avi', 'ts', 'mts', 'mpg', 'mpeg'];

interface Props {
  readonly title: string;
  readonly picking: Picking;
  readonly onPick: (path: string) => void;
  readonly onClose: () => void;
}

const ICONS = { folder: Folder, project: Project, video: Video, document: Document, pack: Pack } as const;

/** What is picked is a file, not a folder. */
function isFile(picking: Picking): picking is 'document' | 'video' | 'pack' {
  return picking === 'document' || picking === 'video' || picking === 'pack';
}

const ENDINGS = { document: ['json', 'jsonl'], video: VIDEO_ENDINGS, pack: ['zip'] } as const;

function canPick(entry: FolderEntry, picking: Picking): boolean {
  return isFile(picking)
    ? entry.kind === picking
    : entry.kind === 'project' || (picking === 'folder' && entry.kind === 'folder');
}

/** Chooses a folder or file on the service's machine: natively in Electron, else in folders that the service lists. */
export function FilePicker(props: Props): JSX.Element | null {
  const shell = shellBridge();
  const { title, picking, onPick, onClose } = props;
  useEffect(() => {
    if (shell === null) return;
    const asked = isFile(picking)
      ? shell.pickFile({ title, extensions: [...ENDINGS[picking]] })
      : shell.pickFolder({ title });
    void asked.then((path) => (path === null ? onClose() : onPick(path)));
    // The native dialog is asked for once, when this is shown.
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
  return shell === null ? <FolderDialog {...props} /> : null;
}

function FolderDialog({ title, picking, onPick, onClose }: Props): JSX.Element {
  const t = useWords('projects');
  const [dir, setDir] = useState<string | undefined>(undefined);
  const [chosen, setChosen] = useState<string | null>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const query = useQuery(
    trpc.files.list.queryOptions(dir === undefined ? undefined : { dir }, {
      placeholderData: keepPreviousData,
      staleTime: 0,
    }),
  );
  const folder = query.data;
  const parent = folder?.parent ?? null;
  const enter = (path: string): void => {
    setDir(path);
    setChosen(null);
    setTyped(null);
  };
  const target =
    chosen ?? (picking === 'folder' ? (typed ?? folder?.dir ?? null) : picking === 'project' ? typed : null);
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="picker-title">
      <DialogTitle id="picker-title">{title}</DialogTitle>
      <DialogContent>
        <Box
          component="form"
          sx={{ display: 'flex', gap: 1, mb: 2, mt: 2, alignItems: 'center' }}
          onSubmit={(event) => {
            event.preventDefault();
            if (typed !== null) enter(typed);
          }}
        >
          <Tooltip title={t('pickerUp')}>
            <span>
              <IconButton
                aria-label={t('pickerUp')}
                disabled={parent === null}
                onClick={() => parent !== null && enter(parent)}
              >
                <Up sx={{ fontSize: 18 }} />
              </IconButton>
            </span>
          </Tooltip>
          <TextField
            label={t('pickerFolder')}
            value={typed ?? folder?.dir ?? ''}
            onChange={(event) => setTyped(event.target.value)}
            slotProps={{ htmlInput: { spellCheck: false } }}
          />
        </Box>
        {query.isError && (
          <Alert severity="error" sx={{ mb: 2 }}>
            {sentenceOf(query.error)}
          </Alert>
        )}
        <Box
          role="listbox"
          aria-label={t('pickerList')}
          sx={{ height: 320, overflowY: 'auto', border: 1, borderColor: 'divider', borderRadius: 1 }}
        >
          {(folder?.entries ?? [])
            .filter(({ kind }) => (kind !== 'document' && kind !== 'pack') || kind === picking)
            .map((entry) => (
              <Entry
                key={entry.path}
                entry={entry}
                chosen={chosen === entry.path}
                dimmed={
                  (entry.kind === 'video' && picking !== 'video') ||
                  (entry.kind === 'project' && picking !== 'project')
                }
                onChoose={() => setChosen(canPick(entry, picking) ? entry.path : null)}
                onEnter={() => {
                  if (entry.kind === 'folder' || (entry.kind === 'project' && picking !== 'project'))
                    enter(entry.path);
                  else if (canPick(entry, picking)) onPick(entry.path);
                }}
              />
            ))}
          {folder?.entries.length === 0 && (
            <Box sx={{ p: 3, color: 'text.secondary' }}>{t('pickerEmpty')}</Box>
          )}
          {folder?.truncated === true && <Box sx={{ p: 3, color: 'text.secondary' }}>{t('pickerMore')}</Box>}
        </Box>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button
          variant="contained"
          color="primary"
          disabled={target === null || target === ''}
          onClick={() => target !== null && onPick(target)}
        >
          {isFile(picking) ? t('chooseFile') : picking === 'project' ? t('chooseProject') : t('chooseFolder')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Entry({
  entry,
  chosen,
  dimmed,
  onChoose,
  onEnter,
}: {
  readonly entry: FolderEntry;
  readonly chosen: boolean;
  readonly dimmed: boolean;
  readonly onChoose: () => void;
  readonly onEnter: () => void;
}): JSX.Element {
  const formats = useFormats();
  const Icon = ICONS[entry.kind];
  return (
    <Box
      role="option"
      aria-selected={chosen}
      tabIndex={0}
      onClick={onChoose}
      onDoubleClick={onEnter}
      onKeyDown={(event) => {
        if (event.key === 'Enter') onEnter();
        if (event.key === ' ') onChoose();
      }}
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 2,
        px: 3,
        height: 28,
        cursor: 'default',
        color: dimmed ? 'text.disabled' : 'text.primary',
        bgcolor: chosen ? 'action.selected' : 'transparent',
        '&:hover': { bgcolor: chosen ? 'action.selected' : 'action.hover' },
      }}
    >
      <Icon sx={{ fontSize: 18, color: 'text.secondary' }} />
      <Box sx={{ flex: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
        {entry.name}
      </Box>
      {entry.size !== null && <Box sx={{ color: 'text.disabled' }}>{sizeText(entry.size, formats)}</Box>}
    </Box>
  );
}
