import { z } from 'zod';
import { say } from '../../tasks/said/said.ts';
import { iou } from '../../time/interval.ts';
import { ticks } from '../../time/ticks.ts';
import { edgeAtSchema, gridEdge, storedEdge, type GridEdge } from '../edges.ts';
import { CurateCheck } from '../curate-check.ts';
import { CorpusError } from '../errors.ts';
import { intervalByKey, intervalsOfItem, itemByKey, type ResponseRow, type SuggestionRow } from '../rows.ts';
import { isFree } from '../truth-rules.ts';
import { parseSaliency } from '../truth-json.ts';
import type { Change } from './change.ts';
import { defineCommand } from './define.ts';
import { freeSlot } from './interval-commands.ts';
import {
  addInterval,
  addNone,
  edgeColumns,
  edged,
  openItem,
  openItemById,
  removeInterval,
  requireOrder,
  setSource,
  settle,
  type EdgeSource,
  type OpenItem,
} from './item-edit.ts';
import { putSaliency } from './item-commands.ts';

const key = z.int().positive();

interface OpenSuggestion extends OpenItem {
  readonly response: ResponseRow;
  readonly suggestion: SuggestionRow;
}

/** @throws CorpusError 'not-found' */
function openSuggestion(change: Change, suggestionKey: number): OpenSuggestion {
  const suggestion = change.db.get<SuggestionRow>('SELECT * FROM suggestion WHERE key = @key', {
    key: suggestionKey,
  });
  if (suggestion === undefined) throw new CorpusError('not-found', say('suggestionGone'));
  const response = openResponse(change, suggestion.response);
  return { ...openItem(change, itemByKey(change.db, response.item)), response, suggestion };
}

function openResponse(change: Change, responseKey: number): ResponseRow {
  const response = change.db.get<ResponseRow>('SELECT * FROM response WHERE key = @key', {
    key: responseKey,
  });
  if (response === undefined) throw new CorpusError('not-found', say('suggestionGone'));
  return response;
}

/**
 * Takes a suggestion, or one of its edges, into the truth. Without `interval` it only ever adds: truth that is there is
 * changed only when the person names it. The suggestion stays, with what became of it.
 */
export const acceptSuggestion = defineCommand(
  z.strictObject({
    suggestion: key,
    part: z.enum(['whole', 'start', 'end']).optional(),
    interval: key.optional(),
  }),
  (change, params) => {
    const open = openSuggestion(change, params.suggestion);
    const part = params.part ?? 'whole';
    const created = part === 'whole' ? takeWhole(change, open, params.interval) : null;
    if (part !== 'whole') takeEdge(change, open, part, params.interval);
    settle(change, open.item, open.video);
    return {
      said:
        part === 'whole'
          ? say('acceptedSuggestion', { name: open.name })
          : say('acceptedEdge', { name: open.name, edge: part }),
      created: { intervals: created === null ? [] : [created] },
    };
  },
);

/** Takes a suggestion with edges that the person corrected. */
export const trimSuggestion = defineCommand(
  z.strictObject({ suggestion: key, start: edgeAtSchema, end: edgeAtSchema, interval: key.optional() }),
  (change, params) => {
    const open = openSuggestion(change, params.suggestion);
    const start = gridEdge(open.table, params.start);
    const end = gridEdge(open.table, params.end);
    const created = takeWhole(change, open, params.interval, { start, end });
    settle(change, open.item, open.video);
    return { said: say('trimmedSuggestion', { name: open.name }), created: { intervals: [created] } };
  },
);

export const rejectSuggestion = defineCommand(
  z.strictObject({ suggestions: z.array(key).min(1).max(1_000_000) }),
  (change, params) => {
    let first = '';
    for (const each of new Set(params.suggestions)) {
      const open = openSuggestion(change, each);
      first ||= open.name;
      requirePending(open);
      decide(change, open.suggestion.key, 'rejected', null, null);
      change.touched.item(open.item.id, open.video.id);
    }
    const count = params.suggestions.length;
    return {
      said:
        count === 1
          ? say('rejectedSuggestion', { name: first })
          : say('rejectedSuggestions', { count, name: first }),
    };
  },
);

