import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import TextField from '@mui/material/TextField';
import { useState, type JSX } from 'react';
import { openSettings } from '../settings/section.ts';
import { useSettings } from '../settings/page-settings.ts';
import { useWords, words } from '../words/words.ts';
import { ACTION_GROUPS } from './action.ts';
import { closeDialog } from './action-button.tsx';
import { ACTIONS, actionById, searchActions } from './actions.ts';
import { keysOf } from './keymap.ts';
import { keyText } from './shown-key.ts';

/** All keys on one page, as they are on this machine; printed, it is a sheet to put beside the keyboard. */
export function ShortcutSheet(): JSX.Element {
  const t = useWords('app');
  const keymap = useSettings((settings) => settings.keys);
  const [search, setSearch] = useState('');
  const found = new Set(searchActions(search, ACTIONS));
  return (
    <Dialog
      open
      onClose={closeDialog}
      fullWidth
      maxWidth="lg"
      aria-labelledby="shortcuts-title"
      className="print-sheet"
      slotProps={{ paper: { sx: { height: '86vh' } } }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', pr: 5 }}>
        <DialogTitle id="shortcuts-title" sx={{ flex: 1 }}>
          {actionById('shortcuts').title()}
        </DialogTitle>
        <TextField
          autoFocus
          fullWidth={false}
          placeholder={t('searchShortcuts')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          slotProps={{ htmlInput: { 'aria-label': t('searchShortcuts'), type: 'search' } }}
          sx={{ width: 260, mt: 3 }}
          className="no-print"
        />
      </Box>
      <DialogContent tabIndex={0} aria-labelledby="shortcuts-title" role="region">
        {found.size === 0 && <Box sx={{ color: 'text.secondary' }}>{t('noShortcut')}</Box>}
        <Box sx={{ columnWidth: 340, columnGap: '32px' }}>
          {ACTION_GROUPS.map((group) => {
            const actions = ACTIONS.filter((action) => action.group === group && found.has(action));
            if (actions.length === 0) return null;
            return (
              <Box component="section" key={group} sx={{ mb: 4 }}>
                <Box component="h3" sx={{ m: 0, mb: 1, fontSize: 13, breakAfter: 'avoid' }}>
                  {words('actions')(`groups.${group}`)}
                </Box>
                {actions.map((action) => (
                  <Box
                    key={action.id}
                    sx={{
                      display: 'flex',
                      gap: 3,
                      py: 0.5,
                      borderBottom: 1,
                      borderColor: 'divider',
                      breakInside: 'avoid',
                    }}
                  >
                    <Box sx={{ flex: 1, color: 'text.secondary' }}>{action.title()}</Box>
                    <Box sx={{ whiteSpace: 'nowrap' }}>
                      {keysOf(action, keymap)
                        .map(keyText)
                        .join(` ${t('or')} `)}
                    </Box>
                  </Box>
                ))}
              </Box>
            );
          })}
        </Box>
      </DialogContent>
      <DialogActions className="no-print">
        <Button onClick={() => openSettings('keys')} sx={{ mr: 'auto' }}>
          {t('changeKeys')}
        </Button>
        <Button onClick={() => window.print()}>{t('print')}</Button>
        <Button onClick={closeDialog}>{t('close')}</Button>
      </DialogActions>
    </Dialog>
  );
}
