import Alert from '@mui/material/Alert';
import Box from '@mui/material/Box';
import CssBaseline from '@mui/material/CssBaseline';
import Snackbar from '@mui/material/Snackbar';
import { ThemeProvider } from '@mui/material/styles';
import useMediaQuery from '@mui/material/useMediaQuery';
import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState, type JSX } from 'react';
import { useStore } from 'zustand';
import { LiveRegion } from '../a11y/live-region.tsx';
import { client, queryClient, sentenceOf, trpc } from '../client.ts';
import { StartScreen } from '../projects/start-screen.tsx';
import { coloursOf, themeOf } from '../theme.ts';
import { useSettings } from '../settings/page-settings.ts';
import { useLanguage } from '../words/language.ts';
import { useSay } from '../words/said.ts';
import { notes } from './studio.ts';
import { useShell } from './use-shell.ts';
import { useHotkeys } from './use-hotkeys.ts';
import { useViewMemory } from './use-view-memory.ts';
import { fromMemory } from './view-memory.ts';
import { FIRST_VIEW, useView } from './view-store.ts';
import { Windows } from './windows.tsx';
import { Workspace } from './workspace.tsx';

const Tour = lazy(() => import('../tour/tour.tsx'));

export function App(): JSX.Element {
  return (
    <QueryClientProvider client={queryClient}>
      <Themed />
    </QueryClientProvider>
  );
}

function Themed(): JSX.Element {
  const { theme: choice, motion } = useSettings();
  const systemDark = useMediaQuery('(prefers-color-scheme: dark)', { noSsr: true });
  const language = useLanguage((state) => state.language);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const mode = choice === 'system' ? (systemDark ? 'dark' : 'light') : choice;
  return (
    <ThemeProvider theme={themeOf(mode, language, motion)}>
      <CssBaseline />
      <Page />
    </ThemeProvider>
  );
}

/** The start screen until a project is open, then the workspace with the view that the project remembers. */
function Page(): JSX.Element | null {
  const current = useQuery(trpc.projects.current.queryOptions());
  const project = current.data ?? null;
  const ready = useRestoredView(project?.dir ?? null);
  useViewMemory(ready);
  useHotkeys(project !== null);
  useShell(project !== null);
  return (
    <Box
      sx={{
        height: '100vh',
        display: 'flex',
        flexDirection: 'column',
        bgcolor: 'background.default',
        color: 'text.primary',
      }}
    >
      {current.isError && (
        <Alert severity="error" square>
          {sentenceOf(current.error)}
        </Alert>
      )}
      {current.data === null && <StartScreen />}
      {project !== null && ready && <Workspace project={project} />}
      {project !== null && ready && (
        <Suspense fallback={null}>
          <Tour title={project.title} />
        </Suspense>
      )}
      <Windows projectOpen={project !== null} />
      <Complaint />
      <LiveRegion />
    </Box>
  );
}

/** Reads the view that the project remembers, once per project; false until it is there. */
function useRestoredView(dir: string | null): boolean {
  const restored = useQuery({
    queryKey: ['restored-view', dir],
    queryFn: async () => {
      // A view that can't be read is no reason not to work: the project opens at its beginning.
      const memory = await client.viewState.get.query().catch(() => ({}));
      useView.setState(fromMemory(memory));
      return true;
    },
    enabled: dir !== null,
    gcTime: 0,
  });
  useEffect(() => {
    if (dir !== null) return;
    useView.setState(FIRST_VIEW);
  }, [dir]);
  return dir !== null && restored.data === true;
}

/** Errors stand in a corner until they are read; everything else is in the status line. */
function Complaint(): JSX.Element {
  const note = useStore(notes, (state) => state.note);
  const [closed, setClosed] = useState(0);
  const say = useSay();
  const open = note !== null && note.severity === 'error' && note.at !== closed;
  return (
    <Snackbar
      open={open}
      autoHideDuration={10_000}
      onClose={(_event, reason) => {
        if (reason !== 'clickaway') setClosed(note?.at ?? 0);
      }}
      anchorOrigin={{ vertical: 'bottom', horizontal: 'left' }}
      sx={{ mb: 5 }}
    >
      <Alert
        severity="error"
        onClose={() => setClosed(note?.at ?? 0)}
        sx={{
          maxWidth: 520,
          border: 1,
          borderColor: 'divider',
          bgcolor: (theme) => coloursOf(theme.palette.mode).raised,
          color: 'text.primary',
          boxShadow: 4,
        }}
      >
        {note === null ? '' : say(note)}
      </Alert>
    </Snackbar>
  );
}