/** Takes over the option (GVQA) or the saliency (VHD) that a response names. */
export const acceptAnswer = defineCommand(z.strictObject({ response: key }), (change, params) => {
  const response = openResponse(change, params.response);
  const open = openItem(change, itemByKey(change.db, response.item));
  takeAnswer(change, open, response);
  settle(change, open.item, open.video);
  return { said: say('acceptedAnswer', { name: open.name }) };
});

export const rejectAnswer = defineCommand(z.strictObject({ response: key }), (change, params) => {
  const response = openResponse(change, params.response);
  const open = openItem(change, itemByKey(change.db, response.item));
  if (response.answer_status === null)
    throw new CorpusError('refused', say('noSuggestedAnswer', { name: open.name }));
  change.update('response', response.key, { answer_status: 'rejected', answer_decided_at: change.at });
  change.touched.item(open.item.id, open.video.id);
  return { said: say('rejectedAnswer', { name: open.name }) };
});

/**
 * Accepts every pending suggestion with at least this score of each item's newest response, where it takes nothing away:
 * not where the question or sentence has its interval, nor where it overlaps truth with an IoU of 0.5 or more. Responses that
 * only point at events are left alone, whatever the threshold: they do not answer the question.
 */
export const acceptAllAbove = defineCommand(
  z.strictObject({
    items: z.array(z.string()).min(1).max(1_000_000),
    threshold: z.number(),
    /** Ticks: only suggestions whose middle lies in it, and no answers. Items of one video, whose ticks they are. */
    range: z.strictObject({ start: z.number(), end: z.number() }).optional(),
    /** Also call the items curated that may then be called so. */
    curate: z.boolean().optional(),
  }),
  (change, params) => {
    const created: number[] = [];
    const filled: OpenItem[] = [];
    let answers = 0;
    let items = 0;
    for (const id of new Set(params.items)) {
      const open = openItemById(change, id);
      let taken = 0;
      const newest = change.db.get<ResponseRow>(
        'SELECT * FROM response WHERE item = @item ORDER BY key DESC LIMIT 1',
        { item: open.item.key },
      );
      if (newest === undefined || newest.basis !== null) continue;
      for (const suggestion of candidates(change, open, newest, params.threshold)) {
        if (params.range !== undefined && !liesIn(suggestion, params.range)) continue;
        if (!addsOnly(change, open, suggestion)) continue;
        created.push(takeWhole(change, openSuggestion(change, suggestion.key), undefined));
        taken++;
      }
      const sure = newest.answer_status === 'pending' && scoreOf(change, newest) >= params.threshold;
      if (sure && params.range === undefined && lacksAnswer(open)) {
        takeAnswer(change, open, newest);
        answers++;
        taken++;
      }
      if (taken === 0) continue;
      items++;
      settle(change, open.item, open.video);
      if (params.curate === true) filled.push(open);
    }
    // Only now: what was accepted for one item may exclude what was accepted for another.
    const check = new CurateCheck(change.db);
    for (const { item, video } of filled)
      if (check.whyNot(item.key, video) === null) change.update('item', item.key, { state: 'curated' });
    if (items === 0) throw new CorpusError('refused', say('noneAbove', { threshold: params.threshold }));
    const count = created.length + answers;
    return {
      said: say('acceptedAllAbove', { count, threshold: params.threshold, items }),
      created: { intervals: created },
    };
  },
);

/** By its middle, so that of two neighbouring ranges one has it. */
function liesIn(
  { start_tick, end_tick }: SuggestionRow,
  { start, end }: { readonly start: number; readonly end: number },
): boolean {
  if (start_tick === null || end_tick === null) return false;
  const middle = (start_tick + end_tick) / 2;
  return middle >= start && middle < end;
}

