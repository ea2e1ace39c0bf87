import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import Tooltip from '@mui/material/Tooltip';
import { useState, type JSX } from 'react';
import type { LabelRow } from '../../src/service/contract/index.ts';
import { keyText } from '../app/shown-key.ts';
import { useColours } from '../app/colours.ts';
import { perform } from '../app/studio.ts';
import { labelColour } from '../theme.ts';
import { useWords } from '../words/words.ts';
import { AttributeEditor } from './attribute-editor.tsx';
import { isPlaceKey } from '../timeline/lane-keys.ts';
import { actionOfKey, freeKey, keyOfPress, labelOfKey } from './free-key.ts';

interface Props {
  readonly label: LabelRow;
  readonly labels: readonly LabelRow[];
}

function edit(label: LabelRow, change: Record<string, unknown>): void {
  void perform([{ name: 'editLabel', params: { label: label.id, ...change } }]);
}

/** One label: every field is kept when it is left. */
export function LabelEditor({ label, labels }: Props): JSX.Element {
  const t = useWords('labels');
  const colours = useColours();
  return (
    <Box sx={{ display: 'grid', gap: 3.5 }}>
      <Kept label={t('name')} value={label.name} needed onKeep={(name) => edit(label, { name })} />
      <Kept
        label={t('description')}
        value={label.description}
        onKeep={(text) => edit(label, { description: text === '' ? null : text })}
      />
      <Box role="radiogroup" aria-label={t('colour')} sx={{ display: 'flex', gap: 1, alignItems: 'center' }}>
        <Box sx={{ fontSize: 12, color: 'text.secondary', width: 60 }}>{t('colour')}</Box>
        {colours.labels.map((colour, at) => (
          <Box
            key={colour}
            component="button"
            type="button"
            role="radio"
            aria-checked={label.colour % colours.labels.length === at}
            aria-label={t('colourNumber', { number: at + 1 })}
            onClick={() => edit(label, { colour: at })}
            sx={{
              width: 22,
              height: 22,
              border: 2,
              borderColor: label.colour % colours.labels.length === at ? 'text.primary' : 'transparent',
              borderRadius: 0.5,
              bgcolor: labelColour(colours, at),
            }}
          />
        ))}
      </Box>
      <KeyField label={label} labels={labels} />
      <Kept
        label={t('exclusive')}
        hint={t('exclusiveHint')}
        value={label.exclusive ?? ''}
        onKeep={(text) => edit(label, { exclusive: text === '' ? null : text })}
      />
      <AttributeEditor label={label} />
      <Ends label={label} labels={labels} />
    </Box>
  );
}

function Kept({
  label,
  hint,
  value,
  needed = false,
  onKeep,
}: {
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly needed?: boolean;
  readonly onKeep: (text: string) => void;
}): JSX.Element {
  const [typed, setTyped] = useState<string | null>(null);
  const keep = (): void => {
    const next = (typed ?? value).trim();
    setTyped(null);
    if (next !== value && (next !== '' || !needed)) onKeep(next);
  };
  return (
    <TextField
      label={label}
      value={typed ?? value}
      helperText={hint}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key === 'Enter') keep();
      }}
      slotProps={{ inputLabel: { shrink: true } }}
    />
  );
}

/** The key that labels while it is held. One that is taken says what it belongs to and is not kept. */
function KeyField({ label, labels }: Props): JSX.Element {
  const t = useWords('labels');
  const [trouble, setTrouble] = useState<string | null>(null);
  const keep = (key: string): void => {
    const action = actionOfKey(key);
    const other = labelOfKey(key, label, labels);
    const name = keyText(key);
    if (isPlaceKey(key)) setTrouble(t('keyOfPlace', { key: name }));
    else if (action !== null) setTrouble(t('keyBelongs', { key: name, action }));
    else if (other !== null) setTrouble(t('keyOfLabel', { key: name, label: other }));
    else {
      setTrouble(null);
      edit(label, { hotkey: key });
    }
  };
  return (
    <Box sx={{ display: 'flex', gap: 2, alignItems: 'flex-start' }}>
      <TextField
        label={t('key')}
        value={label.hotkey === null ? '' : keyText(label.hotkey)}
        error={trouble !== null}
        helperText={trouble ?? t('keyHint')}
        onKeyDown={(event) => {
          if (event.key === 'Tab' || event.ctrlKey || event.metaKey || event.altKey) return;
          if (event.key === 'Escape' || event.key === 'Enter') return;
          event.preventDefault();
          if (event.key === 'Backspace' || event.key === 'Delete') {
            setTrouble(null);
            if (label.hotkey !== null) edit(label, { hotkey: null });
          } else if (event.key.length === 1 && event.key !== ' ') keep(keyOfPress(event));
        }}
        slotProps={{ inputLabel: { shrink: true }, htmlInput: { readOnly: true } }}
      />
      <Button
        variant="outlined"
        sx={{ flexShrink: 0, mt: 0.5 }}
        onClick={() => {
          const key = freeKey(label, labels);
          if (key === null) setTrouble(t('noFreeKey'));
          else keep(key);
        }}
      >
        {t('freeKey')}
      </Button>
    </Box>
  );
}

/** What ends a label: merging it into another, or deleting it. Both are one undoable act. */
function Ends({ label, labels }: Props): JSX.Element {
  const t = useWords('labels');
  const others = labels.filter(({ id, group }) => id !== label.id && group === label.group);
  return (
    <Box sx={{ display: 'flex', gap: 2, alignItems: 'center', borderTop: 1, borderColor: 'divider', pt: 3 }}>
      <Box sx={{ fontSize: 12, color: 'text.secondary' }}>{t('uses', { count: label.uses })}</Box>
      <Box sx={{ flex: 1 }} />
      <TextField
        select
        fullWidth={false}
        label={t('merge')}
        value=""
        disabled={others.length === 0}
        onChange={(event) =>
          void perform([
            { name: 'mergeLabels', params: { from: label.id, into: Number(event.target.value) } },
          ])
        }
        slotProps={{ inputLabel: { shrink: true } }}
        sx={{ width: 180 }}
      >
        {others.map((other) => (
          <MenuItem key={other.id} value={other.id}>
            {t('mergeInto', { from: label.name, into: other.name })}
          </MenuItem>
        ))}
      </TextField>
      <Tooltip describeChild title={t('undoable')}>
        <Button
          color="error"
          onClick={() => void perform([{ name: 'deleteLabel', params: { label: label.id } }])}
        >
          {label.uses === 0 ? t('remove') : t('removeWith', { count: label.uses })}
        </Button>
      </Tooltip>
    </Box>
  );
}
