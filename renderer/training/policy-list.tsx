import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import type { PolicyRow } from '../../src/service/contract/index.ts';
import type { Told } from '../../src/tasks/said/said.ts';
import { attempt, notify } from '../app/studio.ts';
import { client, queryClient, trpc } from '../client.ts';
import { useFormats, useWords } from '../words/words.ts';

async function settle(answer: Promise<Told>): Promise<void> {
  const now = await attempt(answer);
  if (now !== null) notify(now);
  await queryClient.invalidateQueries({ queryKey: trpc.policies.list.queryKey() });
  await queryClient.invalidateQueries({ queryKey: trpc.projects.current.queryKey() });
}

/** Every policy of the project, which one suggests now, and the way back to an earlier one. */
export function PolicyList(): JSX.Element {
  const t = useWords('training');
  const policies = useQuery(trpc.policies.list.queryOptions()).data ?? [];
  const current = policies.find((policy) => policy.current);
  return (
    <Box component="section" aria-label={t('policies')} sx={{ borderTop: 1, borderColor: 'divider', py: 2 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', px: 3, mb: 1 }}>
        <Typography variant="h3" component="h2" sx={{ flex: 1 }}>
          {t('policies')}
        </Typography>
        <Tooltip title={t('backTip')}>
          <span>
            <Button
              disabled={current === undefined || current.parentId === null}
              onClick={() => void settle(client.policies.rollback.mutate())}
              sx={{ color: 'text.secondary' }}
            >
              {t('rollBack')}
            </Button>
          </span>
        </Tooltip>
      </Box>
      {policies.length === 0 && <Box sx={{ px: 3, color: 'text.disabled' }}>{t('noneYet')}</Box>}
      {policies.map((policy) => (
        <PolicyLine key={policy.id} policy={policy} />
      ))}
    </Box>
  );
}

function PolicyLine({ policy }: { readonly policy: PolicyRow }): JSX.Element {
  const t = useWords('training');
  const format = useFormats();
  const about = [
    policy.architecture,
    policy.createdAt === null
      ? null
      : format.dateTime(new Date(policy.createdAt), {
          day: 'numeric',
          month: 'short',
          hour: '2-digit',
          minute: '2-digit',
          hourCycle: 'h23',
        }),
    policy.note,
    policy.origin === 'shipped' ? t('shippedNote') : null,
  ].filter((each) => each !== null);
  return (
    // One that can't be used is told by its fainter name and its note: less contrast than that can't be read.
    <Box
      sx={{ px: 3, py: 1, color: policy.usable ? 'text.primary' : 'text.disabled' }}
      data-policy={policy.id}
    >
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center' }}>
        <Box
          title={policy.id}
          sx={{ flex: 1, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
        >
          {policy.origin === 'shipped' ? t('shippedName') : policy.name}
        </Box>
        {policy.current && <Chip label={t('suggestsNow')} variant="outlined" color="primary" />}
      </Box>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', columnGap: 2 }}>
        <Typography variant="caption" sx={{ color: 'text.disabled', flex: '1 1 auto' }}>
          {about.join(' · ')}
        </Typography>
        <Box sx={{ display: 'flex', ml: 'auto', mr: -2.5 }}>
          {!policy.current && policy.usable && (
            <Button
              onClick={() => void settle(client.policies.promote.mutate({ policyId: policy.id }))}
              sx={{ color: 'text.secondary' }}
            >
              {t('use')}
            </Button>
          )}
          {policy.candidate && (
            <Tooltip describeChild title={t('discardTip')}>
              <Button
                onClick={() => void settle(client.policies.discard.mutate({ policyId: policy.id }))}
                sx={{ color: 'text.secondary' }}
              >
                {t('discard')}
              </Button>
            </Tooltip>
          )}
        </Box>
      </Box>
    </Box>
  );
}
