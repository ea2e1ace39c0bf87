import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import type { PolicyRow } from '../../src/service/contract/index.ts';
import { attempt, notify } from '../app/studio.ts';
import { client, queryClient, trpc } from '../client.ts';

const WHEN = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  hour: '2-digit',
  minute: '2-digit',
});

async function settle(answer: Promise<{ sentence: string }>): Promise<void> {
  const now = await attempt(answer);
  if (now !== null) notify(now.sentence);
  await queryClient.invalidateQueries({ queryKey: trpc.policies.list.queryKey() });
  await queryClient.invalidateQueries({ queryKey: trpc.projects.current.queryKey() });
}

/** Every policy of the project, which one suggests now, and the way back to an earlier one. */
export function PolicyList(): JSX.Element {
  const policies = useQuery(trpc.policies.list.queryOptions()).data ?? [];
  const current = policies.find((policy) => policy.current);
  return (
    <Box component="section" aria-label="Policies" sx={{ borderTop: 1, borderColor: 'divider', py: 2 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', px: 3, mb: 1 }}>
        <Typography variant="h3" component="h2" sx={{ flex: 1 }}>
          Policies
        </Typography>
        <Tooltip title="Back to the policy that suggested before this one">
          <span>
            <Button
              disabled={current === undefined || current.parentId === null}
              onClick={() => void settle(client.policies.rollback.mutate())}
              sx={{ color: 'text.secondary' }}
            >
              Roll back
            </Button>
          </span>
        </Tooltip>
      </Box>
      {policies.length === 0 && <Box sx={{ px: 3, color: 'text.disabled' }}>None yet.</Box>}
      {policies.map((policy) => (
        <PolicyLine key={policy.id} policy={policy} />
      ))}
    </Box>
  );
}

function PolicyLine({ policy }: { readonly policy: PolicyRow }): JSX.Element {
  return (
    <Box
      sx={{ px: 3, py: 1, display: 'flex', gap: 2, alignItems: 'center', opacity: policy.usable ? 1 : 0.6 }}
      data-policy={policy.id}
    >
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <Box title={policy.id} sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
          {policy.name}
        </Box>
        <Typography variant="caption" sx={{ color: 'text.disabled' }}>
          {[
            policy.architecture,
            policy.createdAt === null ? null : WHEN.format(new Date(policy.createdAt)),
            policy.note,
            policy.origin === 'shipped'
              ? 'has learned from drawn videos only; until it is trained it mostly points at what changes'
              : null,
          ]
            .filter((each) => each !== null)
            .join(' · ')}
        </Typography>
      </Box>
      {policy.current ? (
        <Chip label="suggests now" variant="outlined" color="primary" />
      ) : (
        policy.usable && (
          <Button
            onClick={() => void settle(client.policies.promote.mutate({ policyId: policy.id }))}
            sx={{ color: 'text.secondary' }}
          >
            Use
          </Button>
        )
      )}
    </Box>
  );
}
