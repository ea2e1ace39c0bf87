import { useEffect } from 'react';
import { meaningNow } from './actions.ts';
import type { KeyPress } from './chord.ts';
import { useView } from './view-store.ts';

const TYPING = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]';
/** Things that use arrows and Space themselves while they have the focus; letters stay shortcuts. */
const ARROWS = '[role=slider], [role=radiogroup], [role=combobox], [role=scrollbar], [role=tablist]';
/** With Ctrl or Command, these leave even a text field. */
const LEAVES_FIELDS = new Set(['k', 'e', 'i', 'h', 'enter', ',']);
/** What Space and Enter press. */
const PRESSED = 'button, a, [role=button], [role=tab], [role=row], [role=checkbox], [role=radio], summary';

/** How long the second key of a shortcut is waited for. */
const NEXT_KEY_MS = 1_500;

/** Whether a key press belongs to what has the focus rather than to a shortcut. `data-own-keys` names keys that an element uses. */
function belongsToFocus(
  target: EventTarget | null,
  event: { key: string; ctrlKey: boolean; metaKey: boolean },
): boolean {
  if (!(target instanceof Element)) return false;
  const withModifier = event.ctrlKey || event.metaKey;
  if (target.closest('[role=dialog]:not([data-tour-card]), [role=menu], [role=listbox][data-popup]') !== null)
    return true;
  if (target.closest(TYPING) !== null) return !(withModifier && LEAVES_FIELDS.has(event.key.toLowerCase()));
  const own = target.closest('[data-own-keys]')?.getAttribute('data-own-keys') ?? '';
  if (!withModifier && own.split(' ').includes(event.key)) return true;
  const steers = event.key.startsWith('Arrow') || event.key === ' ';
  if (!withModifier && steers && target.closest(ARROWS) !== null) return true;
  const presses = event.key === ' ' || event.key === 'Enter';
  // The timeline's grid is made of rows, but its keys are those of the page.
  return presses && target.closest(PRESSED) !== null && target.closest('[data-timeline-grid]') === null;
}

/** Keys of the table of actions, for the whole page. */
export function useHotkeys(projectOpen: boolean): void {
  useEffect(() => {
    let begun: KeyPress[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const forget = (): void => {
      clearTimeout(timer);
      begun = [];
    };
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing || belongsToFocus(event.target, event)) return;
      if (['Control', 'Shift', 'Alt', 'AltGraph', 'Meta'].includes(event.key)) return;
      const view = useView.getState();
      let meaning = meaningNow([...begun, event], view, projectOpen);
      // A second key that goes nowhere is a first key of its own.
      if (begun.length > 0 && meaning.actions.length === 0 && !meaning.waiting) {
        forget();
        meaning = meaningNow([event], view, projectOpen);
      }
      const [action] = meaning.actions;
      if (action === undefined && !meaning.waiting) return forget();
      event.preventDefault();
      clearTimeout(timer);
      if (action === undefined) {
        begun = [...begun, event];
        timer = setTimeout(forget, NEXT_KEY_MS);
        return;
      }
      forget();
      void action.run();
    };
    window.addEventListener('keydown', press);
    return () => {
      forget();
      window.removeEventListener('keydown', press);
    };
  }, [projectOpen]);
}
