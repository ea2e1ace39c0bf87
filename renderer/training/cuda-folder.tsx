import TextField from '@mui/material/TextField';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type JSX } from 'react';
import { queryClient, sentenceOf, trpc } from '../client.ts';

/**
 * The folder with ONNX Runtime's CUDA provider: looked at before it is kept. What is typed counts when the field is left or
 * Enter is pressed.
 */
export function CudaFolder(): JSX.Element {
  const query = trpc.settings.cudaFolder.queryOptions();
  const now = useQuery(query);
  const [typed, setTyped] = useState<string | null>(null);
  const change = useMutation(
    trpc.settings.setCudaFolder.mutationOptions({
      onSuccess: (found) => {
        queryClient.setQueryData(query.queryKey, found);
        setTyped(null);
        // Another provider, another finding.
        void queryClient.invalidateQueries({ queryKey: trpc.system.devices.queryKey() });
      },
    }),
  );
  const kept = now.data?.folder ?? '';
  const shown = typed ?? kept;
  const keep = (): void => {
    if (change.isPending || shown.trim() === kept) return;
    change.mutate({ folder: shown.trim() === '' ? null : shown.trim() });
  };
  const refusal = change.isError ? sentenceOf(change.error) : now.isError ? sentenceOf(now.error) : null;
  const status = change.isPending || now.isPending ? 'Looking at the folder.' : (now.data?.sentence ?? '');
  return (
    <TextField
      label="CUDA folder"
      placeholder="only for NVIDIA cards on Linux"
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
        htmlInput: { spellCheck: false, 'data-testid': 'cuda-folder' },
        formHelperText: { role: 'status' },
      }}
      error={refusal !== null || now.data?.usable === false}
      helperText={refusal ?? status}
    />
  );
}
