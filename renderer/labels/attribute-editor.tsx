import Delete from '@mui/icons-material/Close';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import MenuItem from '@mui/material/MenuItem';
import TextField from '@mui/material/TextField';
import { useState, type JSX } from 'react';
import type { LabelRow } from '../../src/service/contract/index.ts';
import {
  ATTRIBUTE_TYPES,
  type AttributeDefinition,
  type AttributeType,
} from '../../src/tasks/label-schema.ts';
import { perform } from '../app/studio.ts';
import { useWords } from '../words/words.ts';

/** What may be noted on the instances of a label. */
export function AttributeEditor({ label }: { readonly label: LabelRow }): JSX.Element {
  const t = useWords('labels');
  const [name, setName] = useState('');
  const [type, setType] = useState<AttributeType>('choice');
  const [options, setOptions] = useState('');
  const save = (attributes: readonly AttributeDefinition[]) =>
    perform([{ name: 'editLabel', params: { label: label.id, attributes } }]);
  const add = async (): Promise<void> => {
    const definition = made(name.trim(), type, options);
    if (definition === null) return;
    if ((await save([...label.attributes, definition])) === null) return;
    setName('');
    setOptions('');
  };
  return (
    <Box role="group" aria-label={t('attributes')}>
      <Box sx={{ fontSize: 12, fontWeight: 600, color: 'text.secondary', mb: 1 }}>{t('attributes')}</Box>
      {label.attributes.map((each) => (
        <Box
          key={each.name}
          data-attribute={each.name}
          sx={{ display: 'flex', alignItems: 'center', gap: 2, height: 26 }}
        >
          <Box>{each.name}</Box>
          <Box
            sx={{
              flex: 1,
              color: 'text.secondary',
              fontSize: 12,
              overflow: 'hidden',
              textOverflow: 'ellipsis',
              whiteSpace: 'nowrap',
            }}
          >
            {t(each.type)}
            {each.type === 'choice' && `: ${each.options.join(', ')}`}
          </Box>
          <IconButton
            aria-label={t('removeAttribute', { name: each.name })}
            onClick={() => void save(label.attributes.filter((other) => other.name !== each.name))}
          >
            <Delete sx={{ fontSize: 14 }} />
          </IconButton>
        </Box>
      ))}
      <Box
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
        sx={{ display: 'flex', flexWrap: 'wrap', gap: 1, mt: 1 }}
      >
        <TextField
          value={name}
          onChange={(event) => setName(event.target.value)}
          placeholder={t('attributeName')}
          slotProps={{ htmlInput: { 'aria-label': t('attributeName') } }}
          sx={{ flex: '1 1 130px', width: 'auto' }}
        />
        <TextField
          select
          fullWidth={false}
          value={type}
          onChange={(event) =>
            setType(ATTRIBUTE_TYPES.find((each) => each === event.target.value) ?? 'choice')
          }
          slotProps={{ htmlInput: { 'aria-label': t('attributeType') } }}
          sx={{ width: 120, flexShrink: 0 }}
        >
          {ATTRIBUTE_TYPES.map((each) => (
            <MenuItem key={each} value={each}>
              {t(each)}
            </MenuItem>
          ))}
        </TextField>
        {type === 'choice' && (
          <TextField
            value={options}
            onChange={(event) => setOptions(event.target.value)}
            placeholder={t('options')}
            slotProps={{ htmlInput: { 'aria-label': t('options') } }}
            sx={{ flex: '1 1 240px', width: 'auto' }}
          />
        )}
        <Button
          type="submit"
          variant="outlined"
          sx={{ flexShrink: 0, ml: 'auto' }}
          disabled={made(name.trim(), type, options) === null}
        >
          {t('addAttribute')}
        </Button>
      </Box>
    </Box>
  );
}

/** The definition that the fields describe; null while they describe none. */
function made(name: string, type: AttributeType, text: string): AttributeDefinition | null {
  if (name === '') return null;
  if (type !== 'choice') return { name, type };
  const options = [...new Set(text.split(',').map((each) => each.trim()))].filter((each) => each !== '');
  return options.length === 0 ? null : { name, type, options };
}
