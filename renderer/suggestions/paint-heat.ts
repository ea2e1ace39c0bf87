/** Paints a density into a rectangle, also behind a lane of the timeline: the more answers agree, the stronger the colour, at most `strength`. */
export function paintHeat(
  context: CanvasRenderingContext2D,
  density: Float32Array,
  colour: string,
  {
    x,
    width,
    y,
    height,
  }: { readonly x: number; readonly width: number; readonly y: number; readonly height: number },
  strength = 1,
): void {
  const each = width / density.length;
  context.save();
  context.fillStyle = colour;
  for (const [bin, share] of density.entries()) {
    if (share === 0) continue;
    context.globalAlpha = strength * share;
    context.fillRect(x + bin * each, y, each, height);
  }
  context.restore();
}
