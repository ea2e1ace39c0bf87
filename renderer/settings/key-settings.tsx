import Add from '@mui/icons-material/Add';
import Reset from '@mui/icons-material/Restore';
import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Chip from '@mui/material/Chip';
import IconButton from '@mui/material/IconButton';
import TextField from '@mui/material/TextField';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useRef, useState, type JSX } from 'react';
import { ACTION_GROUPS, type Action } from '../app/action.ts';
import { keyText } from '../app/shown-key.ts';
import { ACTIONS, searchActions } from '../app/actions.ts';
import { canonical } from '../app/chord.ts';
import { isRemapped, keysOf, withKeys } from '../app/keymap.ts';
import { notify } from '../app/studio.ts';
import { useWords, words } from '../words/words.ts';
import { readKeymap, writeKeymap } from './keymap-file.ts';
import { changeSettings, useSettings } from './page-settings.ts';
import { TeachDialog } from './teach-dialog.tsx';

/** Every action with its keys: add, remove, reset, and the whole keymap as a file. */
export function KeySettings(): JSX.Element {
  const t = useWords('settings');
  const keymap = useSettings((settings) => settings.keys);
  const [search, setSearch] = useState('');
  const [taught, setTaught] = useState<Action | null>(null);
  const found = new Set(searchActions(search, ACTIONS));
  return (
    <>
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center' }}>
        <TextField
          autoFocus
          placeholder={t('searchKeys')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          slotProps={{ htmlInput: { 'aria-label': t('searchKeys'), type: 'search' } }}
        />
        <FileButtons />
      </Box>
      {found.size === 0 && <Typography sx={{ color: 'text.secondary' }}>{t('noAction')}</Typography>}
      {ACTION_GROUPS.map((group) => {
        const actions = ACTIONS.filter((action) => action.group === group && found.has(action));
        if (actions.length === 0) return null;
        const title = words('actions')(`groups.${group}`);
        return (
          <Box component="section" key={group} aria-label={title}>
            <Typography variant="h3" sx={{ mb: 1 }}>
              {title}
            </Typography>
            {actions.map((action) => (
              <KeyRow
                key={action.id}
                action={action}
                keys={keysOf(action, keymap)}
                changed={isRemapped(action, keymap)}
                onAdd={() => setTaught(action)}
              />
            ))}
          </Box>
        );
      })}
      {taught !== null && <TeachDialog action={taught} onClose={() => setTaught(null)} />}
    </>
  );
}

function KeyRow({
  action,
  keys,
  changed,
  onAdd,
}: {
  readonly action: Action;
  readonly keys: readonly string[];
  readonly changed: boolean;
  readonly onAdd: () => void;
}): JSX.Element {
  const t = useWords('settings');
  const title = action.title();
  const set = (next: readonly string[]): void =>
    void changeSettings({ keys: withKeys(useSettings.getState().keys, action, next) });
  const own = action.keys.map((key) => keyText(key)).join(', ');
  const reset = t('resetKey', { action: title, keys: own });
  const add = t('addKey', { action: title });
  return (
    <Box
      role="group"
      aria-label={title}
      data-action={action.id}
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 1,
        minHeight: 32,
        borderBottom: 1,
        borderColor: 'divider',
      }}
    >
      <Box sx={{ flex: 1, minWidth: 0, color: changed ? 'text.primary' : 'text.secondary' }}>{title}</Box>
      {keys.length === 0 && <Box sx={{ color: 'text.disabled' }}>{t('noKey')}</Box>}
      {keys.map((key) => {
        const name = keyText(key);
        return (
          <Chip
            key={key}
            label={name}
            variant={action.keys.some((each) => canonical(each) === canonical(key)) ? 'outlined' : 'filled'}
            onDelete={() => set(keys.filter((each) => each !== key))}
            aria-label={t('removeKey', { key: name, action: title })}
            sx={{ '& .MuiChip-deleteIcon': { fontSize: 14 } }}
          />
        );
      })}
      <Tooltip title={add}>
        <IconButton aria-label={add} onClick={onAdd} sx={{ '& svg': { fontSize: 16 } }}>
          <Add />
        </IconButton>
      </Tooltip>
      <Tooltip title={reset}>
        <span style={{ visibility: changed ? 'visible' : 'hidden' }}>
          <IconButton aria-label={reset} onClick={() => set(action.keys)} sx={{ '& svg': { fontSize: 16 } }}>
            <Reset />
          </IconButton>
        </span>
      </Tooltip>
    </Box>
  );
}

function FileButtons(): JSX.Element {
  const t = useWords('settings');
  const chooser = useRef<HTMLInputElement>(null);
  const keymap = useSettings((settings) => settings.keys);
  const [said, setSaid] = useState<string | null>(null);
  const tell = (sentence: string): void => {
    setSaid(sentence);
    notify(sentence);
  };
  const load = async (file: File): Promise<void> => {
    const read = readKeymap(await file.text(), new Set(ACTIONS.map((action) => action.id)));
    if (read === null) {
      tell(t('badKeymap', { file: file.name }));
      return;
    }
    let next: typeof keymap = {};
    for (const action of ACTIONS) {
      const keys = read.keys[action.id];
      if (keys !== undefined) next = withKeys(next, action, keys);
    }
    await changeSettings({ keys: next });
    const skipped = read.skipped === 0 ? '' : ` ${t('keysSkipped', { count: read.skipped })}`;
    tell(`${t('keysLoaded', { count: Object.keys(next).length })}${skipped}`);
  };
  return (
    <>
      <Button variant="outlined" sx={{ whiteSpace: 'nowrap', flexShrink: 0 }} onClick={() => save(keymap)}>
        {t('exportKeys')}
      </Button>
      <Button
        variant="outlined"
        sx={{ whiteSpace: 'nowrap', flexShrink: 0 }}
        onClick={() => chooser.current?.click()}
      >
        {t('importKeys')}
      </Button>
      <input
        ref={chooser}
        type="file"
        accept=".json,application/json"
        aria-label={t('importKeys')}
        tabIndex={-1}
        hidden
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file !== undefined) void load(file);
        }}
      />
      <Button
        variant="outlined"
        sx={{ whiteSpace: 'nowrap', flexShrink: 0 }}
        disabled={Object.keys(keymap).length === 0}
        onClick={() => {
          void changeSettings({ keys: {} });
          tell(t('keysReset'));
        }}
      >
        {t('resetAll')}
      </Button>
      <Box role="status" sx={VISUALLY_HIDDEN}>
        {said}
      </Box>
    </>
  );
}

const VISUALLY_HIDDEN = {
  position: 'absolute',
  width: '1px',
  height: '1px',
  overflow: 'hidden',
  clipPath: 'inset(50%)',
} as const;

function save(keymap: Parameters<typeof writeKeymap>[0]): void {
  const url = URL.createObjectURL(new Blob([writeKeymap(keymap)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'tempr1-keymap.json';
  link.click();
  URL.revokeObjectURL(url);
}
