import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogTitle from '@mui/material/DialogTitle';
import Tab from '@mui/material/Tab';
import Tabs from '@mui/material/Tabs';
import Typography from '@mui/material/Typography';
import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { closeDialog } from '../app/action-button.tsx';
import { trpc } from '../client.ts';
import { useWords } from '../words/words.ts';
import { GeneralSettings } from './general-settings.tsx';
import { KeySettings } from './key-settings.tsx';
import { MachineSettings } from './machine-settings.tsx';
import { PlaybackSettings } from './playback-settings.tsx';
import { SECTIONS, useSection, type Section } from './section.ts';

const PANELS: Readonly<Record<Section, () => JSX.Element>> = {
  general: GeneralSettings,
  keys: KeySettings,
  playback: PlaybackSettings,
  machine: MachineSettings,
};

/** What holds on this machine, whatever project is open. Everything counts at once: there is nothing to confirm. */
export function SettingsDialog(): JSX.Element {
  const t = useWords('settings');
  const app = useWords('app');
  const section = useSection((state) => state.section);
  const version = useQuery(trpc.system.info.queryOptions()).data?.version;
  const Panel = PANELS[section];
  return (
    <Dialog
      open
      onClose={closeDialog}
      fullWidth
      maxWidth="md"
      aria-labelledby="settings-title"
      slotProps={{ paper: { sx: { height: 620 } } }}
    >
      <DialogTitle id="settings-title">{t('title')}</DialogTitle>
      <Box sx={{ flex: 1, minHeight: 0, display: 'grid', gridTemplateColumns: '176px minmax(0, 1fr)' }}>
        <Tabs
          orientation="vertical"
          value={section}
          onChange={(_event, next: Section) => useSection.setState({ section: next })}
          aria-label={t('parts')}
          sx={{ borderRight: 1, borderColor: 'divider' }}
        >
          {SECTIONS.map((each) => (
            <Tab
              key={each}
              value={each}
              id={`settings-tab-${each}`}
              aria-controls={`settings-${each}`}
              label={t(`section.${each}`)}
              disableRipple
              sx={{
                alignItems: 'flex-start',
                textAlign: 'left',
                minHeight: 34,
                py: 0,
                textTransform: 'none',
              }}
            />
          ))}
        </Tabs>
        <Box
          role="tabpanel"
          id={`settings-${section}`}
          aria-labelledby={`settings-tab-${section}`}
          sx={{ overflowY: 'auto', px: 5, py: 3, display: 'flex', flexDirection: 'column', gap: 5 }}
        >
          <Panel />
        </Box>
      </Box>
      <DialogActions sx={{ borderTop: 1, borderColor: 'divider' }}>
        <Typography variant="caption" sx={{ flex: 1, color: 'text.secondary' }}>
          {version === undefined ? t('perMachine') : t('version', { version })}
        </Typography>
        <Button onClick={closeDialog}>{app('close')}</Button>
      </DialogActions>
    </Dialog>
  );
}
