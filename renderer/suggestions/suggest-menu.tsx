import More from '@mui/icons-material/ArrowDropDown';
import Sparkle from '@mui/icons-material/AutoAwesomeOutlined';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import ButtonGroup from '@mui/material/ButtonGroup';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Tooltip from '@mui/material/Tooltip';
import { useState, type JSX } from 'react';
import { keepFocus, shownKey, titleOf } from '../app/action-button.tsx';
import { actionById, isAvailable } from '../app/actions.ts';
import { useView } from '../app/view-store.ts';
import { useWords } from '../words/words.ts';

/** What a policy can be asked about beside the whole video. */
const NARROWER = ['suggest-here', 'suggest-item', 'suggest-everywhere'] as const;

/** Asks the policy about the video; the arrow beside it opens what else it can be asked about. */
export function SuggestMenu({ busy }: { readonly busy: boolean }): JSX.Element {
  const t = useWords('offers');
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const close = (): void => setAnchor(null);
  return (
    <>
      <ButtonGroup variant="outlined" disabled={busy} sx={{ flexShrink: 0 }}>
        <Tooltip title={titleOf('suggest')} describeChild>
          <span>
            <Button
              onMouseDown={keepFocus}
              onClick={() => void actionById('suggest').run()}
              startIcon={<Sparkle sx={{ fontSize: '16px !important' }} />}
              sx={{ borderTopRightRadius: 0, borderBottomRightRadius: 0 }}
            >
              {t('suggest')}
            </Button>
          </span>
        </Tooltip>
        <Tooltip title={t('suggestMore')}>
          <span>
            <Button
              aria-label={t('suggestMore')}
              aria-haspopup="menu"
              aria-expanded={anchor !== null}
              onMouseDown={keepFocus}
              onClick={(event) => setAnchor(event.currentTarget)}
              sx={{
                height: 1,
                px: 0,
                minWidth: 24,
                ml: '-1px',
                borderTopLeftRadius: 0,
                borderBottomLeftRadius: 0,
              }}
            >
              <More sx={{ fontSize: 18 }} />
            </Button>
          </span>
        </Tooltip>
      </ButtonGroup>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={close}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
      >
        {NARROWER.map((id) => {
          const action = actionById(id);
          return (
            <MenuItem
              key={id}
              disabled={!isAvailable(action, useView.getState(), true)}
              onClick={() => {
                close();
                void action.run();
              }}
              sx={{ gap: 6 }}
            >
              <Box component="span" sx={{ flex: 1 }}>
                {action.title()}
              </Box>
              <Box component="span" aria-hidden="true" sx={{ color: 'text.secondary', fontSize: 12 }}>
                {shownKey(id)}
              </Box>
            </MenuItem>
          );
        })}
      </Menu>
    </>
  );
}
