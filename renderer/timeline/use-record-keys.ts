import { useEffect } from 'react';
import { isLaneKey, type LanePress } from './lane-keys.ts';
import { shownLanesNow } from './lanes-now.ts';
import { canRecord, dropGrowing, keepGrowing, pressLane, releaseKey } from './record.ts';

const TYPING = 'input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]';
const ELSEWHERE = '[role=dialog], [role=menu]';

/** The physical key that went down last: whoever begins to record by a shortcut asks which key has to be let go. */
let lastCode = '';
let repeated = false;
export function lastKey(): { readonly code: string; readonly repeated: boolean } {
  return { code: lastCode, repeated };
}

/**
 * Keys of the lanes, while the timeline is on the screen. They are looked at before the page's shortcuts: a label that was given
 * a letter has it.
 */
export function useRecordKeys(): void {
  useEffect(() => {
    const down = (event: KeyboardEvent): void => {
      lastCode = event.code;
      ({ repeat: repeated } = event);
      if (!canRecord() || event.isComposing || isElsewhere(event.target)) return;
      if (event.key === 'Escape' && dropGrowing()) {
        stop(event);
        return;
      }
      const lane = shownLanesNow().find((each) => each.key !== null && isLaneKey(pressOf(event), each.key));
      if (lane === undefined) return;
      stop(event);
      if (!event.repeat) pressLane(lane, event.code);
    };
    const up = (event: KeyboardEvent): void => releaseKey(event.code);
    // Keys that are let go in another window are never heard of: what grows waits for a second press.
    const away = (): void => keepGrowing();
    window.addEventListener('keydown', down, { capture: true });
    window.addEventListener('keyup', up, { capture: true });
    window.addEventListener('blur', away);
    return () => {
      window.removeEventListener('keydown', down, { capture: true });
      window.removeEventListener('keyup', up, { capture: true });
      window.removeEventListener('blur', away);
      dropGrowing();
    };
  }, []);
}

function isElsewhere(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(`${TYPING}, ${ELSEWHERE}`) !== null;
}

function stop(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function pressOf(event: KeyboardEvent): LanePress {
  return event;
}
