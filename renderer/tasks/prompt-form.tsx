import { zodResolver } from '@hookform/resolvers/zod';
import Delete from '@mui/icons-material/Close';
import IconButton from '@mui/material/IconButton';
import Box from '@mui/material/Box';
import TextField from '@mui/material/TextField';
import { useEffect, type JSX } from 'react';
import { useForm } from 'react-hook-form';
import { z } from 'zod';
import type { ItemRow } from '../../src/service/contract/index.ts';
import { perform } from '../app/studio.ts';
import { useWords, words } from '../words/words.ts';
import { Field } from './field.tsx';
import { TextAdder } from './text-adder.tsx';

/** The one text that most tasks ask with. DTG's sentences and GVQA's options have editors of their own. */
const schema = z.object({
  text: z
    .string()
    .trim()
    .min(1, { error: () => words('tasks')('textNeeded') })
    .max(20_000),
});

type Prompt = ItemRow['prompt'];

function textOf(prompt: Exclude<Prompt, { task: 'DTG' }>): string {
  if (prompt.task === 'GVQA') return prompt.question;
  return prompt.task === 'TAL' ? prompt.description : prompt.query;
}

export function withText(prompt: Prompt, text: string): Prompt {
  if (prompt.task === 'DTG') return prompt;
  if (prompt.task === 'GVQA') return { ...prompt, question: text };
  return prompt.task === 'TAL' ? { ...prompt, description: text } : { ...prompt, query: text };
}

/** Edits what an item asks. Kept when the field is left or Ctrl+Enter is pressed; Escape brings the old text back. */
export function PromptForm({ item }: { readonly item: ItemRow }): JSX.Element | null {
  const { prompt } = item;
  return prompt.task === 'DTG' ? null : <TextForm item={item} prompt={prompt} />;
}

function TextForm({
  item,
  prompt,
}: {
  readonly item: ItemRow;
  readonly prompt: Exclude<Prompt, { task: 'DTG' }>;
}): JSX.Element {
  const t = useWords('tasks');
  const text = textOf(prompt);
  const { register, handleSubmit, reset, formState } = useForm({
    resolver: zodResolver(schema),
    defaultValues: { text },
  });
  useEffect(() => reset({ text }), [text, reset]);
  const save = handleSubmit((given) => {
    if (given.text !== text)
      void perform([{ name: 'editPrompt', params: { item: item.id, prompt: withText(prompt, given.text) } }]);
  });
  return (
    <Field
      title={
        prompt.task === 'TAL' ? t('descriptionOf', { label: prompt.label }) : t(`promptName.${prompt.task}`)
      }
    >
      <Box component="form" onSubmit={(event) => void save(event)} onBlur={() => void save()}>
        <TextField
          multiline
          maxRows={5}
          error={formState.errors.text !== undefined}
          helperText={formState.errors.text?.message}
          slotProps={{ htmlInput: { 'aria-label': t(`promptName.${prompt.task}`), ...register('text') } }}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && !event.shiftKey) {
              event.preventDefault();
              blurActive();
            } else if (event.key === 'Escape') {
              reset({ text });
              blurActive();
            }
          }}
        />
      </Box>
      <TextAdder
        label={t('addParaphrase')}
        onAdd={(paraphrase) => saveParaphrases(item, [...item.paraphrases, paraphrase])}
      />
      {item.paraphrases.length > 0 && (
        <Box
          component="ul"
          sx={{ m: 0, mt: 1.5, pl: 4, color: 'text.secondary', fontSize: 12 }}
          aria-label={t('paraphrases')}
        >
          {item.paraphrases.map((each) => (
            <li key={each}>
              {/* Beside the text, however many lines that takes. */}
              <Box sx={{ display: 'flex', alignItems: 'flex-start' }}>
                <Box component="span" sx={{ flex: 1, minWidth: 0, overflowWrap: 'anywhere' }}>
                  {each}
                </Box>
                <IconButton
                  aria-label={`${t('removeParaphrase')}: ${each}`}
                  onClick={() =>
                    saveParaphrases(
                      item,
                      item.paraphrases.filter((other) => other !== each),
                    )
                  }
                  sx={{ p: 0.25, ml: 0.5 }}
                >
                  <Delete sx={{ fontSize: 12 }} />
                </IconButton>
              </Box>
            </li>
          ))}
        </Box>
      )}
    </Field>
  );
}

function saveParaphrases(item: ItemRow, paraphrases: readonly string[]): void {
  void perform([{ name: 'editPrompt', params: { item: item.id, paraphrases: [...new Set(paraphrases)] } }]);
}

export function blurActive(): void {
  if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
}
