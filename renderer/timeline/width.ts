/** Width of the timeline's canvas in CSS pixels, kept outside React for those who zoom without being part of it. */
let width = 800;

export function timelineWidth(): number {
  return width;
}

export function setTimelineWidth(next: number): void {
  width = Math.max(1, next);
}
