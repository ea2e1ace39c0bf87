import Lanes from '@mui/icons-material/TableRowsOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Divider from '@mui/material/Divider';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useState, type JSX } from 'react';
import { keepFocus } from '../app/action-button.tsx';
import { setView, useView } from '../app/view-store.ts';
import { useWords } from '../words/words.ts';
import { GROUPINGS } from './grouping.ts';
import { isOwnLane, showAllLanes, toggleCollapsed, toggleLane } from './lane-state.ts';
import type { Lane } from './layout.ts';

/** What the lanes stand for, and the way back for hidden ones. */
export function LaneMenu({ lanes }: { readonly lanes: readonly Lane[] }): JSX.Element {
  const t = useWords('timeline');
  const grouping = useView((view) => view.grouping);
  const states = useView((view) => view.lanes);
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = (): void => setAnchor(null);
  const own = lanes.filter(isOwnLane);
  const solo = own.some(({ id }) => states[id]?.solo === true);
  const hidden = own.filter(({ id }) => (solo ? states[id]?.solo !== true : states[id]?.hidden === true));
  return (
    <>
      <Button
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onMouseDown={keepFocus}
        onClick={(event) => setAnchor(event.currentTarget)}
        startIcon={<Lanes sx={{ fontSize: 16 }} />}
        sx={{ color: 'text.secondary', fontSize: 12, px: 1.5, minHeight: 24 }}
      >
        {t(`lanesBy.${grouping}`)}
        {hidden.length > 0 && (
          <Box component="span" data-testid="hidden-lanes" sx={{ color: 'primary.main', ml: 1 }}>
            {t('hiddenLanes', { count: hidden.length })}
          </Box>
        )}
      </Button>
      <Menu anchorEl={anchor} open={anchor !== null} onClose={close}>
        {GROUPINGS.map((each) => (
          <MenuItem
            key={each}
            role="menuitemradio"
            aria-checked={each === grouping}
            selected={each === grouping}
            onClick={() => {
              setView({ grouping: each });
              close();
            }}
          >
            {t(`lanesBy.${each}`)}
          </MenuItem>
        ))}
        <Divider />
        <MenuItem
          onClick={() => {
            toggleCollapsed(own.map(({ id }) => id));
            close();
          }}
        >
          {t('collapseAll')}
        </MenuItem>
        <MenuItem
          disabled={hidden.length === 0}
          onClick={() => {
            showAllLanes();
            close();
          }}
        >
          {t('showAll')}
        </MenuItem>
        {!solo && hidden.length > 0 && <Divider />}
        {!solo &&
          hidden.slice(0, 30).map((lane) => (
            <MenuItem key={lane.id} onClick={() => toggleLane(lane.id, 'hidden')}>
              {t('showLane', { lane: lane.title })}
            </MenuItem>
          ))}
      </Menu>
    </>
  );
}
