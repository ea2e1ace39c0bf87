import Forget from '@mui/icons-material/Close';
import Film from '@mui/icons-material/MovieOutlined';
import Pin from '@mui/icons-material/PushPinOutlined';
import Pinned from '@mui/icons-material/PushPin';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import ButtonBase from '@mui/material/ButtonBase';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useMutation } from '@tanstack/react-query';
import type { JSX } from 'react';
import type { RecentProject } from '../../src/service/contract/index.ts';
import { queryClient, trpc } from '../client.ts';
import { useFormats, useWords } from '../words/words.ts';

const CLIPPED = { overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' } as const;

/** A project of the list: what it is, where it lies, and why it cannot be opened where that is so. */
export function Recent({
  project,
  disabled,
  onOpen,
  onRestore,
}: {
  readonly project: RecentProject;
  readonly disabled: boolean;
  readonly onOpen: () => void;
  readonly onRestore: () => void;
}): JSX.Element {
  const t = useWords('projects');
  const formats = useFormats();
  const { dir, title, state, pinned, cover } = project;
  const again = {
    onSettled: () => queryClient.invalidateQueries({ queryKey: trpc.projects.recent.queryKey() }),
  };
  const pin = useMutation(trpc.projects.pin.mutationOptions(again));
  const forget = useMutation(trpc.projects.forget.mutationOptions(again));
  const trouble = {
    ready: null,
    missing: t('stateMissing', { dir }),
    empty: t('stateEmpty', { dir }),
    elsewhere: t('stateElsewhere'),
    newer: t('stateNewer'),
    damaged: t('stateDamaged'),
  }[state];
  const opens = state === 'ready' || state === 'elsewhere';
  const pinWord = pinned ? t('unpin', { title }) : t('pin', { title });
  return (
    <Box
      component="li"
      data-state={state}
      sx={{
        display: 'flex',
        alignItems: 'center',
        mx: -2,
        borderRadius: 1,
        '&:hover': { bgcolor: 'action.hover' },
        '& .tool': { opacity: pinned ? 1 : 0 },
        '&:hover .tool, &:focus-within .tool': { opacity: 1 },
      }}
    >
      <ButtonBase
        disabled={disabled || !opens}
        onClick={onOpen}
        sx={{
          flex: 1,
          minWidth: 0,
          display: 'flex',
          gap: 3,
          justifyContent: 'flex-start',
          textAlign: 'left',
          px: 2,
          py: 1.5,
          '&.Mui-disabled': { opacity: 0.6 },
        }}
      >
        <Box
          sx={{
            width: 56,
            height: 36,
            flexShrink: 0,
            borderRadius: '3px',
            bgcolor: 'action.hover',
            color: 'text.disabled',
            display: 'grid',
            placeItems: 'center',
            overflow: 'hidden',
          }}
        >
          {cover === null ? (
            <Film sx={{ fontSize: 18 }} />
          ) : (
            <Box
              component="img"
              src={cover}
              alt=""
              sx={{ width: 1, height: 1, objectFit: 'cover', display: 'block' }}
            />
          )}
        </Box>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Box sx={{ display: 'flex', gap: 2, alignItems: 'baseline' }}>
            <Typography sx={{ fontWeight: 600, flex: 1, ...CLIPPED }}>{title}</Typography>
            <Typography variant="caption" sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>
              {formats.dateTime(new Date(project.openedAt), {
                dateStyle: 'medium',
                timeStyle: 'short',
                hourCycle: 'h23',
              })}
            </Typography>
          </Box>
          <Typography
            variant="caption"
            title={dir}
            sx={{ display: 'block', color: trouble === null ? 'text.secondary' : 'warning.main', ...CLIPPED }}
          >
            {trouble ?? dir}
          </Typography>
        </Box>
      </ButtonBase>
      {state === 'damaged' && (
        <Button variant="outlined" disabled={disabled} onClick={onRestore} sx={{ minHeight: 24, py: 0 }}>
          {t('restore')}
        </Button>
      )}
      <Tooltip title={pinWord}>
        <IconButton
          className="tool"
          aria-label={pinWord}
          aria-pressed={pinned}
          onClick={() => pin.mutate({ dir, pinned: !pinned })}
          sx={{ color: pinned ? 'primary.main' : 'text.secondary', '& svg': { fontSize: 16 } }}
        >
          {pinned ? <Pinned /> : <Pin />}
        </IconButton>
      </Tooltip>
      <Tooltip title={t('forget', { title })}>
        <IconButton
          className="tool"
          aria-label={t('forget', { title })}
          onClick={() => forget.mutate({ dir })}
          sx={{ color: 'text.secondary', '& svg': { fontSize: 16 } }}
        >
          <Forget />
        </IconButton>
      </Tooltip>
    </Box>
  );
}
