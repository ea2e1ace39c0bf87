import { useEffect } from 'react';
import { actionFor } from './actions.ts';
import { useView } from './view-store.ts';

const TYPING = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]';
/** Things that use arrows, Space and letters themselves while they have the focus. */
const OWN_KEYS =
  '[role=menu], [role=dialog], [role=slider], [role=radiogroup], [data-own-keys], [role=combobox], [role=tree]';

/** Whether a key press belongs to what has the focus rather than to a shortcut. */
export function belongsToFocus(
  target: EventTarget | null,
  event: { key: string; ctrlKey: boolean; metaKey: boolean },
): boolean {
  if (!(target instanceof Element)) return false;
  const withModifier = event.ctrlKey || event.metaKey;
  if (target.closest('[role=dialog], [role=menu]') !== null) return true;
  if (target.closest(TYPING) !== null) {
    const leaves = withModifier && ['k', 'e', 'i', 'h', 'enter'].includes(event.key.toLowerCase());
    return !leaves;
  }
  if (target.closest(OWN_KEYS) !== null) return !withModifier;
  const pressed = event.key === ' ' || event.key === 'Enter';
  return pressed && target.closest('button, a, [role=button], [role=tab]') !== null;
}

/** Keys of the table of actions, for the whole page. */
export function useHotkeys(projectOpen: boolean): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || belongsToFocus(event.target, event)) return;
      const action = actionFor(event, useView.getState(), projectOpen);
      if (action === null) return;
      event.preventDefault();
      void action.run();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [projectOpen]);
}
