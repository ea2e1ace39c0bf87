import Create from '@mui/icons-material/CreateNewFolderOutlined';
import Open from '@mui/icons-material/FolderOpenOutlined';
import Sample from '@mui/icons-material/ScienceOutlined';
import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import ButtonBase from '@mui/material/ButtonBase';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ElementType, type JSX } from 'react';
import type { RecentProject } from '../../src/service/contract/index.ts';
import { ActionIcon } from '../app/action-button.tsx';
import { useSettings } from '../settings/page-settings.ts';
import Dark from '@mui/icons-material/DarkModeOutlined';
import Light from '@mui/icons-material/LightModeOutlined';
import System from '@mui/icons-material/BrightnessAutoOutlined';
import { sentenceOf, trpc } from '../client.ts';
import { CreateDialog } from './create-dialog.tsx';
import { FilePicker } from './file-picker.tsx';

/** The first screen: begin, go on, or look at the sample. */
export function StartScreen(): JSX.Element {
  const [showing, setShowing] = useState<'create' | 'open' | null>(null);
  const info = useQuery(trpc.system.info.queryOptions());
  const recent = useQuery(trpc.projects.recent.queryOptions(undefined, { staleTime: 0 }));
  const open = useMutation(trpc.projects.open.mutationOptions());
  const sample = useMutation(trpc.projects.createSample.mutationOptions());
  const theme = useSettings((settings) => settings.theme);
  const busy = open.isPending || sample.isPending;
  const error = open.error ?? sample.error;
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
          <Typography sx={{ color: 'text.secondary', mb: 6, maxWidth: 380 }}>
            Label moments in video. A model on this machine suggests where they are and learns from what you
            decide.
          </Typography>
          <Box sx={{ display: 'grid', gap: 2 }}>
            <Choice
              icon={Create}
              title="New project"
              text="From a folder of videos. The videos stay where they are."
              disabled={busy}
              onClick={() => setShowing('create')}
            />
            <Choice
              icon={Open}
              title="Open a project"
              text="A folder that TempR1 Studio made."
              disabled={busy}
              onClick={() => setShowing('open')}
            />
            {info.data?.sampleAvailable !== false && (
              <Choice
                icon={Sample}
                title="Try the sample"
                text="Twelve short clips of a simulated robot with exact labels, ready to train on."
                disabled={busy}
                onClick={() => sample.mutate(undefined)}
              />
            )}
          </Box>
          {busy && <LinearProgress sx={{ mt: 3 }} aria-label="Opening" />}
          {error !== null && (
            <Alert severity="error" sx={{ mt: 3 }}>
              {sentenceOf(error)}
            </Alert>
          )}
        </Box>
        <Box>
          <Typography variant="h3" component="h2" sx={{ mb: 2, color: 'text.secondary' }}>
            Recent projects
          </Typography>
          {recent.data?.length === 0 && (
            <Typography sx={{ color: 'text.disabled' }}>
              None yet. What you open will be listed here.
            </Typography>
          )}
          {recent.data?.map((project) => (
            <Recent
              key={project.dir}
              project={project}
              disabled={busy}
              onOpen={() => open.mutate({ dir: project.dir })}
            />
          ))}
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
        <span>{info.data === undefined ? '' : `Version ${info.data.version}`}</span>
        <span>{info.data?.ffmpegSentence ?? ''}</span>
      </Box>
      {showing === 'create' && <CreateDialog onClose={() => setShowing(null)} />}
      {showing === 'open' && (
        <FilePicker
          title="Open a project"
          picking="project"
          onClose={() => setShowing(null)}
          onPick={(dir) => {
            setShowing(null);
            open.mutate({ dir });
          }}
        />
      )}
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

const WHEN = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

function Recent({
  project,
  disabled,
  onOpen,
}: {
  readonly project: RecentProject;
  readonly disabled: boolean;
  readonly onOpen: () => void;
}): JSX.Element {
  return (
    <ButtonBase
      disabled={disabled || !project.present}
      onClick={onOpen}
      sx={{
        display: 'block',
        width: 1,
        textAlign: 'left',
        px: 2,
        py: 1.5,
        mx: -2,
        borderRadius: 1,
        '&:hover': { bgcolor: 'action.hover' },
        '&.Mui-disabled': { opacity: 0.5 },
      }}
    >
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'baseline' }}>
        <Typography
          sx={{
            fontWeight: 600,
            flex: 1,
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            whiteSpace: 'nowrap',
          }}
        >
          {project.title}
        </Typography>
        <Typography variant="caption" sx={{ color: 'text.disabled', whiteSpace: 'nowrap' }}>
          {WHEN.format(new Date(project.openedAt))}
        </Typography>
      </Box>
      <Typography
        variant="caption"
        sx={{
          color: 'text.secondary',
          display: 'block',
          overflow: 'hidden',
          textOverflow: 'ellipsis',
          whiteSpace: 'nowrap',
        }}
      >
        {project.present ? project.dir : `${project.dir} is not there any more`}
      </Typography>
    </ButtonBase>
  );
}
