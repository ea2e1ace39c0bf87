import { useEffect } from 'react';
import { actionFor } from './actions.ts';
import { useView } from './view-store.ts';

const TYPING = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]';
/** Things that use arrows and Space themselves while they have the focus; letters stay shortcuts. */
const ARROWS = '[role=slider], [role=radiogroup], [role=combobox], [role=scrollbar]';
/** With Ctrl or Command, these leave even a text field. */
const LEAVES_FIELDS = new Set(['k', 'e', 'i', 'h', 'enter']);

/** Whether a key press belongs to what has the focus rather than to a shortcut. `data-own-keys` names keys that an element uses. */
function belongsToFocus(
  target: EventTarget | null,
  event: { key: string; ctrlKey: boolean; metaKey: boolean },
): boolean {
  if (!(target instanceof Element)) return false;
  const withModifier = event.ctrlKey || event.metaKey;
  if (target.closest('[role=dialog], [role=menu]') !== null) return true;
  if (target.closest(TYPING) !== null) return !(withModifier && LEAVES_FIELDS.has(event.key.toLowerCase()));
  const own = target.closest('[data-own-keys]')?.getAttribute('data-own-keys') ?? '';
  if (!withModifier && own.split(' ').includes(event.key)) return true;
  const steers = event.key.startsWith('Arrow') || event.key === ' ';
  if (!withModifier && steers && target.closest(ARROWS) !== null) return true;
  const presses = event.key === ' ' || event.key === 'Enter';
  return presses && target.closest('button, a, [role=button], [role=tab], [role=row]') !== null;
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
