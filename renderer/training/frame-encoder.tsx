import TextField from '@mui/material/TextField';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type JSX } from 'react';
import { queryClient, sentenceOf, trpc } from '../client.ts';

/**
 * The image encoder that policies learn to see through: a file on this machine, looked at before it is kept. What is typed
 * counts when the field is left or Enter is pressed.
 */
export function FrameEncoder(): JSX.Element {
  const query = trpc.settings.frameEncoder.queryOptions();
  const now = useQuery(query);
  const [typed, setTyped] = useState<string | null>(null);
  const change = useMutation(
    trpc.settings.setFrameEncoder.mutationOptions({
      onSuccess: (found) => {
        queryClient.setQueryData(query.queryKey, found);
        setTyped(null);
      },
    }),
  );
  const kept = now.data?.file ?? '';
  const shown = typed ?? kept;
  const keep = (): void => {
    if (change.isPending || shown.trim() === kept) return;
    change.mutate({ file: shown.trim() === '' ? null : shown.trim() });
  };
  const refusal = change.isError ? sentenceOf(change.error) : now.isError ? sentenceOf(now.error) : null;
  const status = change.isPending || now.isPending ? 'Looking at the model.' : (now.data?.sentence ?? '');
  return (
    <TextField
      label="Frame encoder"
      placeholder="an ONNX file, such as CLIP or DINO"
      value={shown}
      onChange={(event) => {
        setTyped(event.target.value);
        change.reset();
      }}
      onBlur={keep}
      onKeyDown={(event) => {
        if (event.key !== 'Enter') return;
        // Enter would start a run: the field is inside its form.
        event.preventDefault();
        keep();
      }}
      slotProps={{
        inputLabel: { shrink: true },
        htmlInput: { spellCheck: false, 'data-testid': 'frame-encoder' },
        formHelperText: { role: 'status' },
      }}
      error={refusal !== null || now.data?.usable === false}
      helperText={refusal ?? status}
    />
  );
}
