import Box from '@mui/material/Box';
import Dialog from '@mui/material/Dialog';
import InputBase from '@mui/material/InputBase';
import { useState, type JSX, type KeyboardEvent } from 'react';
import type { Action } from './action.ts';
import { closeDialog, shownKey } from './action-button.tsx';
import { ACTIONS, isAvailable, searchActions } from './actions.ts';
import { useWords, words } from '../words/words.ts';
import { useView } from './view-store.ts';

/** Every command by name, with its shortcut. */
export function Palette({ projectOpen }: { readonly projectOpen: boolean }): JSX.Element {
  const t = useWords('app');
  const [search, setSearch] = useState('');
  const [at, setAt] = useState(0);
  // What is possible is judged as it was before the palette opened.
  const [view] = useState(() => useView.getState());
  const found = searchActions(
    search,
    ACTIONS.filter((action) => action.id !== 'palette' && isAvailable(action, view, projectOpen)),
  );
  const chosen = found[Math.min(at, found.length - 1)];
  const run = (action: Action | undefined): void => {
    closeDialog();
    if (action !== undefined) void action.run();
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      setAt((now) => (Math.min(now, found.length - 1) + step + found.length) % Math.max(1, found.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(chosen);
    }
  };
  return (
    <Dialog
      open
      onClose={closeDialog}
      aria-label={t('findCommand')}
      slotProps={{ paper: { sx: { width: 560, maxWidth: '90vw', position: 'absolute', top: 60, m: 0 } } }}
    >
      <InputBase
        autoFocus
        fullWidth
        placeholder={t('findCommand')}
        value={search}
        onChange={(event) => {
          setSearch(event.target.value);
          setAt(0);
        }}
        onKeyDown={press}
        inputProps={{
          'aria-label': t('findCommand'),
          role: 'combobox',
          'aria-expanded': true,
          'aria-controls': 'palette-list',
          'aria-activedescendant': chosen === undefined ? undefined : `palette-${chosen.id}`,
        }}
        sx={{ px: 4, py: 2.5, fontSize: 16, borderBottom: 1, borderColor: 'divider' }}
      />
      <Box
        id="palette-list"
        role="listbox"
        aria-label={t('commandsLabel')}
        sx={{ maxHeight: 400, overflowY: 'auto', py: 1 }}
      >
        {found.map((action) => (
          <Box
            key={action.id}
            id={`palette-${action.id}`}
            role="option"
            aria-selected={action === chosen}
            ref={(node: HTMLElement | null) => {
              if (action === chosen) node?.scrollIntoView({ block: 'nearest' });
            }}
            onClick={() => run(action)}
            sx={{
              display: 'flex',
              px: 4,
              py: 1.25,
              cursor: 'pointer',
              bgcolor: action === chosen ? 'action.selected' : 'transparent',
              '&:hover': { bgcolor: 'action.hover' },
            }}
          >
            <Box sx={{ flex: 1 }}>{action.title()}</Box>
            <Box sx={{ color: 'text.disabled', mr: 4 }}>{words('actions')(`groups.${action.group}`)}</Box>
            <Box
              component="kbd"
              sx={{ font: 'inherit', color: 'text.secondary', minWidth: 72, textAlign: 'right' }}
            >
              {shownKey(action.id)}
            </Box>
          </Box>
        ))}
        {found.length === 0 && <Box sx={{ px: 4, py: 2, color: 'text.secondary' }}>{t('noCommand')}</Box>}
      </Box>
    </Dialog>
  );
}
