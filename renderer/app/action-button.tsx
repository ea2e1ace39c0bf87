import Button, { type ButtonProps } from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import type { JSX, ReactNode } from 'react';
import { actionById } from './actions.ts';
import { setView } from './view-store.ts';
import { keysOf } from './keymap.ts';
import { IS_MAC, keyText } from './shown-key.ts';
import { words } from '../words/words.ts';

export { IS_MAC };

/** The first shortcut of an action on this machine, as a person reads it; empty when it has none. */
export function shownKey(id: string): string {
  return keyText(keysOf(actionById(id))[0] ?? '');
}

/** A title with its shortcut, as tooltips show it. */
export function titleOf(id: string): string {
  const what = actionById(id).title();
  const key = shownKey(id);
  return key === '' ? what : words('app')('withKey', { what, key });
}

/** Keyboard focus stays where the work is: a click on a tool must not make Space press it again. */
export function keepFocus(event: { preventDefault: () => void }): void {
  event.preventDefault();
}

/** A tool that runs an action of the table and says its shortcut. */
export function ActionIcon({
  id,
  children,
  active,
  disabled,
}: {
  readonly id: string;
  readonly children: ReactNode;
  readonly active?: boolean;
  readonly disabled?: boolean;
}): JSX.Element {
  const action = actionById(id);
  return (
    <Tooltip title={titleOf(id)}>
      <span>
        <IconButton
          aria-label={action.title()}
          aria-pressed={active}
          disabled={disabled === true}
          onMouseDown={keepFocus}
          onClick={() => void action.run()}
          sx={{ color: active === true ? 'primary.main' : 'text.secondary', '& svg': { fontSize: 18 } }}
        >
          {children}
        </IconButton>
      </span>
    </Tooltip>
  );
}

export function ActionButton({
  id,
  children,
  ...rest
}: { readonly id: string; readonly children: ReactNode } & Omit<ButtonProps, 'id'>): JSX.Element {
  const action = actionById(id);
  return (
    <Tooltip title={titleOf(id)}>
      <span>
        <Button {...rest} onMouseDown={keepFocus} onClick={() => void action.run()}>
          {children}
        </Button>
      </span>
    </Tooltip>
  );
}

export function closeDialog(): void {
  setView({ dialog: null });
}
