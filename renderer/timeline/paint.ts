import { confidenceText } from '../suggestions/confidence.ts';
import { FONT, labelColour, type Colours } from '../theme.ts';
import { kindAt, lookAt, TRAITS, wordAt, type BarKind, type LaneBars } from './bars.ts';
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

/** What the eye sees of `hex` at `strength` over an opaque ground. */
export function over(hex: string, ground: string, strength: number): string {
  const [top, below] = [Number.parseInt(hex.slice(1), 16), Number.parseInt(ground.slice(1), 16)];
  const mixed = [16, 8, 0].reduce((sum, shift) => {
    const channel = strength * ((top >> shift) & 255) + (1 - strength) * ((below >> shift) & 255);
    return (sum << 8) | Math.round(channel);
  }, 0);
  return `#${mixed.toString(16).padStart(6, '0')}`;
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

/**
 * One interval, drawn as what it is: people's solid, a model's hatched, a turned down one as an outline. `index` is its place
 * in the lane's columns.
 */
export function drawBar(
  context: CanvasRenderingContext2D,
  bars: LaneBars,
  index: number,
  box: BarBox,
  colours: Colours,
  ratio: number,
  dimmed: boolean,
): void {
  const kind = kindAt(bars, index);
  if (kind === undefined) return;
  const look = lookAt(bars, index);
  const traits = bars.traits[index] ?? 0;
  const colour = barColour(colours, kind.colour);
  const width = Math.max(1, box.width);
  const strength = dimmed ? DIMMED : 1;
  context.beginPath();
  if (width < 6) context.rect(box.x, box.y, width, box.height);
  else context.roundRect(box.x, box.y, width, box.height, 3);
  if (look === 'truth') {
    context.globalAlpha = strength;
    context.fillStyle = colour;
    context.fill();
  } else if (look === 'suggestion') {
    const confidence = Math.max(0, Math.min(1, bars.confidences[index] ?? 1));
    context.globalAlpha = strength * (FAINTEST + (1 - FAINTEST) * confidence);
    context.fillStyle = hatch(context, colour, ratio);
    context.fill();
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.stroke();
  } else {
    context.globalAlpha = strength * 0.6;
    context.setLineDash(DASHES);
    context.strokeStyle = colour;
    context.lineWidth = 1;
    context.stroke();
    context.setLineDash(SOLID);
  }
  context.globalAlpha = 1;
  if (width >= CODE_FROM && box.height >= 11) {
    const seen = dimmed ? over(colour, colours.panel, DIMMED) : colour;
    drawWords(context, bars, index, kind, box, colours, seen);
  }
  if ((traits & TRAITS.offGrid) !== 0 && width >= 6) drawOffGrid(context, box, colours);
}

/** How strong a bar stays that stands in the top lane already. */
export const DIMMED = 0.55;
const DASHES = [3, 2];
const SOLID: number[] = [];
const widths = new Map<string, number>();

/** Width of a few letters in the code's font; measured once. */
function codeWidth(context: CanvasRenderingContext2D, text: string, size: number): number {
  const key = `${size} ${text}`;
  const known = widths.get(key);
  if (known !== undefined) return known;
  if (widths.size > 5000) widths.clear();
  const { width } = context.measureText(text);
  widths.set(key, width);
  return width;
}

function drawWords(
  context: CanvasRenderingContext2D,
  bars: LaneBars,
  index: number,
  kind: BarKind,
  box: BarBox,
  colours: Colours,
  colour: string,
): void {
  const left = Math.max(box.x, 0) + 5;
  const room = box.x + box.width - left - 4;
  if (room < 8) return;
  const suggested = lookAt(bars, index) === 'suggestion';
  const slot = bars.slots[index] ?? 0;
  const traits = bars.traits[index] ?? 0;
  const size = box.height >= 16 ? 11 : 10;
  const word = wordAt(kind.codes, slot);
  const sure = suggested
    ? confidenceText({
        score: bars.confidences[index] ?? 1,
        calibrated: (traits & TRAITS.calibrated) !== 0,
        basis: (traits & TRAITS.events) === 0 ? null : 'events',
      })
    : '';
  context.font = size === 11 ? CODE_FONT : SMALL_CODE_FONT;
  const whole = suggested ? `${word} ${sure}` : word;
  // What is cut off says less than nothing; of a suggestion the number alone may still fit, and the colour says the rest.
  const code = suggested && codeWidth(context, whole, size) > room ? sure : whole;
  const wide = codeWidth(context, code, size);
  if (wide > room) return;
  const text = suggested ? '' : wordAt(kind.texts, slot);
  const withText = text !== '' && room - wide > TEXT_FROM && lookAt(bars, index) === 'truth';
  const middle = box.y + box.height / 2 + 0.5;
  context.textBaseline = 'middle';
  if (suggested || withText) {
    context.save();
    context.beginPath();
    context.rect(left - 3, box.y, room + 4, box.height);
    context.clip();
  }
  if (suggested) {
    context.globalAlpha = 0.82;
    context.fillStyle = colours.panel;
    context.fillRect(left - 3, box.y + 1.5, wide + 6, box.height - 3);
    context.globalAlpha = 1;
  }
  context.fillStyle = lookAt(bars, index) === 'truth' ? inkOf(colour) : colours.text;
  context.fillText(code, left, middle);
  if (withText) {
    context.font = size === 11 ? TEXT_FONT : SMALL_TEXT_FONT;
    context.fillText(text, left + wide + 6, middle);
  }
  if (suggested || withText) context.restore();
}

const CODE_FONT = `600 11px ${FONT}`;
const SMALL_CODE_FONT = `600 10px ${FONT}`;
const TEXT_FONT = `400 11px ${FONT}`;
const SMALL_TEXT_FONT = `400 10px ${FONT}`;
const inks = new Map<string, string>();

function inkOf(hex: string): string {
  const known = inks.get(hex);
  if (known !== undefined) return known;
  const ink = inkOn(hex);
  inks.set(hex, ink);
  return ink;
}

/** A small notch at the top: an edge of this interval lies between two frames. */
function drawOffGrid(context: CanvasRenderingContext2D, box: BarBox, colours: Colours): void {
  const x = box.x + box.width - 7;
  corner(context, x, box.y, 7, colours.halo);
  corner(context, x + 2, box.y, 5, colours.text);
}

function corner(context: CanvasRenderingContext2D, x: number, y: number, size: number, colour: string): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + size, y);
  context.lineTo(x + size, y + size);
  context.closePath();
  context.fillStyle = colour;
  context.fill();
}

/** Around what is selected; a thinner one around what is selected along with it. */
export function drawRing(
  context: CanvasRenderingContext2D,
  box: BarBox,
  colours: Colours,
  main = true,
): void {
  context.save();
  context.lineWidth = main ? 4 : 3;
  context.strokeStyle = colours.panel;
  context.beginPath();
  context.roundRect(box.x - 1, box.y - 1, Math.max(3, box.width + 2), box.height + 2, 4);
  context.stroke();
  context.lineWidth = main ? 2 : 1.25;
  context.strokeStyle = colours.accent;
  context.stroke();
  context.restore();
}
