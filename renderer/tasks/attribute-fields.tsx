import Box from '@mui/material/Box';
import Checkbox from '@mui/material/Checkbox';
import InputBase from '@mui/material/InputBase';
import NativeSelect from '@mui/material/NativeSelect';
import { useState, type JSX } from 'react';
import type { IntervalRow, LabelRow } from '../../src/service/contract/index.ts';
import type { AttributeDefinition, AttributeValue } from '../../src/tasks/label-schema.ts';
import { notify, perform } from '../app/studio.ts';
import { useWords } from '../words/words.ts';
import { blurActive } from './prompt-form.tsx';

/** What is noted on one instance, by the label's definitions. */
export function AttributeFields({
  interval,
  label,
  locked,
}: {
  readonly interval: IntervalRow;
  readonly label: LabelRow | undefined;
  /** Why they can be read only; null: they can be changed. */
  readonly locked: string | null;
}): JSX.Element | null {
  const t = useWords('tasks');
  if (label === undefined || label.attributes.length === 0) return null;
  const keep = (name: string, value: AttributeValue | null): void => {
    void perform([
      { name: 'setIntervalAttributes', params: { intervals: [interval.id], values: { [name]: value } } },
    ]);
  };
  return (
    <Box
      role="group"
      aria-label={t('attributes')}
      title={locked ?? undefined}
      sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 3, rowGap: 0.5, pb: 1, fontSize: 12 }}
    >
      {label.attributes.map((definition) => (
        <Box key={definition.name} component="label" sx={{ display: 'flex', alignItems: 'center', gap: 1 }}>
          <Box component="span" sx={{ color: 'text.secondary' }}>
            {definition.name}
          </Box>
          <Value
            key={String(interval.attributes?.[definition.name])}
            definition={definition}
            value={interval.attributes?.[definition.name]}
            locked={locked !== null}
            onKeep={(value) => keep(definition.name, value)}
          />
        </Box>
      ))}
    </Box>
  );
}

function Value({
  definition,
  value,
  locked,
  onKeep,
}: {
  readonly definition: AttributeDefinition;
  readonly value: AttributeValue | undefined;
  readonly locked: boolean;
  readonly onKeep: (value: AttributeValue | null) => void;
}): JSX.Element {
  const t = useWords('tasks');
  const [typed, setTyped] = useState(value === undefined ? '' : String(value));
  if (definition.type === 'flag')
    return (
      <Checkbox
        checked={value === true}
        disabled={locked}
        onChange={(_event, on) => onKeep(on ? true : null)}
        slotProps={{ input: { 'aria-label': definition.name } }}
        sx={{ p: 0 }}
      />
    );
  if (definition.type === 'choice')
    return (
      <NativeSelect
        value={typeof value === 'string' ? value : ''}
        disabled={locked}
        onChange={(event) => onKeep(event.target.value === '' ? null : event.target.value)}
        inputProps={{ 'aria-label': definition.name }}
        sx={{ fontSize: 12 }}
      >
        <option value="">{t('attributeUnset')}</option>
        {definition.options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </NativeSelect>
    );
  const commit = (): void => {
    const text = typed.trim();
    const next = text === '' ? null : definition.type === 'number' ? Number(text.replace(',', '.')) : text;
    if (typeof next === 'number' && !Number.isFinite(next)) {
      setTyped(value === undefined ? '' : String(value));
      notify(t('noNumber', { text, name: definition.name }), 'error');
    } else if (next !== (value ?? null)) onKeep(next);
  };
  return (
    <InputBase
      value={typed}
      readOnly={locked}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        // Leaving it keeps it; keys then mean the page again.
        if (event.key === 'Enter') blurActive();
      }}
      inputProps={{ 'aria-label': definition.name }}
      sx={{
        fontSize: 12,
        width: definition.type === 'number' ? 64 : 120,
        px: 0.5,
        border: 1,
        borderColor: 'divider',
        borderRadius: 0.5,
      }}
    />
  );
}
