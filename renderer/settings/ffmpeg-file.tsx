import { useMutation, useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { queryClient, sentenceOf, trpc } from '../client.ts';
import { PathSetting } from '../training/path-setting.tsx';
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
  const error = change.error ?? now.error;
  return (
    <PathSetting
      label={t('ffmpeg')}
      placeholder={t('ffmpegHint')}
      testId="ffmpeg"
      kept={now.data?.file ?? ''}
      status={change.isPending || now.isPending ? t('lookingFfmpeg') : (now.data?.sentence ?? '')}
      refusal={error === null ? null : sentenceOf(error)}
      usable={now.data?.usable ?? true}
      busy={change.isPending}
      onKeep={(file) => change.mutateAsync({ file })}
      onEdit={() => {
        change.reset();
      }}
    />
  );
}
