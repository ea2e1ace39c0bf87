import { useMutation, useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { queryClient, trpc } from '../client.ts';
import { PathSetting } from './path-setting.tsx';
import { useWords } from '../words/words.ts';

/** The folder with ONNX Runtime's CUDA provider. */
export function CudaFolder(): JSX.Element {
  const t = useWords('settings');
  const query = trpc.settings.cudaFolder.queryOptions();
  const now = useQuery(query);
  const change = useMutation(
    trpc.settings.setCudaFolder.mutationOptions({
      onSuccess: (found) => {
        queryClient.setQueryData(query.queryKey, found);
        // Another provider, another finding.
        void queryClient.invalidateQueries({ queryKey: trpc.system.devices.queryKey() });
      },
    }),
  );
  return (
    <PathSetting
      label={t('cudaFolder')}
      placeholder={t('cudaHint')}
      testId="cuda-folder"
      kept={now.data?.folder ?? ''}
      looking={t('lookingFolder')}
      now={now}
      change={change}
      onKeep={(folder) => change.mutateAsync({ folder })}
    />
  );
}
