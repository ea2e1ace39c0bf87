import { describe, expect, it } from 'vitest';
import type { SuggestionRow } from '../../src/service/contract/index.ts';
import { byItem, leading, offered } from './offered.ts';

function suggestion(id: number, score: number, change: Partial<SuggestionRow> = {}): SuggestionRow {
  return {
    id,
    responseId: 1,
    itemId: 'a',
    policyId: 'p',
    slot: 0,
    start: 0,
    end: 40,
    score,
    calibrated: false,
    asked: false,
    answerIndex: null,
    saliency: null,
    basis: null,
    status: 'pending',
    at: '2026-11-20T12:00:00Z',
    ...change,
  };
}

const ids = (list: readonly SuggestionRow[]): number[] => list.map((each) => each.id);

describe('the suggestions that a person is asked about', () => {
  const many = [
    suggestion(1, 0.2),
    suggestion(2, 0.9),
    suggestion(3, 0.05),
    suggestion(4, 0.5),
    suggestion(5, 0.01),
    suggestion(6, 0.7),
  ];

  it('are the best few candidates of a grounding item, one of them standing for it', () => {
    expect(ids(offered(many, 'TG'))).toEqual([2, 6, 4]);
    expect(ids(leading(many, 'TG'))).toEqual([2]);
  });

  it('are all instances of an action but the unlikely ones', () => {
    expect(ids(offered(many, 'TAL'))).toEqual([2, 6, 4, 1]);
    expect(ids(leading(many, 'TAL'))).toEqual([2, 6, 4, 1]);
  });

  it('are never none because all are unlikely, and never what was judged', () => {
    expect(ids(offered([suggestion(1, 0.02), suggestion(2, 0.04)], 'VHD'))).toEqual([2]);
    expect(ids(offered([suggestion(1, 0.9, { status: 'rejected' }), suggestion(2, 0.4)], 'TAL'))).toEqual([
      2,
    ]);
  });

  it('are grouped by item', () => {
    const groups = byItem([suggestion(1, 1), suggestion(2, 1, { itemId: 'b' }), suggestion(3, 1)]);
    expect([...groups].map(([item, list]) => [item, ids(list)])).toEqual([
      ['a', [1, 3]],
      ['b', [2]],
    ]);
  });
});
