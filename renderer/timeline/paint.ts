import { confidenceText } from '../suggestions/confidence.ts';
import { FONT, labelColour, type Colours } from '../theme.ts';
import type { Bar } from './bars.ts';
import { NEUTRAL } from './model.ts';

/** Small strokes shared by the timeline's layers. Everything is drawn in CSS pixels; the context is scaled beforehand. */

/** Fewer than this many pixels and a code could not be read. */
const CODE_FROM = 18;
/** Room that an item's own words need beside the code. */
const TEXT_FROM = 40;
/** Confidence is drawn as opacity, but never so faint that a suggestion is missed. */
const FAINTEST = 0.4;

export function barColour(colours: Colours, index: number): string {
  return index === NEUTRAL ? (colours.mode === 'dark' ? '#7D8794' : '#7A838F') : labelColour(colours, index);
}

/** Black or white, whichever reads better on `hex`. */
export function inkOn(hex: string): string {
  const value = Number.parseInt(hex.slice(1), 16);
  const channel = (shift: number): number => {
    const c = ((value >> shift) & 255) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0);
  return luminance > 0.19 ? '#0B0D0F' : '#FFFFFF';
}

/** `#RRGGBB` as the packed little-endian RGBA of an ImageData. */
export function packed(hex: string, alpha = 255): number {
  const value = Number.parseInt(hex.slice(1), 16);
  return ((alpha << 24) | ((value & 255) << 16) | (((value >> 8) & 255) << 8) | (value >> 16)) >>> 0;
}

const hatches = new Map<string, CanvasPattern>();

/** Diagonal stripes: the mark of what a model made. */
function hatch(context: CanvasRenderingContext2D, colour: string, ratio: number): CanvasPattern | string {
  const key = `${colour}@${ratio}`;
  const known = hatches.get(key);
  if (known !== undefined) return known;
  const size = Math.round(6 * ratio);
  const tile = document.createElement('canvas');
  tile.width = size;
  tile.height = size;
  const pen = tile.getContext('2d');
  if (pen === null) return colour;
  pen.globalAlpha = 0.28;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, size, size);
  pen.globalAlpha = 1;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.8 * ratio;
  for (const shift of [-size, 0, size]) {
    pen.beginPath();
    pen.moveTo(shift, size);
    pen.lineTo(shift + size, 0);
    pen.stroke();
  }
  const pattern = context.createPattern(tile, 'repeat');
  if (pattern === null) return colour;
  pattern.setTransform(new DOMMatrix().scale(1 / ratio));
  hatches.set(key, pattern);
  return pattern;
}

export interface BarBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** One interval, drawn as what it is: people's solid, a model's hatched, a turned down one as an outline. */
export function drawBar(
  context: CanvasRenderingContext2D,
  bar: Bar,
  box: BarBox,
  colours: Colours,
  ratio: number,
  state: { readonly selected: boolean; readonly dimmed: boolean },
): void {
  const colour = barColour(colours, bar.colour);
  const width = Math.max(1, box.width);
  context.save();
  context.globalAlpha = state.dimmed ? 0.55 : 1;
  context.beginPath();
  context.roundRect(box.x, box.y, width, box.height, Math.min(3, width / 2));
  if (bar.look === 'truth') {
    context.fillStyle = colour;
    context.fill();
  } else if (bar.look === 'suggestion') {
    context.globalAlpha *= FAINTEST + (1 - FAINTEST) * Math.max(0, Math.min(1, bar.confidence));
    context.fillStyle = hatch(context, colour, ratio);
    context.fill();
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.stroke();
  } else {
    context.globalAlpha *= 0.6;
    context.setLineDash([3, 2]);
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.stroke();
  }
  context.restore();
  if (width >= CODE_FROM && box.height >= 11) drawCode(context, bar, box, colours, colour);
  if (bar.offGrid && width >= 6) drawOffGrid(context, box, colours);
  if (state.selected) drawRing(context, box, colours);
}

function drawCode(
  context: CanvasRenderingContext2D,
  bar: Bar,
  box: BarBox,
  colours: Colours,
  colour: string,
): void {
  const left = Math.max(box.x, 0) + 5;
  const room = box.x + box.width - left - 4;
  if (room < 8) return;
  context.save();
  context.beginPath();
  context.rect(left - 3, box.y, room + 4, box.height);
  context.clip();
  const size = box.height >= 16 ? 11 : 10;
  const { confidence: score, calibrated, basis } = bar;
  const sure = bar.look === 'suggestion' ? ` ${confidenceText({ score, calibrated, basis })}` : '';
  context.font = `600 ${size}px ${FONT}`;
  const wide = context.measureText(bar.code + sure).width;
  if (bar.look === 'suggestion') {
    context.globalAlpha = 0.82;
    context.fillStyle = colours.panel;
    context.fillRect(left - 3, box.y + 1.5, wide + 6, box.height - 3);
    context.globalAlpha = 1;
  }
  context.textBaseline = 'middle';
  context.fillStyle = bar.look === 'truth' ? inkOn(colour) : colours.text;
  const middle = box.y + box.height / 2 + 0.5;
  context.fillText(bar.code + sure, left, middle);
  if (bar.text !== '' && bar.look === 'truth' && room - wide > TEXT_FROM) {
    context.font = `400 ${size}px ${FONT}`;
    context.fillText(bar.text, left + wide + 6, middle);
  }
  context.restore();
}

/** A small notch at the top: an edge of this interval lies between two frames. */
function drawOffGrid(context: CanvasRenderingContext2D, box: BarBox, colours: Colours): void {
  const x = box.x + box.width - 7;
  context.save();
  context.beginPath();
  context.moveTo(x, box.y);
  context.lineTo(x + 7, box.y);
  context.lineTo(x + 7, box.y + 7);
  context.closePath();
  context.fillStyle = colours.halo;
  context.fill();
  context.beginPath();
  context.moveTo(x + 2, box.y);
  context.lineTo(x + 7, box.y);
  context.lineTo(x + 7, box.y + 5);
  context.closePath();
  context.fillStyle = colours.text;
  context.fill();
  context.restore();
}

export function drawRing(context: CanvasRenderingContext2D, box: BarBox, colours: Colours): void {
  context.save();
  context.lineWidth = 4;
  context.strokeStyle = colours.panel;
  context.beginPath();
  context.roundRect(box.x - 1, box.y - 1, Math.max(3, box.width + 2), box.height + 2, 4);
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = colours.accent;
  context.stroke();
  context.restore();
}
