import Create from '@mui/icons-material/CreateNewFolderOutlined';
import Open from '@mui/icons-material/FolderOpenOutlined';
import Pack from '@mui/icons-material/Inventory2Outlined';
import Sample from '@mui/icons-material/ScienceOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import ButtonBase from '@mui/material/ButtonBase';
import LinearProgress from '@mui/material/LinearProgress';
import TextField from '@mui/material/TextField';
import Typography from '@mui/material/Typography';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ElementType, type JSX } from 'react';
import { ActionIcon } from '../app/action-button.tsx';
import { useSettings } from '../settings/page-settings.ts';
import Dark from '@mui/icons-material/DarkModeOutlined';
import Light from '@mui/icons-material/LightModeOutlined';
import System from '@mui/icons-material/BrightnessAutoOutlined';
import { queryClient, sentenceOf, trpc } from '../client.ts';
import { useWords } from '../words/words.ts';
import { CreateDialog } from './create-dialog.tsx';
import { FilePicker } from './file-picker.tsx';
import { Recent } from './recent.tsx';
import { RestoreDialog } from './restore-dialog.tsx';
import { UnpackDialog } from './unpack-dialog.tsx';

/** The first screen: begin, go on, or look at the sample. */
export function StartScreen(): JSX.Element {
  const [showing, setShowing] = useState<'create' | 'open' | 'unpack' | null>(null);
  const [restoring, setRestoring] = useState<string | null>(null);
  const [typed, setTyped] = useState('');
  const t = useWords('projects');
  const info = useQuery(trpc.system.info.queryOptions());
  const recent = useQuery(trpc.projects.recent.queryOptions(undefined, { staleTime: 0 }));
  const open = useMutation(trpc.projects.open.mutationOptions());
  const sample = useMutation(trpc.projects.createSample.mutationOptions());
  const theme = useSettings((settings) => settings.theme);
  const busy = open.isPending || sample.isPending;
  const error = open.error ?? sample.error;
  const start = (dir: string): void => {
    open.mutate(
      { dir },
      {
        onError: () =>
          void queryClient
            .fetchQuery(trpc.projects.inspect.queryOptions({ dir }, { staleTime: 0 }))
            .then(({ state, backups }) => {
              // Damage deep in the file only shows when it is opened; a project that is merely in use is not damaged.
              if (state === 'damaged' || (state === 'ready' && backups.length > 0)) setRestoring(dir);
            })
            .catch(() => undefined),
      },
    );
  };
  return (
    <Box
      component="main"
      sx={{
        flex: 1,
        overflowY: 'auto',
        display: 'grid',
        placeItems: 'center',
        bgcolor: 'background.paper',
        position: 'relative',
      }}
    >
      <Box sx={{ position: 'absolute', top: 8, right: 8 }}>
        <ActionIcon id="theme">
          {theme === 'system' ? <System /> : theme === 'dark' ? <Dark /> : <Light />}
        </ActionIcon>
      </Box>
      <Box
        sx={{
          width: 'min(880px, 92vw)',
          py: 8,
          display: 'grid',
          gridTemplateColumns: { xs: '1fr', md: '1fr 1fr' },
          columnGap: 14,
          rowGap: 8,
        }}
      >
        <Box>
          <Mark />
          <Typography variant="h1" sx={{ mt: 4, mb: 1 }}>
            TempR1 Studio
          </Typography>
          <Typography sx={{ color: 'text.secondary', mb: 6, maxWidth: 380 }}>{t('slogan')}</Typography>
          <Box sx={{ display: 'grid', gap: 2 }}>
            <Choice
              icon={Create}
              title={t('newProject')}
              text={t('newProjectText')}
              disabled={busy}
              onClick={() => setShowing('create')}
            />
            <Choice
              icon={Open}
              title={t('openProject')}
              text={t('openProjectText')}
              disabled={busy}
              onClick={() => setShowing('open')}
            />
            <Choice
              icon={Pack}
              title={t('unpackProject')}
              text={t('unpackProjectText')}
              disabled={busy}
              onClick={() => setShowing('unpack')}
            />
            {info.data?.sampleAvailable !== false && (
              <Choice
                icon={Sample}
                title={t('trySample')}
                text={t('trySampleText')}
                disabled={busy}
                onClick={() => sample.mutate(undefined)}
              />
            )}
          </Box>
          {busy && <LinearProgress sx={{ mt: 3 }} aria-label={t('opening')} />}
          {error !== null && (
            <Alert severity="error" sx={{ mt: 3 }}>
              {sentenceOf(error)}
            </Alert>
          )}
        </Box>
        <Box>
          <Typography variant="h3" component="h2" sx={{ mb: 2, color: 'text.secondary' }}>
            {t('recent')}
          </Typography>
          {recent.data?.length === 0 && (
            <Typography sx={{ color: 'text.disabled' }}>{t('noRecent')}</Typography>
          )}
          <Box component="ul" aria-label={t('recent')} sx={{ m: 0, p: 0, listStyle: 'none' }}>
            {recent.data?.map((project) => (
              <Recent
                key={project.dir}
                project={project}
                disabled={busy}
                onOpen={() => start(project.dir)}
                onRestore={() => setRestoring(project.dir)}
              />
            ))}
          </Box>
          <Box
            component="form"
            sx={{ display: 'flex', gap: 2, mt: 4, alignItems: 'flex-start' }}
            onSubmit={(event) => {
              event.preventDefault();
              if (typed.trim() !== '') start(typed.trim());
            }}
          >
            <TextField
              label={t('pathLabel')}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              slotProps={{ inputLabel: { shrink: true }, htmlInput: { spellCheck: false } }}
            />
            <Button type="submit" variant="outlined" disabled={busy || typed.trim() === ''} sx={{ mt: 0.5 }}>
              {t('openPath')}
            </Button>
          </Box>
        </Box>
      </Box>
      <Box
        component="footer"
        sx={{
          position: 'absolute',
          bottom: 12,
          left: 20,
          right: 20,
          color: 'text.disabled',
          fontSize: 12,
          display: 'flex',
          gap: 4,
        }}
      >
        <span>{info.data === undefined ? '' : t('version', { version: info.data.version })}</span>
        <span>{info.data?.ffmpegSentence ?? ''}</span>
      </Box>
      {showing === 'create' && <CreateDialog onClose={() => setShowing(null)} />}
      {showing === 'open' && (
        <FilePicker
          title={t('openProject')}
          picking="project"
          onClose={() => setShowing(null)}
          onPick={(dir) => {
            setShowing(null);
            start(dir);
          }}
        />
      )}
      {showing === 'unpack' && <UnpackDialog onClose={() => setShowing(null)} />}
      {restoring !== null && <RestoreDialog dir={restoring} onClose={() => setRestoring(null)} />}
    </Box>
  );
}