/** Best first for TG, whose slots are candidates for one interval; else in slot order, of two for one sentence the surer first. */
function candidates(
  change: Change,
  open: OpenItem,
  response: ResponseRow,
  threshold: number,
): SuggestionRow[] {
  return change.db.all<SuggestionRow>(
    `SELECT * FROM suggestion WHERE response = @response AND status = 'pending' AND score >= @threshold
     ORDER BY ${open.prompt.task === 'TG' ? 'score DESC, slot' : 'slot, score DESC, key'}`,
    { response: response.key, threshold },
  );
}

/** A response's own confidence: its answer's, else its best suggestion's; 1 where it suggests no interval at all. */
function scoreOf(change: Change, response: ResponseRow): number {
  if (response.answer_score !== null) return response.answer_score;
  return (
    change.db.get<{ score: number | null }>(
      'SELECT max(score) AS score FROM suggestion WHERE response = @response',
      {
        response: response.key,
      },
    )?.score ?? 1
  );
}

function lacksAnswer({ item }: OpenItem): boolean {
  return item.task === 'GVQA' ? item.answer_index === null : item.saliency === null;
}

function addsOnly(change: Change, open: OpenItem, suggestion: SuggestionRow): boolean {
  const rows = intervalsOfItem(change.db, open.item.key);
  if (open.prompt.task === 'TG') return rows.length === 0;
  if (open.prompt.task === 'DTG') return rows.every((row) => row.slot !== suggestion.slot);
  if (suggestion.start_tick === null || suggestion.end_tick === null) return false;
  const mine = { start: ticks(suggestion.start_tick), end: ticks(suggestion.end_tick) };
  return rows.every(
    (row) =>
      row.start_tick === null ||
      row.end_tick === null ||
      iou(mine, { start: ticks(row.start_tick), end: ticks(row.end_tick) }) < 0.5,
  );
}

/** @returns the key of the truth row that now holds the suggestion */
function takeWhole(
  change: Change,
  open: OpenSuggestion,
  onto: number | undefined,
  trimmed?: { readonly start: GridEdge; readonly end: GridEdge },
): number {
  requirePending(open);
  const { suggestion, item, prompt } = open;
  const edges = trimmed ?? edgesOf(suggestion);
  if (edges === null) return takeNone(change, open);
  const suggested = edgesOf(suggestion) ?? edges;
  const sources = {
    start: sourceOf(open.response.policy, edges.start.tick - suggested.start.tick),
    end: sourceOf(open.response.policy, edges.end.tick - suggested.end.tick),
  };
  const [start, end] = [storedEdge(edges.start), storedEdge(edges.end)];
  const moved = sources.start.movedTicks !== 0 || sources.end.movedTicks !== 0;
  decide(change, suggestion.key, moved ? 'trimmed' : 'accepted', 'whole', {
    start: start.tick,
    end: end.tick,
  });
  if (onto !== undefined) {
    const row = requireOwn(change, open, onto);
    requireOrder(start, end);
    change.update('interval', row.key, { ...edgeColumns('start', start), ...edgeColumns('end', end) });
    setSource(change, row.key, 'start', sources.start);
    setSource(change, row.key, 'end', sources.end);
    return row.key;
  }
  const rows = intervalsOfItem(change.db, item.key);
  const slot = freeSlot({ ...open, rows }, prompt.task === 'DTG' ? suggestion.slot : undefined);
  for (const row of rows) if (row.slot === slot && row.start_tick === null) removeInterval(change, row.key);
  return addInterval(change, item, slot, { start, end }, sources);
}

function takeNone(change: Change, open: OpenSuggestion): number {
  const { suggestion, item, prompt, name } = open;
  if (prompt.task !== 'DTG') throw new CorpusError('refused', say('noInterval', { name }));
  if (intervalsOfItem(change.db, item.key).some((row) => row.slot === suggestion.slot))
    throw new CorpusError('refused', say('sentenceAnswered', { name }));
  decide(change, suggestion.key, 'accepted', 'whole', null);
  return addNone(change, item, suggestion.slot);
}

