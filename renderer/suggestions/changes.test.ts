import { describe, expect, it } from 'vitest';
import type { EarlierRow } from '../../src/service/contract/index.ts';
import { changesOf, itemChanges, tally, type Said } from './changes.ts';
import { itemRow, suggestionRow } from './testing.ts';

const said = (start: number, end: number, score = 0.8, slot = 0): Said => ({ slot, start, end, score });
const kinds = (...given: Parameters<typeof changesOf>) => changesOf(...given).map(({ kind }) => kind);

describe('what changed between two answers', () => {
  it('is matched by overlap; the rest is new or gone', () => {
    const changes = changesOf(
      'TAL',
      [said(0, 10, 0.9), said(20, 30, 0.5), said(70, 80)],
      [said(2, 12, 0.6), said(20, 30, 0.9), said(50, 60)],
    );
    expect(changes.map(({ kind }) => kind)).toEqual(['moved', 'same', 'new', 'gone']);
    expect(changes[0]).toMatchObject({ start: 2, end: 2 });
    expect(tally(changes)).toEqual({ new: 1, gone: 1, moved: 1, same: 1, surer: 1, lessSure: 1 });
  });

  it('compares the best candidate of a grounding, and sentences by their place', () => {
    expect(kinds('TG', [said(0, 10, 0.9), said(50, 60, 0.8)], [said(1, 10, 0.9), said(50, 60, 0.8)])).toEqual(
      ['moved'],
    );
    expect(kinds('TG', [said(0, 10)], [said(50, 60)])).toEqual(['gone', 'new']);
    const none = { slot: 1, start: null, end: null, score: 0.5 };
    expect(kinds('DTG', [said(0, 10), none], [said(40, 50), none])).toEqual(['same', 'moved']);
    expect(kinds('DTG', [none], [said(40, 50, 0.8, 1)])).toEqual(['gone', 'new']);
  });

  it('leaves out what a policy hardly means, but never everything', () => {
    expect(kinds('TAL', [said(0, 10, 0.9), said(20, 30, 0.05)], [said(0, 10, 0.9)])).toEqual(['same']);
    expect(kinds('TAL', [said(0, 10, 0.05)], [])).toEqual(['gone']);
    expect(kinds('TAL', [], [])).toEqual([]);
  });
});

describe('the changes of a video', () => {
  const before: EarlierRow = {
    itemId: 'i',
    policyId: 'old',
    at: '2026-11-20T12:00:00Z',
    answerIndex: null,
    answerScore: null,
    calibrated: false,
    basis: null,
    intervals: [{ slot: 0, start: 0, end: 50, score: 0.5 }],
  };

  it('are those of items that two policies answered, by the newest answer', () => {
    const rows = [suggestionRow(1, 900, { responseId: 1 }), suggestionRow(2, 10, { responseId: 2 })];
    const [change] = itemChanges([itemRow('TAL')], rows, [before]);
    expect(change).toMatchObject({ policyId: 'p', changes: [{ kind: 'moved', start: 10, end: 10 }] });
    const asked = suggestionRow(3, 400, { responseId: 2, asked: true });
    expect(itemChanges([itemRow('TAL')], [...rows, asked], [before])).toEqual([change]);
    expect(itemChanges([itemRow('TAL')], rows, [{ ...before, policyId: 'p' }])).toEqual([]);
    expect(itemChanges([itemRow('TAL')], [], [before])).toEqual([]);
    expect(itemChanges([], rows, [before])).toEqual([]);
  });
});
