import type { Bar } from './bars.ts';
import type { Gesture, SharedEdge, Span } from './gesture.ts';
import type { PlacedLane } from './layout.ts';
import type { Placed } from './plans.ts';
import type { Scene } from './scene.ts';
import type { SnapTarget } from './snap.ts';

/** An interval in hand: where it is drawn and where it lay when the drag began. */
export interface Held extends Placed {
  readonly placed: PlacedLane;
  readonly row: number;
  readonly colour: number;
}

/** A drag as the surface sees it: what is being dragged, where it is now. */
export interface Drag {
  readonly gesture: Gesture;
  /** The lane that it began in; null: only the marks are set. */
  readonly placed: PlacedLane | null;
  readonly row: number;
  /** The bar in hand; null while one is being drawn. */
  readonly bar: Bar | null;
  readonly span: Span;
  /** Intervals that move along, the one in hand among them. */
  readonly group: readonly Held[];
  /** Edges that lie at the one in hand and move with it. */
  readonly shared: readonly SharedEdge[];
  readonly snap: SnapTarget | null;
  /** The other lane that the intervals would be dropped into. */
  readonly target: PlacedLane | null;
  /** Copies are made and the originals stay. */
  readonly copy: boolean;
}

/** A corner to corner rectangle, pixels of the surface. */
export interface Rubber {
  readonly x: number;
  readonly y: number;
  readonly toX: number;
  readonly toY: number;
}

/** What the pointer does at the moment; kept beside React, because it changes with every move. */
export interface Surface {
  scene: Scene;
  drag: Drag | null;
  rubber: Rubber | null;
  hover: number | null;
  /** Edges of silence in the sound, ascending ticks. */
  silences: Float64Array;
  /** Redraws the overlay, or everything. */
  repaint: (what: 'overlay' | 'all') => void;
  /** Scrolls the lanes by so many pixels. */
  scrollLanes: (by: number) => void;
}
