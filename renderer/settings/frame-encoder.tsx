import { useMutation, useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { queryClient, trpc } from '../client.ts';
import { PathSetting } from './path-setting.tsx';
import { useWords } from '../words/words.ts';

/** The image encoder that policies learn to see through. */
export function FrameEncoder(): JSX.Element {
  const t = useWords('settings');
  const query = trpc.settings.frameEncoder.queryOptions();
  const now = useQuery(query);
  const change = useMutation(
    trpc.settings.setFrameEncoder.mutationOptions({
      onSuccess: (found) => {
        queryClient.setQueryData(query.queryKey, found);
      },
    }),
  );
  return (
    <PathSetting
      label={t('frameEncoder')}
      placeholder={t('encoderHint')}
      testId="frame-encoder"
      kept={now.data?.file ?? ''}
      looking={t('lookingModel')}
      now={now}
      change={change}
      onKeep={(file) => change.mutateAsync({ file })}
    />
  );
}
