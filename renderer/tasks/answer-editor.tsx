import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import InputBase from '@mui/material/InputBase';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import { useState, type JSX } from 'react';
import type { ItemRow } from '../../src/service/contract/index.ts';
import { perform } from '../app/studio.ts';
import { ANSWER_FIELD } from './actions.ts';
import { Field } from './field.tsx';
import { blurActive } from './prompt-form.tsx';

/** GVQA: the options, and which of them is right. */
export function AnswerEditor({
  item,
  options,
}: {
  readonly item: ItemRow;
  readonly options: readonly string[];
}): JSX.Element {
  const change = (at: number, text: string): void => {
    if (item.prompt.task !== 'GVQA') return;
    const next = options.map((each, index) => (index === at ? text : each));
    void perform([
      { name: 'editPrompt', params: { item: item.id, prompt: { ...item.prompt, options: next } } },
    ]);
  };
  return (
    <Field title="Answer">
      <RadioGroup
        {...{ [ANSWER_FIELD]: '' }}
        tabIndex={-1}
        data-own-keys="1 2 3 4 5 6 7 8 9"
        onKeyDown={(event) => {
          const at = Number(event.key) - 1;
          if (event.target instanceof HTMLInputElement && event.target.type === 'text') return;
          if (!/^[1-9]$/u.test(event.key) || at >= options.length) return;
          event.preventDefault();
          event.stopPropagation();
          void perform([{ name: 'setAnswer', params: { item: item.id, answerIndex: at } }]);
        }}
        aria-label="Right option"
        value={item.answerIndex ?? ''}
        onChange={(event) =>
          void perform([
            { name: 'setAnswer', params: { item: item.id, answerIndex: Number(event.target.value) } },
          ])
        }
      >
        {options.map((option, index) => (
          <Box
            // Options are told apart by their place, which is what an answer names.
            // oxlint-disable-next-line react/no-array-index-key
            key={`${index}-${option}`}
            sx={{ display: 'flex', alignItems: 'center' }}
          >
            <FormControlLabel
              value={index}
              control={
                <Radio slotProps={{ input: { 'aria-label': `Option ${letter(index)}: ${option}` } }} />
              }
              label={letter(index)}
              sx={{ mr: 1, ml: -1, '& .MuiFormControlLabel-label': { color: 'text.secondary', width: 12 } }}
            />
            <OptionText
              text={option}
              name={`Text of option ${letter(index)}`}
              onChange={(text) => change(index, text)}
            />
          </Box>
        ))}
      </RadioGroup>
    </Field>
  );
}

export function letter(index: number): string {
  return String.fromCodePoint(65 + index);
}

function OptionText({
  text,
  name,
  onChange,
}: {
  readonly text: string;
  readonly name: string;
  readonly onChange: (text: string) => void;
}): JSX.Element {
  const [typed, setTyped] = useState(text);
  return (
    <InputBase
      fullWidth
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => {
        const next = typed.trim();
        if (next === '') setTyped(text);
        else if (next !== text) onChange(next);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') blurActive();
        if (event.key === 'Escape') setTyped(text);
      }}
      inputProps={{ 'aria-label': name }}
      sx={{
        fontSize: 13,
        px: 1,
        borderRadius: 0.5,
        '& input': { p: 0.25 },
        '&:hover': { bgcolor: 'action.hover' },
        '&.Mui-focused': { bgcolor: 'action.selected' },
      }}
    />
  );
}
