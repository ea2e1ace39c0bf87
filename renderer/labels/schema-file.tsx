import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import { useQuery } from '@tanstack/react-query';
import { useState, type JSX } from 'react';
import type { LabelsRead } from '../../src/service/contract/index.ts';
import { attempt, notify, perform, type CommandRequest } from '../app/studio.ts';
import { client, sentenceOf, trpc } from '../client.ts';
import { FilePicker } from '../projects/file-picker.tsx';
import { joinPath } from '../projects/paths.ts';
import { useWords } from '../words/words.ts';

type Change = LabelsRead['changes'][number];

/** The schema as a file: saved for others, or taken over from them after a look at what would change. */
export function SchemaFile(): JSX.Element {
  const t = useWords('labels');
  const [mode, setMode] = useState<'save' | 'pick' | 'read' | null>(null);
  const [path, setPath] = useState('');
  const project = useQuery(trpc.projects.current.queryOptions()).data ?? null;
  const save = async (): Promise<void> => {
    const done = await attempt(client.labels.save.mutate({ path }));
    if (done === null) return;
    notify(t('saved', { count: done.labels, path: done.path }));
    setMode(null);
  };
  return (
    <>
      <Button
        onClick={() => {
          setPath(joinPath(project?.dir ?? '', 'exports', 'labels.json'));
          setMode('save');
        }}
      >
        {t('save')}
      </Button>
      <Button onClick={() => setMode('pick')}>{t('load')}</Button>
      {mode === 'save' && (
        <Dialog open onClose={() => setMode(null)} fullWidth maxWidth="sm" aria-labelledby="save-labels">
          <DialogTitle id="save-labels">{t('save')}</DialogTitle>
          <DialogContent sx={{ pt: '12px !important' }}>
            <TextField label={t('file')} value={path} onChange={(event) => setPath(event.target.value)} />
          </DialogContent>
          <DialogActions>
            <Button
              variant="contained"
              color="primary"
              disabled={path.trim() === ''}
              onClick={() => void save()}
            >
              {t('save')}
            </Button>
          </DialogActions>
        </Dialog>
      )}
      {mode === 'pick' && (
        <FilePicker
          title={t('load')}
          picking="document"
          onClose={() => setMode(null)}
          onPick={(picked) => {
            setPath(picked);
            setMode('read');
          }}
        />
      )}
      {mode === 'read' && <Preview path={path} onClose={() => setMode(null)} />}
    </>
  );
}

function Preview({ path, onClose }: { readonly path: string; readonly onClose: () => void }): JSX.Element {
  const t = useWords('labels');
  const close = useWords('tasks')('cancel');
  const read = useQuery(
    trpc.labels.readSchema.queryOptions({ path }, { staleTime: 0, gcTime: 0, retry: false }),
  );
  const changes = read.data?.changes ?? [];
  const commands = changes.flatMap(commandOf);
  const same = changes.filter(({ kind }) => kind === 'same').length;
  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="read-labels">
      <DialogTitle id="read-labels">{t('preview')}</DialogTitle>
      <DialogContent>
        {read.isError && <Alert severity="error">{sentenceOf(read.error)}</Alert>}
        <Box component="ul" aria-label={t('preview')} sx={{ m: 0, pl: 4 }}>
          {changes.map((change) =>
            change.kind === 'same' ? null : (
              <li key={`${change.label.group} ${change.label.name}`}>
                {change.kind === 'add'
                  ? t('added', { name: change.label.name })
                  : t('changed', {
                      name: change.label.name,
                      fields: change.fields
                        .map((each) => FIELD_WORDS[each])
                        .map((key) => t(key))
                        .join(', '),
                    })}
                {change.lostKey !== null && `, ${t('lostKey', { key: change.lostKey })}`}
              </li>
            ),
          )}
          {same > 0 && <li>{t('same', { count: same })}</li>}
        </Box>
        {read.isSuccess && commands.length === 0 && <Box sx={{ mt: 2 }}>{t('nothingToDo')}</Box>}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{close}</Button>
        <Button
          variant="contained"
          color="primary"
          disabled={commands.length === 0}
          onClick={() => void perform(commands).then((done) => done !== null && onClose())}
        >
          {t('takeOver')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

const FIELD_WORDS = {
  description: 'description',
  colour: 'colour',
  hotkey: 'key',
  exclusive: 'exclusive',
  attributes: 'attributes',
} as const;

function commandOf(change: Change): CommandRequest[] {
  if (change.kind === 'same') return [];
  const { colour, ...label } = change.label;
  const known = colour === null ? {} : { colour };
  if (change.kind === 'add') return [{ name: 'addLabel', params: { ...label, ...known } }];
  const given: Record<string, unknown> = { ...label, ...known };
  const params = Object.fromEntries(change.fields.map((field) => [field, given[field]]));
  return [{ name: 'editLabel', params: { label: change.id, ...params } }];
}
