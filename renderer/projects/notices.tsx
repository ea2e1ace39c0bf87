import Alert from '@mui/material/Alert';
import Button from '@mui/material/Button';
import { useQuery } from '@tanstack/react-query';
import { useState, type JSX } from 'react';
import type { PlaceWarning } from '../../src/service/contract/index.ts';
import { attempt } from '../app/studio.ts';
import { client, trpc } from '../client.ts';
import { useWords } from '../words/words.ts';
import { RestoreDialog } from './restore-dialog.tsx';

/** What a person must know about the open project: it is damaged, or lies where it could come to harm. Never blocks. */
export function ProjectNotices(): JSX.Element | null {
  const t = useWords('projects');
  const health = useQuery(trpc.care.health.queryOptions()).data;
  const project = useQuery(trpc.projects.current.queryOptions()).data ?? null;
  const [restoring, setRestoring] = useState(false);
  if (health === undefined || project === null) return null;
  const place = health.placeDismissed ? null : health.place;
  return (
    <>
      {health.damage !== null && (
        <Alert
          severity="error"
          square
          sx={{ py: 0 }}
          action={<Button onClick={() => setRestoring(true)}>{t('restore')}</Button>}
        >
          {health.damage}
        </Alert>
      )}
      {place !== null && (
        <Alert
          severity="warning"
          square
          sx={{ py: 0 }}
          action={
            <Button onClick={() => void attempt(client.care.dismissPlace.mutate())}>
              {t('dismissPlace')}
            </Button>
          }
        >
          <PlaceSentence place={place} />
        </Alert>
      )}
      {health.backupProblem !== null && (
        <Alert severity="warning" square sx={{ py: 0 }}>
          {health.backupProblem}
        </Alert>
      )}
      {restoring && <RestoreDialog dir={project.dir} onClose={() => setRestoring(false)} />}
    </>
  );
}

/** What speaks against a place, in words. */
export function PlaceSentence({ place }: { readonly place: PlaceWarning }): JSX.Element {
  const t = useWords('projects');
  // The service has one English phrase for drives that it knows no name of.
  const name = place.name === 'a network drive' ? t('networkAny') : place.name;
  return <>{place.kind === 'network' ? t('networkWarning', { name }) : t('syncWarning', { name })}</>;
}