function takeEdge(
  change: Change,
  open: OpenSuggestion,
  part: 'start' | 'end',
  onto: number | undefined,
): void {
  const { suggestion, name, prompt } = open;
  const suggested = edgesOf(suggestion);
  if (suggested === null) throw new CorpusError('refused', say('suggestionNoEdges', { name }));
  const otherPart = part === 'start' ? 'end' : 'start';
  const second = suggestion.part === otherPart;
  if (!second) requirePending(open);
  const own = open.rows.filter(
    (row) => row.start_tick !== null && (prompt.task !== 'DTG' || row.slot === suggestion.slot),
  );
  const target = onto ?? (own.length === 1 ? own[0]?.key : undefined);
  if (target === undefined) throw new CorpusError('refused', say('chooseInterval', { name, edge: part }));
  const row = requireOwn(change, open, target);
  const edge = storedEdge(suggested[part]);
  if (part === 'start') requireOrder(edge, { tick: row.end_tick });
  else requireOrder({ tick: row.start_tick }, edge);
  change.update('interval', row.key, edgeColumns(part, edge));
  setSource(change, row.key, part, sourceOf(open.response.policy, 0));
  const now = edged(intervalByKey(change.db, row.key));
  decide(change, suggestion.key, 'accepted', second ? 'whole' : part, {
    start: now.start_tick,
    end: now.end_tick,
  });
}

function takeAnswer(change: Change, open: OpenItem, response: ResponseRow): void {
  const { item, video, name } = open;
  if (response.answer_status === null) throw new CorpusError('refused', say('noSuggestedAnswer', { name }));
  if (item.task === 'GVQA') change.update('item', item.key, { answer_index: response.answer_index });
  else {
    const saliency = parseSaliency(response.saliency);
    const given =
      saliency === null ? null : { clipLength: saliency.clipLength, scores: [...saliency.scores] };
    putSaliency(change, item, video, name, given);
  }
  change.update('response', response.key, { answer_status: 'accepted', answer_decided_at: change.at });
}

function requirePending({ suggestion, name }: OpenSuggestion): void {
  if (suggestion.status === 'pending' || suggestion.status === 'rejected') return;
  throw new CorpusError('refused', say('decidedAlready', { name, status: suggestion.status }));
}

function requireOwn(change: Change, open: OpenItem, interval: number): ReturnType<typeof edged> {
  const row = edged(intervalByKey(change.db, interval));
  if (row.item === open.item.key && (isFree(open.prompt) || open.rows.length > 0)) return row;
  throw new CorpusError('refused', say('intervalOfOther', { name: open.name }));
}

function edgesOf(suggestion: SuggestionRow): { start: GridEdge; end: GridEdge } | null {
  const { start_tick, end_tick, start_frame, end_frame } = suggestion;
  if (start_tick === null || end_tick === null) return null;
  return {
    start: { tick: ticks(start_tick), frame: start_frame ?? 0 },
    end: { tick: ticks(end_tick), frame: end_frame ?? 0 },
  };
}

function sourceOf(policy: string, movedTicks: number): EdgeSource {
  return { origin: movedTicks === 0 ? 'accepted' : 'trimmed', policy, movedTicks };
}

function decide(
  change: Change,
  suggestion: number,
  status: 'accepted' | 'trimmed' | 'rejected',
  part: 'whole' | 'start' | 'end' | null,
  final: { readonly start: number; readonly end: number } | null,
): void {
  change.update('suggestion', suggestion, {
    status,
    part,
    decided_at: change.at,
    decided_by: change.annotator,
    final_start_tick: final?.start ?? null,
    final_end_tick: final?.end ?? null,
  });
}
