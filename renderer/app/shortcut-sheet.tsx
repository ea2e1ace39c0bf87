import Box from '@mui/material/Box';
import Dialog from '@mui/material/Dialog';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import type { JSX } from 'react';
import type { ActionGroup } from './action.ts';
import { closeDialog, IS_MAC } from './action-button.tsx';
import { ACTIONS } from './actions.ts';
import { shown } from './chord.ts';

const GROUPS: readonly ActionGroup[] = [
  'Playback',
  'Intervals',
  'Suggestions',
  'Items',
  'Timeline',
  'Project',
  'Window',
];

/** All keys on one page, from the same table that the keys are read from. */
export function ShortcutSheet(): JSX.Element {
  return (
    <Dialog open onClose={closeDialog} maxWidth="lg" aria-labelledby="shortcuts-title">
      <DialogTitle id="shortcuts-title">All shortcuts</DialogTitle>
      <DialogContent sx={{ columnCount: { xs: 1, sm: 2, lg: 3 }, columnGap: 8 }}>
        {GROUPS.map((group) => (
          <Box key={group} sx={{ breakInside: 'avoid', mb: 4 }}>
            <Box component="h3" sx={{ m: 0, mb: 1, fontSize: 13 }}>
              {group}
            </Box>
            {ACTIONS.filter((action) => action.group === group).map((action) => (
              <Box
                key={action.id}
                sx={{ display: 'flex', gap: 3, py: 0.5, borderBottom: 1, borderColor: 'divider' }}
              >
                <Box sx={{ flex: 1, color: 'text.secondary' }}>{action.title()}</Box>
                <Box sx={{ whiteSpace: 'nowrap' }}>
                  {action.keys.map((key) => shown(key, IS_MAC)).join('  or  ')}
                </Box>
              </Box>
            ))}
          </Box>
        ))}
      </DialogContent>
    </Dialog>
  );
}
