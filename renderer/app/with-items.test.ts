import { describe, expect, it } from 'vitest';
import type { ItemRow, SuggestionRow, VideoDetail, VideoItems } from '../../src/service/contract/index.ts';
import { withItems } from './with-items.ts';

function item(id: string, change: Partial<ItemRow> = {}): ItemRow {
  return {
    id,
    task: 'TG',
    prompt: { task: 'TG', query: id },
    paraphrases: [],
    state: 'open',
    labelId: null,
    answerIndex: null,
    saliency: null,
    intervals: [],
    intervalTotal: 0,
    noneSlots: [],
    laneId: 'TG',
    worth: null,
    ...change,
  };
}

function suggestion(id: number, responseId: number, itemId: string): SuggestionRow {
  return {
    id,
    responseId,
    itemId,
    policyId: 'p',
    slot: 0,
    start: 0,
    end: 1,
    score: 0.5,
    calibrated: false,
    asked: false,
    answerIndex: null,
    saliency: null,
    status: 'pending',
    basis: null,
    at: '2026-11-20T00:00:00.000Z',
  };
}

const HELD: VideoDetail = {
  id: 'v',
  title: 'v',
  split: null,
  group: null,
  state: 'new',
  timebase: { num: 1, den: 1000 },
  firstTick: 0,
  endTick: 1000,
  frameCount: 25,
  width: 2,
  height: 2,
  rotation: 0,
  codec: 'h264',
  hasSound: false,
  playable: true,
  warnings: [],
  coverage: [],
  skimmed: [],
  urls: { media: '', frames: '', peaks: null, filmstrip: '', filmstripSheet: '', thumbnail: '' },
  lanes: [{ id: 'TG', task: 'TG', name: 'TG', labelId: null, itemIds: ['a', 'b', 'c'] }],
  items: [item('a'), item('b'), item('c', { derived: { rule: 'first', sources: ['b'], state: 'same' } })],
  suggestions: [suggestion(5, 9, 'b'), suggestion(3, 4, 'a'), suggestion(4, 4, 'a'), suggestion(1, 2, 'c')],
  responses: [],
  revision: 7,
};

function answer(change: Partial<VideoItems>): VideoItems {
  return {
    state: 'begun',
    coverage: [[0, 10]],
    skimmed: [],
    items: [],
    suggestions: [],
    responses: [],
    derived: [{ itemId: 'c', derived: { rule: 'first', sources: ['b'], state: 'same' } }],
    revision: 8,
    ...change,
  };
}

describe('withItems', () => {
  it('puts in what was read and leaves every other item the very same', () => {
    const b = item('b', { state: 'curated' });
    const next = withItems(HELD, ['b'], answer({ items: [b] }));
    expect(next).toMatchObject({ state: 'begun', coverage: [[0, 10]], revision: 8, lanes: HELD.lanes });
    expect(next?.items.map((each) => each.id)).toEqual(['a', 'b', 'c']);
    expect(next?.items[0]).toBe(HELD.items[0]);
    expect(next?.items[1]).toBe(b);
    expect(next?.items[2]).toBe(HELD.items[2]);
  });

  it('keeps the newest answers first and drops those that are no more', () => {
    const read = [suggestion(8, 12, 'a'), suggestion(7, 12, 'a')];
    const next = withItems(HELD, ['a'], answer({ items: [item('a')], suggestions: read }));
    expect(next?.suggestions.map(({ id }) => id)).toEqual([8, 7, 5, 1]);
    const none = withItems(HELD, ['b'], answer({ items: [item('b')] }));
    expect(none?.suggestions.map(({ id }) => id)).toEqual([3, 4, 1]);
  });

  it('tells that a derived item lost its proof, or its link', () => {
    const gone = { rule: 'first', sources: ['b'], state: 'gone' } as const;
    const next = withItems(
      HELD,
      [],
      answer({ derived: [{ itemId: 'c', derived: { ...gone, sources: ['b'] } }] }),
    );
    expect(next?.items[2]?.derived?.state).toBe('gone');
    expect(withItems(HELD, [], answer({ derived: [] }))?.items[2]).not.toHaveProperty('derived');
  });

  it('is not enough where an item came, went or changed its lane', () => {
    expect(withItems(HELD, ['new'], answer({ items: [item('new')] }))).toBeNull();
    expect(withItems(HELD, ['a'], answer({}))).toBeNull();
    expect(withItems(HELD, ['a'], answer({ items: [item('a', { laneId: 'TAL 1' })] }))).toBeNull();
    // An item of another video, or one that came and went meanwhile, is nothing here.
    expect(withItems(HELD, ['elsewhere'], answer({}))?.revision).toBe(8);
  });

  it('passes over an answer that is older than what is held', () => {
    expect(withItems(HELD, ['a'], answer({ revision: 6, items: [] }))).toBe(HELD);
  });
});
