import Delete from '@mui/icons-material/Close';
import IconButton from '@mui/material/IconButton';
import Box from '@mui/material/Box';
import FormControlLabel from '@mui/material/FormControlLabel';
import InputBase from '@mui/material/InputBase';
import Radio from '@mui/material/Radio';
import RadioGroup from '@mui/material/RadioGroup';
import { useState, type JSX } from 'react';
import type { ItemRow } from '../../src/service/contract/index.ts';
import { OPTION_LETTERS } from '../../src/tasks/grounded-qa.ts';
import { keepFocus } from '../app/action-button.tsx';
import { perform } from '../app/studio.ts';
import { useWords } from '../words/words.ts';
import { TextAdder } from './text-adder.tsx';
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
  const t = useWords('tasks');
  const kept = options.map((text, from) => ({ text, from }));
  const arrange = (next: readonly { readonly text: string; readonly from: number | null }[]): void => {
    void perform([{ name: 'arrangeOptions', params: { item: item.id, options: next } }]);
  };
  const change = (at: number, text: string): void => {
    if (item.prompt.task !== 'GVQA') return;
    const next = options.map((each, index) => (index === at ? text : each));
    void perform([
      { name: 'editPrompt', params: { item: item.id, prompt: { ...item.prompt, options: next } } },
    ]);
  };
  return (
    <Field title={t('answer.title')}>
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
        aria-label={t('answer.right')}
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
                <Radio
                  slotProps={{
                    input: { 'aria-label': t('answer.option', { letter: letter(index), text: option }) },
                  }}
                />
              }
              label={letter(index)}
              sx={{ mr: 1, ml: -1, '& .MuiFormControlLabel-label': { color: 'text.secondary', width: 12 } }}
            />
            <OptionText
              text={option}
              name={t('answer.textOf', { letter: letter(index) })}
              onChange={(text) => change(index, text)}
            />
            {options.length > 2 && (
              <IconButton
                aria-label={t('removeOption', { letter: letter(index) })}
                onMouseDown={keepFocus}
                onClick={() => arrange(kept.filter(({ from }) => from !== index))}
              >
                <Delete sx={{ fontSize: 14 }} />
              </IconButton>
            )}
          </Box>
        ))}
      </RadioGroup>
      {options.length < OPTION_LETTERS.length && (
        <TextAdder label={t('addOption')} onAdd={(text) => arrange([...kept, { text, from: null }])} />
      )}
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
