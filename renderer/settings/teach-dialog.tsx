import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { useState, type JSX, type KeyboardEvent } from 'react';
import type { Action } from '../app/action.ts';
import { keyText } from '../app/shown-key.ts';
import { ACTIONS } from '../app/actions.ts';
import { canonical, chordOf } from '../app/chord.ts';
import { conflicts, keysOf, withKey } from '../app/keymap.ts';
import { shellBridge } from '../app/shell.ts';
import { useFormats, useWords } from '../words/words.ts';
import { changeSettings, useSettings } from './page-settings.ts';

/** What a browser never hands to a page. */
const BROWSERS_OWN = new Set(['mod+w', 'mod+t', 'mod+n', 'mod+shift+w', 'mod+shift+t', 'mod+shift+n']);

/** Teaches an action a shortcut by pressing it, and says whom it would be taken from. */
export function TeachDialog({
  action,
  onClose,
}: {
  readonly action: Action;
  readonly onClose: () => void;
}): JSX.Element {
  const t = useWords('settings');
  const format = useFormats();
  const keymap = useSettings((settings) => settings.keys);
  const [first, setFirst] = useState<string | null>(null);
  const [chord, setChord] = useState<string | null>(null);
  const key = first === null ? chord : chord === null ? null : `${first} ${chord}`;
  const keys = keysOf(action, keymap);
  const has = key !== null && keys.some((each) => canonical(each) === key);
  const taken = key === null ? [] : conflicts(action.id, key, ACTIONS, keymap);
  const name = key === null ? '' : keyText(key);
  const press = (event: KeyboardEvent): void => {
    // Tab leads on to the buttons and Escape away: a field that kept them would be a trap.
    if (event.key === 'Tab' || event.key === 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    setChord(chordOf(event));
  };
  const keep = (): void => {
    if (key === null) return;
    void changeSettings({ keys: withKey(keymap, action, [...keys, key], key, ACTIONS) });
    onClose();
  };
  const verdict =
    key === null
      ? ''
      : has
        ? t('already', { key: name })
        : taken.length > 0
          ? t('taken', { key: name, actions: format.list(taken.map((each) => `“${each.title()}”`)) })
          : BROWSERS_OWN.has(key) && shellBridge() === null
            ? t('browserKeeps', { key: name })
            : t('free', { key: name });
  return (
    <Dialog open onClose={onClose} maxWidth="xs" fullWidth aria-labelledby="teach-title">
      <DialogTitle id="teach-title">{t('teachTitle', { action: action.title() })}</DialogTitle>
      <DialogContent>
        <Box
          ref={(node: HTMLElement | null) => node?.focus()}
          key={first}
          tabIndex={0}
          role="textbox"
          aria-readonly
          aria-label={t(first === null ? 'pressKeys' : 'thenPress')}
          aria-describedby="teach-help"
          data-testid="teach"
          onKeyDown={press}
          sx={{
            height: 64,
            display: 'grid',
            placeItems: 'center',
            border: 1,
            borderColor: 'divider',
            borderRadius: 1,
            bgcolor: 'background.default',
            fontSize: key === null ? 13 : 22,
            color: key === null ? 'text.secondary' : 'text.primary',
          }}
        >
          {key !== null ? name : first !== null ? `${keyText(first)} … ${t('thenPress')}` : t('pressKeys')}
        </Box>
        <Typography
          role="status"
          sx={{ mt: 2, minHeight: 38, color: taken.length > 0 ? 'warning.main' : 'text.secondary' }}
        >
          {verdict}
        </Typography>
        <Typography variant="caption" id="teach-help" sx={{ color: 'text.secondary' }}>
          {t('teachHelp')}
        </Typography>
      </DialogContent>
      <DialogActions>
        <Button
          disabled={chord === null || first !== null}
          onClick={() => {
            setFirst(chord);
            setChord(null);
          }}
          sx={{ mr: 'auto' }}
        >
          {t('second')}
        </Button>
        <Button onClick={onClose}>{t('cancel')}</Button>
        <Button
          variant="contained"
          color="primary"
          disabled={key === null || has || (first !== null && chord === null)}
          onClick={keep}
        >
          {t(taken.length > 0 ? 'takeAndKeep' : 'keep')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
