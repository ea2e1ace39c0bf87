import type { Bar } from './bars.ts';
import type { Gesture, Span } from './gesture.ts';
import type { PlacedLane } from './layout.ts';
import type { Scene } from './draw.ts';

/** A drag as the surface sees it: what is being dragged, where it is now. */
export interface Drag {
  readonly gesture: Gesture;
  readonly placed: PlacedLane | null;
  readonly row: number;
  readonly bar: Bar | null;
  readonly span: Span;
}

/** What the pointer does at the moment; kept beside React, because it changes with every move. */
export interface Surface {
  scene: Scene;
  drag: Drag | null;
  hover: number | null;
  /** Redraws the overlay, or everything. */
  repaint: (what: 'overlay' | 'all') => void;
}
