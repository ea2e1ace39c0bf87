import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import InputBase from '@mui/material/InputBase';
import { useState, type JSX } from 'react';
import type { LabelRow } from '../../src/service/contract/index.ts';
import { closeDialog } from '../app/action-button.tsx';
import { keyText } from '../app/shown-key.ts';
import { useColours } from '../app/colours.ts';
import { useDetail, useLabels } from '../app/data.ts';
import { perform } from '../app/studio.ts';
import { labelColour } from '../theme.ts';
import { labelCode } from '../timeline/model.ts';
import { useWords } from '../words/words.ts';
import { LabelEditor } from './label-editor.tsx';
import { SchemaFile } from './schema-file.tsx';

/** The label schema: what can be said of the videos, how it looks, and by which key. Every change is in the undo log. */
export function LabelsDialog(): JSX.Element {
  const t = useWords('labels');
  const labels = useLabels();
  const [chosen, setChosen] = useState<number | null>(labels[0]?.id ?? null);
  const label = labels.find(({ id }) => id === chosen);
  return (
    <Dialog open onClose={closeDialog} fullWidth maxWidth="md" aria-labelledby="labels-title">
      <DialogTitle id="labels-title">{t('title')}</DialogTitle>
      <DialogContent
        sx={{
          display: 'grid',
          gridTemplateColumns: '260px minmax(0, 1fr)',
          gap: 4,
          height: 'min(64vh, 620px)',
        }}
      >
        <Box sx={{ display: 'flex', flexDirection: 'column', minHeight: 0 }}>
          <LabelList labels={labels} chosen={chosen} onChoose={setChosen} />
          <AddLabel onAdded={setChosen} group={label?.group} />
        </Box>
        <Box sx={{ overflowY: 'auto', pt: 2 }}>
          {label === undefined ? (
            t('choosePrompt')
          ) : (
            <LabelEditor key={label.id} label={label} labels={labels} />
          )}
        </Box>
      </DialogContent>
      <DialogActions>
        <SchemaFile />
        <Box sx={{ flex: 1 }} />
        <Button onClick={closeDialog}>{useWords('tasks')('close')}</Button>
      </DialogActions>
    </Dialog>
  );
}

function LabelList({
  labels,
  chosen,
  onChoose,
}: {
  readonly labels: readonly LabelRow[];
  readonly chosen: number | null;
  readonly onChoose: (id: number) => void;
}): JSX.Element {
  const t = useWords('labels');
  const colours = useColours();
  const groups = [...Map.groupBy(labels, ({ group }) => group)];
  const order = groups.flatMap(([, members]) => members);
  return (
    <Box
      role="listbox"
      aria-label={t('list')}
      tabIndex={0}
      onKeyDown={(event) => {
        const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
        const next = order[order.findIndex(({ id }) => id === chosen) + step];
        if (step === 0 || next === undefined) return;
        event.preventDefault();
        onChoose(next.id);
      }}
      sx={{ flex: 1, minHeight: 0, overflowY: 'auto', border: 1, borderColor: 'divider', borderRadius: 1 }}
    >
      {groups.map(([group, members]) => (
        <Box key={group} role="group" aria-label={group === '' ? t('noGroup') : group}>
          <Box sx={{ px: 2, pt: 1.5, pb: 0.5, fontSize: 12, fontWeight: 600, color: 'text.secondary' }}>
            {group === '' ? t('noGroup') : group}
          </Box>
          {members.map((label) => (
            <Box
              key={label.id}
              role="option"
              aria-selected={label.id === chosen}
              onClick={() => onChoose(label.id)}
              sx={{
                px: 2,
                height: 26,
                display: 'flex',
                alignItems: 'center',
                gap: 1.5,
                cursor: 'default',
                bgcolor: label.id === chosen ? 'action.selected' : 'transparent',
                '&:hover': { bgcolor: 'action.hover' },
              }}
            >
              <Box
                sx={{ width: 9, height: 9, borderRadius: '2px', bgcolor: labelColour(colours, label.colour) }}
              />
              <Box sx={{ width: 34, fontSize: 11, color: 'text.secondary' }}>{labelCode(label.name)}</Box>
              <Box sx={{ flex: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
                {label.name}
              </Box>
              <Box sx={{ fontSize: 12, color: 'text.secondary' }}>
                {label.hotkey === null ? '' : keyText(label.hotkey)}
              </Box>
            </Box>
          ))}
        </Box>
      ))}
    </Box>
  );
}

function AddLabel({
  group,
  onAdded,
}: {
  readonly group: string | undefined;
  readonly onAdded: (id: number) => void;
}): JSX.Element {
  const t = useWords('labels');
  const detail = useDetail();
  const [name, setName] = useState('');
  const add = async (): Promise<void> => {
    const wanted = name.trim();
    if (wanted === '') return;
    const done = await perform([
      { name: 'addLabel', params: { group: group ?? detail?.group ?? '', name: wanted } },
    ]);
    const made = done?.created.labels[0];
    if (made === undefined) return;
    setName('');
    onAdded(made);
  };
  return (
    <Box
      component="form"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
      sx={{ display: 'flex', flexWrap: 'wrap', justifyContent: 'flex-end', gap: 1, mt: 2 }}
    >
      <InputBase
        value={name}
        placeholder={t('newName')}
        onChange={(event) => setName(event.target.value)}
        inputProps={{ 'aria-label': t('newName') }}
        sx={{ flex: '1 1 150px', fontSize: 13, px: 1, border: 1, borderColor: 'divider', borderRadius: 0.5 }}
      />
      <Button type="submit" variant="outlined" sx={{ flexShrink: 0 }}>
        {t('add')}
      </Button>
    </Box>
  );
}
