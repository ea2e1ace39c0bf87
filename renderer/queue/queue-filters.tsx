import Clear from '@mui/icons-material/Close';
import Search from '@mui/icons-material/Search';
import Sparkle from '@mui/icons-material/AutoAwesomeOutlined';
import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import InputBase from '@mui/material/InputBase';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import ToggleButton from '@mui/material/ToggleButton';
import Tooltip from '@mui/material/Tooltip';
import type { JSX } from 'react';
import type { Split, VideoOrder, VideoState } from '../../src/service/contract/index.ts';
import { keepFocus } from '../app/action-button.tsx';
import { setView } from '../app/view-store.ts';
import { useWords } from '../words/words.ts';

const STATES = ['new', 'begun', 'done', 'missing'] as const satisfies readonly VideoState[];

/** Finds videos by text and state. */
export function Filters({
  typed,
  state,
}: {
  readonly typed: string;
  readonly state: VideoState | null;
}): JSX.Element {
  const t = useWords('queue');
  return (
    <Box
      sx={{
        display: 'flex',
        alignItems: 'center',
        px: 2,
        gap: 1,
        height: 34,
        flexShrink: 0,
        borderBottom: 1,
        borderColor: 'divider',
      }}
    >
      <Search sx={{ fontSize: 16, color: 'text.disabled' }} />
      <InputBase
        value={typed}
        onChange={(event) => setView({ videoSearch: event.target.value })}
        placeholder={t('search')}
        inputProps={{ 'aria-label': t('searchLabel') }}
        sx={{ flex: 1, fontSize: 13 }}
      />
      {typed !== '' && (
        <IconButton aria-label={t('clear')} onClick={() => setView({ videoSearch: '' })}>
          <Clear sx={{ fontSize: 14 }} />
        </IconButton>
      )}
      <Select
        variant="standard"
        disableUnderline
        displayEmpty
        value={state ?? ''}
        SelectDisplayProps={{ 'aria-label': t('state') }}
        onChange={(event) => setView({ videoState: isState(event.target.value) ? event.target.value : null })}
        sx={{ fontSize: 12, color: 'text.secondary' }}
      >
        <MenuItem value="">{t('all')}</MenuItem>
        {STATES.map((value) => (
          <MenuItem key={value} value={value}>
            {t(`states.${value}`)}
          </MenuItem>
        ))}
      </Select>
    </Box>
  );
}

const ORDERS = ['value', 'order'] as const satisfies readonly VideoOrder[];

/** The order, of which there is a choice only once a policy was asked about many videos; split; only what has suggestions. */
export function MoreFilters({
  order,
  split,
  suggested,
}: {
  readonly order: VideoOrder | null;
  readonly split: Split | null;
  readonly suggested: boolean;
}): JSX.Element {
  const t = useWords('queue');
  return (
    <Box
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 2,
        px: 2,
        height: 28,
        flexShrink: 0,
        borderBottom: 1,
        borderColor: 'divider',
        fontSize: 12,
        color: 'text.secondary',
      }}
    >
      {order !== null && (
        <Select
          variant="standard"
          disableUnderline
          value={order}
          SelectDisplayProps={{ 'aria-label': t('order') }}
          onChange={(event) => setView({ videoOrder: event.target.value === 'order' ? 'order' : 'value' })}
          sx={{ fontSize: 12, color: 'text.secondary', minWidth: 0, flexShrink: 1 }}
        >
          {ORDERS.map((value) => (
            <MenuItem key={value} value={value}>
              {t(`orders.${value}`)}
            </MenuItem>
          ))}
        </Select>
      )}
      <Box sx={{ flex: 1 }} />
      <Tooltip title={t('onlySuggested')}>
        <ToggleButton
          value="suggested"
          size="small"
          selected={suggested}
          aria-label={t('onlySuggested')}
          onMouseDown={keepFocus}
          onChange={() => setView({ videoSuggested: !suggested })}
          sx={{ border: 0, p: 0.5 }}
        >
          <Sparkle sx={{ fontSize: 16 }} />
        </ToggleButton>
      </Tooltip>
      <Select
        variant="standard"
        disableUnderline
        displayEmpty
        value={split ?? ''}
        SelectDisplayProps={{ 'aria-label': t('split') }}
        onChange={(event) =>
          setView({ videoSplit: SPLITS.find((each) => each === event.target.value) ?? null })
        }
        sx={{ fontSize: 12, color: 'text.secondary' }}
      >
        <MenuItem value="">{t('allSplits')}</MenuItem>
        {SPLITS.map((value) => (
          <MenuItem key={value} value={value}>
            {t(`splits.${value}`)}
          </MenuItem>
        ))}
      </Select>
    </Box>
  );
}

const SPLITS = ['train', 'validation', 'test'] as const satisfies readonly Split[];

function isState(value: string): value is VideoState {
  return STATES.some((state) => state === value);
}
