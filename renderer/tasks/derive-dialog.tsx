import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Checkbox from '@mui/material/Checkbox';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import FormControlLabel from '@mui/material/FormControlLabel';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useState, type JSX } from 'react';
import type { DeriveDraft } from '../../src/service/contract/index.ts';
import { DERIVED_TASKS, type DerivedTask } from '../../src/tasks/derive/propose.ts';
import { closeDialog } from '../app/action-button.tsx';
import { notify } from '../app/studio.ts';
import { useView } from '../app/view-store.ts';
import { client, queryClient, sentenceOf, trpc } from '../client.ts';
import { useWords } from '../words/words.ts';
import { DeriveList } from './derive-list.tsx';

const draftKey = (draft: DeriveDraft): string => `${draft.videoId} ${JSON.stringify(draft.recipe)}`;

/** Items of other tasks that curated actions prove: seen, reworded, and accepted one by one or together. */
export function DeriveDialog(): JSX.Element {
  const t = useWords('tasks');
  const videoId = useView((view) => view.videoId);
  const [here, setHere] = useState(videoId !== null);
  const [tasks, setTasks] = useState<readonly DerivedTask[]>(DERIVED_TASKS);
  const [seed, setSeed] = useState(1);
  const [clipLength, setClipLength] = useState(2);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [texts, setTexts] = useState<ReadonlyMap<string, string>>(new Map());
  const preview = useQuery(
    trpc.derive.preview.queryOptions(
      { tasks: [...DERIVED_TASKS], seed, clipLength, ...(here && videoId !== null && { videoId }) },
      { placeholderData: keepPreviousData, staleTime: 0, gcTime: 0 },
    ),
  );
  const data = preview.data;
  const drafts = (data?.drafts ?? []).filter(({ prompt }) => tasks.includes(prompt.task));
  const chosen = drafts.filter((draft) => !left.has(draftKey(draft)));
  const accept = useMutation({
    mutationFn: () =>
      client.derive.accept.mutate({
        state: 'curated',
        drafts: chosen.map((draft) => {
          const { videoId: id, recipe, shown } = draft;
          const query = texts.get(draftKey(draft))?.trim();
          return {
            videoId: id,
            recipe,
            shown,
            ...(query !== undefined && query !== '' && { words: { query } }),
          };
        }),
      }),
    onSuccess: (done) => {
      notify(done);
      queryClient.setQueryData(trpc.commands.state.queryKey(), done.state);
      closeDialog();
    },
  });
  const counted = data?.drafts.length ?? 0;
  return (
    <Dialog open onClose={closeDialog} fullWidth maxWidth="md" aria-labelledby="derive-title">
      <DialogTitle id="derive-title">{t('deriveTitle')}</DialogTitle>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 3, height: '70vh' }}>
        <Box sx={{ color: 'text.secondary' }}>{t('deriveLead')}</Box>
        <Box sx={{ display: 'flex', gap: 3, alignItems: 'center', flexWrap: 'wrap' }}>
          <TextField
            select
            fullWidth={false}
            label={t('deriveScope')}
            value={here ? 'here' : 'all'}
            onChange={(event) => setHere(event.target.value === 'here')}
            sx={{ width: 150, mt: 1 }}
          >
            {videoId !== null && <MenuItem value="here">{t('deriveHere')}</MenuItem>}
            <MenuItem value="all">{t('deriveAll')}</MenuItem>
          </TextField>
          <NumberField label={t('deriveSeed')} value={seed} whole onChange={setSeed} />
          <NumberField label={t('deriveClip')} value={clipLength} onChange={setClipLength} />
          <Box sx={{ display: 'flex', ml: 2 }}>
            {DERIVED_TASKS.map((task) => (
              <FormControlLabel
                key={task}
                label={`${task} ${data?.counts[task] ?? 0}`}
                control={
                  <Checkbox
                    checked={tasks.includes(task)}
                    onChange={(_event, on) =>
                      setTasks(DERIVED_TASKS.filter((each) => (each === task ? on : tasks.includes(each))))
                    }
                  />
                }
              />
            ))}
          </Box>
          <Box sx={{ flex: 1 }} />
          <FormControlLabel
            label={t('deriveChooseAll')}
            control={
              <Checkbox
                checked={chosen.length === drafts.length && drafts.length > 0}
                indeterminate={chosen.length > 0 && chosen.length < drafts.length}
                onChange={(_event, on) => setLeft(on ? new Set() : new Set(drafts.map(draftKey)))}
              />
            }
          />
        </Box>
        {data !== undefined && data.waiting > 0 && (
          <Box sx={{ fontSize: 12, color: 'text.secondary' }}>
            {t('deriveWaiting', { count: data.waiting })}
          </Box>
        )}
        {preview.isError && <Alert severity="error">{sentenceOf(preview.error)}</Alert>}
        {data !== undefined && data.total === 0 && <Box>{t('deriveNothing')}</Box>}
        <DeriveList
          drafts={drafts}
          videos={data?.videos ?? []}
          keyOf={draftKey}
          left={left}
          texts={texts}
          onToggle={(key, on) => {
            const next = new Set(left);
            if (on) next.delete(key);
            else next.add(key);
            setLeft(next);
          }}
          onText={(key, text) => setTexts(new Map([...texts, [key, text]]))}
        />
        {data !== undefined && data.total > counted && (
          <Box sx={{ fontSize: 12, color: 'text.secondary' }}>
            {t('deriveListed', { shown: counted, total: data.total })}
          </Box>
        )}
        {accept.isError && <Alert severity="error">{sentenceOf(accept.error)}</Alert>}
      </DialogContent>
      <DialogActions>
        <Button onClick={closeDialog}>{t('cancel')}</Button>
        <Button
          variant="contained"
          color="primary"
          disabled={chosen.length === 0 || accept.isPending || preview.isFetching}
          onClick={() => accept.mutate()}
          data-testid="derive-accept"
        >
          {t('deriveAccept', { count: chosen.length })}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function NumberField({
  label,
  value,
  whole = false,
  onChange,
}: {
  readonly label: string;
  readonly value: number;
  readonly whole?: boolean;
  readonly onChange: (value: number) => void;
}): JSX.Element {
  const [typed, setTyped] = useState(String(value));
  const next = Number(typed);
  const good = whole ? Number.isInteger(next) && next >= 0 && next < 2 ** 31 : next > 0 && next <= 3600;
  return (
    <TextField
      fullWidth={false}
      label={label}
      value={typed}
      error={!good}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => (good ? onChange(next) : setTyped(String(value)))}
      sx={{ width: 84, mt: 1 }}
    />
  );
}
