import { useMutation, useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { queryClient, trpc } from '../client.ts';
import { PathSetting } from './path-setting.tsx';
import { useWords } from '../words/words.ts';

/** The ffmpeg to use, for whoever has more than one. */
export function FfmpegFile(): JSX.Element {
  const t = useWords('settings');
  const query = trpc.settings.ffmpeg.queryOptions();
  const now = useQuery(query);
  const change = useMutation(
    trpc.settings.setFfmpeg.mutationOptions({
      onSuccess: (found) => {
        queryClient.setQueryData(query.queryKey, found);
        void queryClient.invalidateQueries({ queryKey: trpc.system.info.queryKey() });
      },
    }),
  );
  return (
    <PathSetting
      label={t('ffmpeg')}
      placeholder={t('ffmpegHint')}
      testId="ffmpeg"
      kept={now.data?.file ?? ''}
      looking={t('lookingFfmpeg')}
      now={now}
      change={change}
      onKeep={(file) => change.mutateAsync({ file })}
    />
  );
}
