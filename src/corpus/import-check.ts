import { english, say, type Said } from '../tasks/said/said.ts';
import { edgeTick, frameCount, startSeconds, endSeconds, type FrameTable } from '../time/frame-table.ts';
import { ticks, toSeconds } from '../time/ticks.ts';
import { documentEdge, withText, type StoredEdge } from './edges.ts';
import type { DocumentInterval, DocumentItem, DocumentSaliency } from './import-document.ts';
import { saliencyFault } from './truth-rules.ts';

/** A document's interval as it will stand in the corpus. */
export interface PlacedInterval {
  readonly slot: number;
  readonly start: StoredEdge;
  readonly end: StoredEdge;
  readonly attributes: DocumentInterval['attributes'];
}

/** A "none" of a DTG sentence. */
export interface PlacedNone {
  readonly slot: number;
}

/** What placing an item needs to know of its video. */
export interface PlacementVideo {
  readonly key: number;
  readonly table: FrameTable;
  /** Seconds, as a document claimed. */
  readonly duration: number | null;
  /** '' for none. */
  readonly group: string;
}

/** Everything wrong with an import, one sentence each, and what was changed to fit. */
export class Findings {
  readonly reasons: string[] = [];
  readonly notes: Said[] = [];

  refuse(what: Said | string, why: string): void {
    this.reasons.push(`${english(what)}: ${why}.`);
  }

  note(said: Said): void {
    this.notes.push(said);
  }
}

/** Checks one item against its probed video (corpus-format.md, "Refused whole") and places its intervals. */
export function placeItem(
  item: DocumentItem,
  video: PlacementVideo,
  findings: Findings,
): (PlacedInterval | PlacedNone)[] {
  const itself = say('importItem', { id: item.id });
  const what = english(itself);
  checkPrompt(item, what, findings);
  if (item.saliency !== null) checkSaliency(item.saliency, item, video, what, findings);
  const given = item.intervals ?? [];
  if (item.prompt.task === 'TG' && given.length > 1)
    findings.refuse(what, `a TG item has one interval, not ${given.length}`);
  if (item.prompt.task === 'TG' && item.intervals?.length === 0)
    findings.refuse(what, 'a TG item has one interval; leave "intervals" out of an open question');
  const placed: (PlacedInterval | PlacedNone)[] = [];
  for (const [slot, interval] of given.entries()) {
    const where = given.length === 1 ? itself : say('importInterval', { id: item.id, number: slot + 1 });
    if (interval === null) {
      if (item.prompt.task === 'DTG') placed.push({ slot });
      else findings.refuse(where, 'only a DTG sentence can have no interval');
      continue;
    }
    const edges = placeInterval(interval, video.table, where, findings);
    if (edges !== null) placed.push({ slot, ...edges, attributes: interval.attributes });
  }
  return placed;
}

function checkPrompt(item: DocumentItem, what: string, findings: Findings): void {
  const { prompt, answerIndex } = item;
  if (prompt.task === 'GVQA') {
    const most = prompt.options.length - 1;
    if (answerIndex !== null && (answerIndex < 0 || answerIndex > most))
      findings.refuse(what, `answer_index ${answerIndex} is none of its ${prompt.options.length} options`);
    if (prompt.options.length === 0) findings.refuse(what, 'a GVQA item needs options');
  } else if (answerIndex !== null) findings.refuse(what, `only GVQA items have an answer_index`);
  if (prompt.task !== 'DTG') return;
  if (prompt.sentences.length === 0) findings.refuse(what, 'a DTG item needs sentences');
  if (item.intervals !== null && item.intervals.length !== prompt.sentences.length)
    findings.refuse(
      what,
      `${prompt.sentences.length} sentences, but ${item.intervals.length} intervals; use null where a sentence has none`,
    );
}

function checkSaliency(
  saliency: DocumentSaliency,
  item: DocumentItem,
  video: PlacementVideo,
  what: string,
  findings: Findings,
): void {
  if (item.prompt.task !== 'VHD') findings.refuse(what, 'only VHD items have saliency');
  const fault = saliencyFault(video.table, video.duration, saliency);
  if (fault !== null) findings.refuse(what, english(fault));
  if (saliency.scores.some((score) => !Number.isFinite(score)))
    findings.refuse(what, 'saliency scores must be finite numbers');
}

/** An edge less than a frame outside the video is moved to its border with a note; further out is refused. */
function placeInterval(
  interval: DocumentInterval,
  table: FrameTable,
  where: Said,
  findings: Findings,
): { start: StoredEdge; end: StoredEdge } | null {
  const { start, end } = interval;
  const shown = `[${start.text ?? start.seconds}, ${end.text ?? end.seconds}]`;
  if (!Number.isFinite(start.seconds) || !Number.isFinite(end.seconds)) {
    findings.refuse(where, `${shown} is not a pair of finite numbers`);
    return null;
  }
  if (!(start.seconds < end.seconds)) {
    findings.refuse(where, `${shown} does not start before it ends`);
    return null;
  }
  const bounds = boundsOf(table);
  if (
    start.seconds <= bounds.first - bounds.firstFrame + HALF_MICROSECOND ||
    end.seconds >= bounds.last + bounds.lastFrame - HALF_MICROSECOND ||
    end.seconds <= bounds.first ||
    start.seconds >= bounds.last
  ) {
    findings.refuse(
      where,
      `${shown} lies outside its video, which runs from ${bounds.first} s to ${bounds.last} s`,
    );
    return null;
  }
  const placed = {
    start: inside(start.seconds, start.text, bounds, table, where, findings),
    end: inside(end.seconds, end.text, bounds, table, where, findings),
  };
  if (placed.start.tick < placed.end.tick) return placed;
  // Shorter than one tick of the video: the next tick stands in, the digits keep the truth.
  const next = withText(table, ticks(placed.start.tick + 1), end.text ?? String(end.seconds));
  return { start: placed.start, end: next };
}

/** Documents print six decimals: less than half of the last one is rounding. */
const HALF_MICROSECOND = 5e-7;

interface Bounds {
  readonly first: number;
  readonly last: number;
  /** Seconds that the first and the last frame are shown. */
  readonly firstFrame: number;
  readonly lastFrame: number;
}

function boundsOf(table: FrameTable): Bounds {
  const count = frameCount(table);
  const span = (from: number, to: number): number =>
    toSeconds(edgeTick(table, to), table.timebase) - toSeconds(edgeTick(table, from), table.timebase);
  return {
    first: startSeconds(table),
    last: endSeconds(table),
    firstFrame: span(0, 1),
    lastFrame: span(count - 1, count),
  };
}

function inside(
  at: number,
  text: string | undefined,
  bounds: Bounds,
  table: FrameTable,
  where: Said,
  findings: Findings,
): StoredEdge {
  const edge = documentEdge(table, at, text);
  const first = edgeTick(table, 0);
  // Digits that only round to a border, such as 0.033 for 0.0333..., are the border.
  if (edge.tick >= first && edge.tick <= table.end) return edge;
  const border = edge.tick < first ? first : table.end;
  const frame = edge.tick < first ? 0 : frameCount(table);
  if (Math.abs(at - toSeconds(border, table.timebase)) < HALF_MICROSECOND)
    return { ...withText(table, border, text ?? String(at)), frame };
  const to = edge.tick < first ? bounds.first : bounds.last;
  findings.note(say('importMovedEdge', { where, at: text ?? String(at), to: String(to) }));
  return { tick: border, frame, text: null, offGrid: false };
}
