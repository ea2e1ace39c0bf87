import { useLayoutEffect, useState, type RefObject } from 'react';
import { setTimelineWidth } from './width.ts';

/** Width and height of an element in CSS pixels, kept up to date; 0 before they are known. */
export function useSize(element: RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 0, height: 0 });
  useLayoutEffect(() => {
    const node = element.current;
    if (node === null) return undefined;
    const measure = (): void => {
      const width = Math.round(node.clientWidth);
      const height = Math.round(node.clientHeight);
      setSize((old) => (old.width === width && old.height === height ? old : { width, height }));
      setTimelineWidth(width);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    return () => observer.disconnect();
  }, [element]);
  return size;
}
