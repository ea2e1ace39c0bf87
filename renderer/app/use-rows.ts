import { useVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import type { RefObject } from 'react';

/** Rows of one height, of which only those in view exist. */
export function useRows(
  scroller: RefObject<HTMLDivElement | null>,
  count: number,
  height: number,
): Virtualizer<HTMLDivElement, Element> {
  // oxlint-disable-next-line react/incompatible-library -- the virtualiser keeps its state outside React by design
  return useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 10,
  });
}