/** Three intervals on three lanes: what this is about. */
function Mark(): JSX.Element {
  return (
    <svg width="56" height="36" viewBox="0 0 56 36" aria-hidden="true">
      <rect x="0" y="2" width="30" height="8" rx="2" fill="#56B4E9" />
      <rect x="14" y="14" width="36" height="8" rx="2" fill="#E69F00" />
      <rect
        x="8.75"
        y="26.75"
        width="22.5"
        height="6.5"
        rx="1.5"
        fill="none"
        stroke="#009E73"
        strokeWidth="1.5"
        strokeDasharray="3 2"
      />
      <rect x="39" y="0" width="2" height="36" rx="1" fill="currentColor" />
    </svg>
  );
}

function Choice({
  icon: Icon,
  title,
  text,
  disabled,
  onClick,
}: {
  readonly icon: ElementType;
  readonly title: string;
  readonly text: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
}): JSX.Element {
  return (
    <ButtonBase
      disabled={disabled}
      onClick={onClick}
      sx={{
        display: 'flex',
        justifyContent: 'flex-start',
        textAlign: 'left',
        gap: 4,
        p: 3,
        border: 1,
        borderColor: 'divider',
        borderRadius: 1,
        transition: 'border-color 100ms, background-color 100ms',
        '&:hover': { borderColor: 'primary.main', bgcolor: 'action.hover' },
        '&.Mui-disabled': { opacity: 0.5 },
      }}
    >
      <Icon sx={{ color: 'primary.main', fontSize: 22 }} />
      <Box>
        <Typography sx={{ fontWeight: 600 }}>{title}</Typography>
        <Typography variant="caption" sx={{ color: 'text.secondary' }}>
          {text}
        </Typography>
      </Box>
    </ButtonBase>
  );
}
