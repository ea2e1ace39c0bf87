import { zodResolver } from '@hookform/resolvers/zod';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import TextField from '@mui/material/TextField';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Autocomplete from '@mui/material/Autocomplete';
import { useForm, useWatch } from 'react-hook-form';
import { useState, type JSX } from 'react';
import { z } from 'zod';
import type { LabelRow, VideoDetail } from '../../src/service/contract/index.ts';
import type { FrameTable } from '../../src/time/frame-table.ts';
import { TASKS, type TaskKind } from '../../src/tasks/task.ts';
import { useLabels } from '../app/data.ts';
import { PanelTitle } from '../app/panels.tsx';
import { perform, type CommandRequest } from '../app/studio.ts';
import { setView, type ItemDraft } from '../app/view-store.ts';
import { timecode } from '../player/timecode.ts';
import { useWords, words } from '../words/words.ts';
import { boundaryNear } from '../timeline/gesture.ts';
import { taskTitle } from '../timeline/model.ts';
import { Field } from './field.tsx';
import { newItemId } from './plan.ts';

interface Props {
  readonly draft: ItemDraft;
  readonly detail: VideoDetail;
  readonly table: FrameTable;
}

const form = z
  .object({
    task: z.enum(TASKS),
    text: z
      .string()
      .trim()
      .min(1, { error: () => words('tasks')('newItem.empty') })
      .max(20_000),
    options: z.string(),
  })
  .refine((given) => given.task !== 'GVQA' || lines(given.options).length >= 2, {
    path: ['options'],
    error: () => words('tasks')('newItem.twoOptions'),
  });

function lines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** The prompt that a form describes, as the corpus wants it. */
function promptOf(task: TaskKind, text: string, options: string): Record<string, unknown> {
  if (task === 'DTG') return { task, sentences: lines(text) };
  if (task === 'GVQA') return { task, question: text, options: lines(options) };
  return task === 'TAL' ? { task, label: text } : { task, query: text };
}

/** A new item: its texts, and the stretch that was drawn for it. Item and interval become one undo entry. */
export function NewItem({ draft, detail, table }: Props): JSX.Element {
  const t = useWords('tasks');
  const labels = useLabels();
  const { register, handleSubmit, formState, setValue, control } = useForm({
    resolver: zodResolver(form),
    defaultValues: {
      task: draft.task,
      text: labels.find((label) => label.id === draft.labelId)?.name ?? '',
      options: '',
    },
  });
  const [task, text] = useWatch({ control, name: ['task', 'text'] });
  const create = handleSubmit(async (given) => {
    const id = newItemId(given.task);
    const label = given.task === 'TAL' ? given.text : null;
    const existing =
      label === null
        ? undefined
        : detail.items.find((item) => item.prompt.task === 'TAL' && item.prompt.label === label);
    const target = existing?.id ?? id;
    const commands: CommandRequest[] = [
      ...(label !== null && existing === undefined && !knows(labels, detail.group, label)
        ? [{ name: 'addLabel', params: { group: detail.group ?? '', name: label } }]
        : []),
      ...(existing === undefined
        ? [
            {
              name: 'createItem',
              params: { id, video: detail.id, prompt: promptOf(given.task, given.text, given.options) },
            },
          ]
        : []),
      ...(draft.span === null
        ? []
        : [
            {
              name: 'createInterval',
              params: {
                item: target,
                start: { frame: boundaryNear(table, draft.span.start) },
                end: { frame: boundaryNear(table, draft.span.end) },
              },
            },
          ]),
    ];
    const done = await perform(commands);
    if (done !== null || commands.length === 0)
      setView({
        draft: null,
        itemId: target,
        intervalId: done?.created.intervals.at(-1) ?? null,
        markIn: null,
        markOut: null,
      });
  });
  const seconds = (tick: number): string => timecode((tick * table.timebase.num) / table.timebase.den);
  return (
    <Box component="form" onSubmit={(event) => void create(event)} noValidate>
      <PanelTitle>{t('newItem.title')}</PanelTitle>
      <Box sx={{ p: 3, display: 'grid', gap: 3 }}>
        <ToggleButtonGroup
          exclusive
          fullWidth
          value={task}
          aria-label={t('newItem.task')}
          onChange={(_event, next: TaskKind | null) => {
            if (next !== null) setValue('task', next);
          }}
        >
          {TASKS.map((each) => (
            <ToggleButton key={each} value={each} title={taskTitle(each)}>
              {each}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <Field title={t(`newItem.name.${task}`)}>
          {task === 'TAL' ? (
            <LabelField
              labels={labels}
              group={detail.group}
              value={text}
              error={formState.errors.text?.message}
              onChange={(text) => setValue('text', text)}
            />
          ) : (
            <TextField
              multiline
              minRows={task === 'DTG' ? 4 : 2}
              autoFocus
              error={formState.errors.text !== undefined}
              helperText={formState.errors.text?.message ?? t(`newItem.hint.${task}`)}
              slotProps={{ htmlInput: { 'aria-label': t(`newItem.name.${task}`), ...register('text') } }}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && !event.shiftKey && task !== 'DTG') {
                  event.preventDefault();
                  void create();
                }
              }}
            />
          )}
        </Field>
        {task === 'GVQA' && (
          <Field title={t('newItem.options')}>
            <TextField
              multiline
              minRows={3}
              error={formState.errors.options !== undefined}
              helperText={formState.errors.options?.message ?? t('newItem.optionLines')}
              slotProps={{ htmlInput: { 'aria-label': t('newItem.options'), ...register('options') } }}
            />
          </Field>
        )}
        <Box sx={{ fontSize: 12, color: 'text.secondary' }}>
          {draft.span === null
            ? t('newItem.noSpan')
            : t('newItem.withSpan', { start: seconds(draft.span.start), end: seconds(draft.span.end) })}
        </Box>
        <Box sx={{ display: 'flex', gap: 2, justifyContent: 'flex-end' }}>
          <Button onClick={() => setView({ draft: null })}>{t('cancel')}</Button>
          <Button type="submit" variant="contained" color="primary" disabled={formState.isSubmitting}>
            {t('newItem.create')}
          </Button>
        </Box>
      </Box>
    </Box>
  );
}

function knows(labels: readonly LabelRow[], group: string | null, name: string): boolean {
  return labels.some((label) => label.group === (group ?? '') && label.name === name);
}

function LabelField({
  labels,
  group,
  value,
  error,
  onChange,
}: {
  readonly labels: readonly LabelRow[];
  readonly group: string | null;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (text: string) => void;
}): JSX.Element {
  const t = useWords('tasks');
  const [input, setInput] = useState(value);
  const names = labels.filter((label) => label.group === (group ?? '')).map((label) => label.name);
  return (
    <Autocomplete
      freeSolo
      options={names}
      inputValue={input}
      onInputChange={(_event, text) => {
        setInput(text);
        onChange(text);
      }}
      renderInput={(params) => (
        <TextField
          {...params}
          autoFocus
          error={error !== undefined}
          helperText={error ?? t('newItem.hint.TAL')}
        />
      )}
    />
  );
}
