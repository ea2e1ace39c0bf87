/**
 * The keystroke-level model: Card, Moran, Newell, "The keystroke-level model for user performance time with interactive
 * systems", CACM 23(7), 1980, and "The Psychology of Human-Computer Interaction", 1983, chapter 8. Times in seconds.
 */
export const SECONDS = {
  /** K: a key press or a mouse click, average non-secretarial typist (40 words a minute). */
  key: 0.28,
  /** P: pointing with a mouse. */
  point: 1.1,
  /** H: the hand goes from keyboard to mouse or back. */
  home: 0.4,
  /** M: getting ready for the next unit of the task, or judging something. */
  think: 1.35,
} as const;

/** Reaction to what is seen: one perceptual, cognitive and motor cycle of the model human processor (1983, chapter 2). */
export const REACTION = 0.24;

/**
 * The actions of the application that the annotators use, with their default keys: ids and chords as in
 * the page's tables of actions, which app-actions.test.ts compares.
 */
export const APP_KEYS = {
  play: 'space',
  'frame-on': 'right',
  'frame-back': 'left',
  'second-on': 'shift+right',
  'go-start': 'shift+i',
  'go-end': 'shift+o',
  'play-selection': '/',
  'mark-in': 'i',
  'mark-out': 'o',
  create: 'enter',
  'start-here': '[',
  'end-here': ']',
  'other-edge': 'e',
  'nudge-back': ',',
  'nudge-on': '.',
  'nudge-back-10': '<',
  'nudge-on-10': '>',
  'nudge-back-fifth': 'alt+left',
  'nudge-on-fifth': 'alt+right',
  curate: 'c',
  clear: 'escape',
  'next-open-item': 'w',
  'next-interval': 'down',
  delete: 'delete',
  accept: 'a',
  reject: 'r',
  trim: 't',
  'accept-rest': 'q',
  'reject-rest': 'x',
  'next-suggestion': 'g',
  'another-suggestion': 'n',
  'zoom-in': '=',
} as const;
export type AppAction = keyof typeof APP_KEYS;

/** Things of the page that are clicked or dragged. */
export type Target =
  | 'ruler'
  | 'lane of the item'
  | 'edge of the interval'
  | 'edge of the suggestion'
  | 'suggestion on the timeline'
  | 'option'
  | 'take over the answer'
  | 'accept all above'
  | 'none in the video';

/** What an annotator does, step by step. */
export type Step =
  | { readonly kind: 'key'; readonly action: AppAction }
  | { readonly kind: 'click'; readonly on: Target }
  /** `seconds`: how long the picture under the pointer is followed, beyond the two pointings. */
  | { readonly kind: 'drag'; readonly on: Target; readonly seconds: number }
  | { readonly kind: 'think' }
  | { readonly kind: 'watch'; readonly seconds: number };

export interface Cost {
  /** Physical operators: each key of a chord is one (K), a click two (P, K), a drag three (P, P, K). Thinking, homing and watching are none. */
  readonly actions: number;
  /** The same with every chord, click and drag counted once. */
  readonly gestures: number;
  readonly seconds: number;
}

export const NOTHING: Cost = { actions: 0, gestures: 0, seconds: 0 };

export function sum(costs: readonly Cost[]): Cost {
  return costs.reduce(
    (all, each) => ({
      actions: all.actions + each.actions,
      gestures: all.gestures + each.gestures,
      seconds: all.seconds + each.seconds,
    }),
    NOTHING,
  );
}

/** Keys that a left hand reaches while the right one stays on the mouse. */
const LEFT_HAND = new Set(['a', 'c', 'e', 'g', 'q', 'r', 't', 'w', 'x', 'escape', 'space']);
/** Typed with Shift on a US keyboard though the chord is written as one character. */
const SHIFTED = new Set(['<', '>']);

/** Keys pressed for a chord. */
export function keysOf(action: AppAction): number {
  const chord: string = APP_KEYS[action];
  if (SHIFTED.has(chord)) return 2;
  return chord.split('+').length;
}

/** What steps cost, one after another; the right hand starts and ends where it is left: on the mouse at first. */
export function costOf(steps: readonly Step[]): Cost {
  let onMouse = true;
  let home = 0;
  const moveTo = (mouse: boolean) => {
    if (onMouse !== mouse) home += SECONDS.home;
    onMouse = mouse;
  };
  const costs = steps.map((step): Cost => {
    switch (step.kind) {
      case 'key': {
        if (!LEFT_HAND.has(APP_KEYS[step.action])) moveTo(false);
        const keys = keysOf(step.action);
        return { actions: keys, gestures: 1, seconds: keys * SECONDS.key };
      }
      case 'click':
        moveTo(true);
        return { actions: 2, gestures: 1, seconds: SECONDS.point + SECONDS.key };
      case 'drag':
        moveTo(true);
        return { actions: 3, gestures: 1, seconds: 2 * SECONDS.point + SECONDS.key + step.seconds };
      case 'think':
        return { actions: 0, gestures: 0, seconds: SECONDS.think };
      case 'watch':
        break;
    }
    return { actions: 0, gestures: 0, seconds: step.seconds };
  });
  const whole = sum(costs);
  return { ...whole, seconds: whole.seconds + home };
}

/** What an annotator spares: time, or actions (time where they are as many). */
export type Goal = 'seconds' | 'actions';

/** Whether one way of doing something is better than another. */
export function isBetter(way: readonly Step[], other: readonly Step[], goal: Goal): boolean {
  const [mine, its] = [costOf(way), costOf(other)];
  if (goal === 'actions' && mine.actions !== its.actions) return mine.actions < its.actions;
  return mine.seconds < its.seconds;
}

/** The best way of doing it, the first of equals. @throws RangeError when there is none. */
export function best(ways: readonly (readonly Step[])[], goal: Goal): readonly Step[] {
  const [first, ...rest] = ways;
  if (first === undefined) throw new RangeError('There is no way to do it.');
  return rest.reduce((found, way) => (isBetter(way, found, goal) ? way : found), first);
}

export const key = (action: AppAction): Step => ({ kind: 'key', action });
export const keys = (action: AppAction, times: number): Step[] =>
  Array.from({ length: Math.max(0, times) }, () => key(action));
export const click = (on: Target): Step => ({ kind: 'click', on });
export const drag = (on: Target, seconds: number): Step => ({ kind: 'drag', on, seconds });
export const watch = (seconds: number): Step => ({ kind: 'watch', seconds });
export const THINK: Step = { kind: 'think' };
