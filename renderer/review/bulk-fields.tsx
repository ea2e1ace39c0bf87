import Box from '@mui/material/Box';
import InputBase from '@mui/material/InputBase';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import type { JSX } from 'react';
import type { LabelRow, Split } from '../../src/service/contract/index.ts';
import { useWords } from '../words/words.ts';
import type { BulkForm } from './bulk-form.ts';

const SPLITS: readonly (Split | 'none')[] = ['train', 'validation', 'test', 'none'];
const STATES = ['open', 'curated', 'reviewed'] as const;
const EDGES = ['both', 'start', 'end'] as const;

/** What a change of its kind still has to be told. */
export function BulkFields({
  form,
  labels,
  onChange,
}: {
  readonly form: BulkForm;
  readonly labels: readonly LabelRow[];
  readonly onChange: (form: BulkForm) => void;
}): JSX.Element | null {
  const t = useWords('review');
  switch (form.kind) {
    case 'state':
      return (
        <Choice
          label={t('bulk.state')}
          value={form.state}
          options={STATES.map((state) => [state, t(`states.${state}`)])}
          onChange={(value) =>
            onChange({ ...form, state: STATES.find((each) => each === value) ?? form.state })
          }
        />
      );
    case 'label':
      return (
        <Choice
          label={t('bulk.label')}
          value={form.label === null ? '' : String(form.label)}
          options={[
            ['', '…'],
            ...labels.map((label): [string, string] => [
              String(label.id),
              label.group === '' ? label.name : `${label.name} (${label.group})`,
            ]),
          ]}
          onChange={(value) => onChange({ ...form, label: value === '' ? null : Number(value) })}
        />
      );
    case 'split':
      return (
        <Choice
          label={t('bulk.split')}
          value={form.split ?? 'none'}
          options={SPLITS.map((split) => [split, t(`splits.${split}`)])}
          onChange={(value) => {
            const split = SPLITS.find((each) => each === value) ?? 'none';
            onChange({ ...form, split: split === 'none' ? null : split });
          }}
        />
      );
    case 'shift':
      return (
        <>
          <Choice
            label={t('bulk.edge')}
            value={form.edge}
            options={EDGES.map((edge) => [edge, t(`bulk.edges.${edge}`)])}
            onChange={(value) =>
              onChange({ ...form, edge: EDGES.find((each) => each === value) ?? form.edge })
            }
          />
          <Typed
            label={t('bulk.frames')}
            value={form.frames}
            onChange={(frames) => onChange({ ...form, frames })}
          />
        </>
      );
    case 'delete-short':
      return (
        <Typed
          label={t('bulk.seconds')}
          value={form.seconds}
          onChange={(seconds) => onChange({ ...form, seconds })}
        />
      );
    case 'snap':
    case 'delete-items':
      break;
  }
  return null;
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}): JSX.Element {
  return (
    <Select
      value={value}
      displayEmpty
      inputProps={{ 'aria-label': label }}
      onChange={(event) => onChange(event.target.value)}
      sx={{ minWidth: 130 }}
    >
      {options.map(([id, name]) => (
        <MenuItem key={id} value={id}>
          {name}
        </MenuItem>
      ))}
    </Select>
  );
}

function Typed({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}): JSX.Element {
  return (
    <Box component="label" sx={{ display: 'flex', alignItems: 'center', gap: 2, color: 'text.secondary' }}>
      <InputBase
        value={value}
        onChange={(event) => onChange(event.target.value)}
        inputProps={{ 'aria-label': label, inputMode: 'decimal' }}
        sx={{
          width: 64,
          px: 2,
          height: 30,
          fontSize: 13,
          border: 1,
          borderColor: 'divider',
          borderRadius: 1,
        }}
      />
      {label}
    </Box>
  );
}
