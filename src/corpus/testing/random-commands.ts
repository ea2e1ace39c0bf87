import * as fc from 'fast-check';
import { command, type CommandRequest } from '../commands/registry.ts';
import type { ReadableDb } from '../db.ts';

/** A command with numbers instead of ids: `resolve` picks what they stand for among what is there at that moment. */
export interface Draft {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

export const drafts = fc.record({
  kind: fc.nat(31),
  a: fc.nat(1000),
  b: fc.integer({ min: -5, max: 255 }),
  c: fc.integer({ min: -5, max: 255 }),
});

// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the row's type, as with `db.get`
function pick<T extends object>(db: ReadableDb, table: string, columns: string, at: number): T | undefined {
  const rows = db.all<T>(`SELECT ${columns} FROM ${table} ORDER BY key`);
  return rows[at % Math.max(1, rows.length)];
}

/** The command a draft stands for now; many of them are refused, as a person's would be. */
export function resolve(db: ReadableDb, { kind, a, b, c }: Draft): CommandRequest {
  const item = pick<{ id: string }>(db, 'item', 'id', a)?.id ?? 'none';
  const video = pick<{ id: string }>(db, 'video', 'id', a)?.id ?? 'none';
  const interval = pick<{ key: number }>(db, 'interval', 'key', a)?.key ?? 1;
  const other = pick<{ key: number }>(db, 'interval', 'key', a + 1)?.key ?? 1;
  const label = pick<{ key: number }>(db, 'label', 'key', a)?.key ?? 1;
  const suggestion = pick<{ key: number }>(db, 'suggestion', 'key', a)?.key ?? 1;
  const response = pick<{ key: number }>(db, 'response', 'key', a)?.key ?? 1;
  const comment = pick<{ key: number }>(db, 'comment', 'key', a)?.key ?? 1;
  const [from, to] = [{ frame: Math.min(b, c) }, { frame: Math.max(b, c) }];
  const edge = b % 2 === 0 ? 'start' : 'end';
  switch (kind) {
    case 0:
    case 1:
      return command('createInterval', { item, start: from, end: to });
    case 2:
    case 3:
      return command('moveEdge', { interval, edge, to: { frame: c } });
    case 4:
      return command('moveInterval', { interval, start: { frame: b } });
    case 5:
      return command('deleteInterval', { interval });
    case 6:
    case 7:
      return command('splitInterval', { interval, at: { frame: b } });
    case 8:
      return command('mergeIntervals', { intervals: [interval, other] });
    case 9:
      return command('setIntervalLabel', { interval, label: b < 0 ? null : label });
    case 10:
      return command('setIntervalSlot', { interval, slot: Math.abs(b) % 4 });
    case 11:
      return command('snapEdges', { intervals: [interval, other] });
    case 12:
      return command('setNone', { item, slot: Math.abs(b) % 3 });
    case 13:
      return command('setTruth', { item, intervals: [{ start: from, end: to }], state: 'curated' });
    case 14:
      return command('setTruth', { item, intervals: [null, { start: from, end: to }, null] });
    case 15:
      return command('createItem', { video, prompt: { task: 'TAL', label: b < 0 ? 'nothing' : 'jump' } });
    case 16:
      return command('createItem', { video, prompt: { task: 'DTG', sentences: ['One', 'Two'] } });
    case 17:
      return command('editPrompt', { item, prompt: { task: 'DTG', sentences: ['Only one'] } });
    case 18:
      return command('editPrompt', { item, paraphrases: [`said ${b}`] });
    case 19:
      return command('deleteItem', { item });
    case 20:
      return command('setItemState', {
        items: [item],
        state: (['open', 'draft', 'curated', 'reviewed'] as const)[a % 4] ?? 'open',
      });
    case 21:
      return command('setAnswer', { item, answerIndex: b < 0 ? null : b % 4 });
    case 22:
      if (b % 2 === 1)
        return command('rateClips', {
          item,
          clipLength: 2,
          clips: 5,
          rated: [{ clip: b % 5, score: c % 5 }],
        });
      return command('setSaliency', {
        item,
        saliency: b < 0 ? null : { clipLength: 2, scores: [0, 1, 2, 3, b % 5] },
      });
    case 23:
      return command('setSplit', { videos: [video], split: b < 0 ? null : 'validation' });
    case 24:
      return command('acceptSuggestion', { suggestion });
    case 25:
      return command('acceptSuggestion', { suggestion, part: edge, interval });
    case 26:
      return command('trimSuggestion', { suggestion, start: from, end: to });
    case 27:
      return command('rejectSuggestion', { suggestions: [suggestion] });
    case 28:
      return b % 2 === 0 ? command('acceptAnswer', { response }) : command('rejectAnswer', { response });
    case 29:
      return command('acceptAllAbove', { items: [item, 'tal-2', 'gvqa-2'], threshold: 0.6, curate: true });
    case 30:
      return b % 2 === 0
        ? command('addLabel', { group: 'cheetah', name: `label ${c}` })
        : command('editLabel', { label, name: `renamed ${c}` });
    default:
      return b % 3 === 0
        ? command('addComment', { video, text: 'so' })
        : b % 3 === 1
          ? command('editComment', { comment, resolved: true })
          : command('removeLabel', { label });
  }
}
