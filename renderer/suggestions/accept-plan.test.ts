import { describe, expect, it } from 'vitest';
import type {
  IntervalRow,
  ItemRow,
  PolicyConfidence,
  SuggestionRow,
} from '../../src/service/contract/index.ts';
import { acceptable, advice, apart, onlyPolicy, onlyTask, taken } from './accept-plan.ts';
import { isLaneLocked } from '../timeline/lanes-now.ts';
import { confidenceText, spokenConfidence } from './confidence.ts';

const prompts = {
  TG: { task: 'TG', query: 'q' },
  DTG: { task: 'DTG', sentences: ['a', 'b'] },
  TAL: { task: 'TAL', label: 'l', description: 'd' },
} as const;

function interval(start: number, end: number, slot = 0): IntervalRow {
  const edge = { by: 'me', kind: 'drawn', policyId: null, at: null, movedTicks: 0 } as const;
  return {
    id: start,
    slot,
    start,
    end,
    startFrame: start,
    endFrame: end,
    offGrid: { start: false, end: false },
    provenance: { start: edge, end: edge },
  };
}

function item(task: keyof typeof prompts, intervals: IntervalRow[] = []): ItemRow {
  return {
    id: 'i',
    task,
    prompt: task === 'DTG' ? { task, sentences: ['a', 'b'] } : prompts[task],
    paraphrases: [],
    state: 'open',
    labelId: null,
    answerIndex: null,
    saliency: null,
    intervals,
    intervalTotal: intervals.length,
    noneSlots: [],
    laneId: task,
    worth: null,
  };
}

function suggestion(slot: number, score: number, change: Partial<SuggestionRow> = {}): SuggestionRow {
  return {
    id: slot,
    responseId: 1,
    itemId: 'i',
    policyId: 'p',
    slot,
    start: slot * 100,
    end: slot * 100 + 50,
    score,
    calibrated: true,
    asked: false,
    answerIndex: null,
    saliency: null,
    status: 'pending',
    basis: null,
    at: '2026-11-20T12:00:00Z',
    ...change,
  };
}

describe('how many suggestions are taken above a confidence', () => {
  const four = [suggestion(0, 0.9), suggestion(1, 0.8), suggestion(2, 0.6), suggestion(3, 0.2)];

  it('is every sure instance that is not labelled yet', () => {
    expect(acceptable([{ item: item('TAL'), suggestions: four }], 0.6)).toBe(3);
    expect(acceptable([{ item: item('TAL', [interval(2, 48)]), suggestions: four }], 0.6)).toBe(2);
    expect(acceptable([{ item: item('TAL'), suggestions: four }], 0.95)).toBe(0);
  });

  it('is one interval for grounding, and one for each sentence that has none', () => {
    expect(acceptable([{ item: item('TG'), suggestions: four }], 0.6)).toBe(1);
    expect(acceptable([{ item: item('TG', [interval(0, 10)]), suggestions: four }], 0.6)).toBe(0);
    const sentences = item('DTG', [interval(0, 10, 1)]);
    expect(acceptable([{ item: sentences, suggestions: four.slice(0, 2) }], 0.6)).toBe(1);
    const two = [suggestion(0, 0.7), suggestion(4, 0.8, { slot: 0, asked: true })];
    expect(taken({ item: item('DTG'), suggestions: two }, 0.6).map(({ id }) => id)).toEqual([two[1]?.id]);
    expect(acceptable([{ item: { ...sentences, noneSlots: [0] }, suggestions: four.slice(0, 2) }], 0.6)).toBe(
      0,
    );
  });

  it('is only what lies in a stretch, by its middle', () => {
    const offers = [{ item: item('TAL'), suggestions: four }];
    expect(acceptable(offers, 0, { start: 100, end: 226 })).toBe(2);
    expect(acceptable(offers, 0, { start: 100, end: 225 })).toBe(1);
    expect(
      acceptable([{ item: item('DTG'), suggestions: [suggestion(0, 0.9, { start: null, end: null })] }], 0, {
        start: 0,
        end: 900,
      }),
    ).toBe(0);
  });

  it('never counts what was judged, an older answer, or the same thing twice', () => {
    const doubled = [
      suggestion(0, 0.9),
      suggestion(1, 0.9, { start: 2, end: 50 }),
      suggestion(2, 0.9, { status: 'rejected' }),
      suggestion(3, 0.9, { responseId: 0 }),
    ];
    expect(acceptable([{ item: item('TAL'), suggestions: doubled }], 0.5)).toBe(1);
    expect(acceptable([{ item: item('TAL'), suggestions: [] }], 0.5)).toBe(0);
  });
});

describe('the advice on where to begin', () => {
  const confidence: PolicyConfidence = {
    items: 143,
    sentence: 'Calibrated on 143 held-out items.',
    error: 0.03,
    thresholds: [
      {
        precision: 0.9,
        all: { confidence: 0.72, count: 212, right: 199, items: 140 },
        tasks: { TAL: { confidence: 0.65, count: 90, right: 86, items: 30 } },
      },
      { precision: 0.95, all: null, tasks: {} },
    ],
  };

  it('follows from held-out videos, and says why', () => {
    expect(advice(confidence, 0.9, null)).toEqual({
      threshold: 0.72,
      sentence: '199 of 212 suggestions of 72 % and more were right on 140 held-out items.',
    });
    expect(advice(confidence, 0.9, 'TAL')).toEqual({
      threshold: 0.65,
      sentence: '86 of 90 TAL suggestions of 65 % and more were right on 30 held-out items.',
    });
    expect(advice(confidence, 0.9, 'TG').threshold).toBe(0.72);
  });

  it('is none where nothing is sure enough, nothing was measured, or several policies spoke', () => {
    expect(advice(confidence, 0.95, null)).toEqual({
      threshold: null,
      sentence: 'On 143 held-out items no confidence was sure enough to be right 95 % of the time.',
    });
    const sentence = 'Not calibrated: 37 of 100 held-out items. Scores are scores, not probabilities.';
    expect(advice({ items: 37, sentence, error: null, thresholds: [] }, 0.9, null)).toEqual({
      threshold: null,
      sentence,
    });
    expect(advice(null, 0.9, null).sentence).toContain('no calibration');
    expect(advice(undefined, 0.9, null).sentence).toContain('several policies');
  });

  it('needs one policy; one task where there is one', () => {
    const offers = [{ item: item('TAL'), suggestions: [suggestion(0, 0.5)] }];
    expect([onlyPolicy(offers), onlyTask(offers)]).toEqual(['p', 'TAL']);
    const more = [...offers, { item: item('TG'), suggestions: [suggestion(0, 0.5, { policyId: 'q' })] }];
    expect([onlyPolicy(more), onlyTask(more)]).toEqual([null, null]);
    expect([onlyPolicy([]), onlyTask([])]).toEqual([null, null]);
  });
});

describe('a confidence in words', () => {
  it('is a percentage only where it is a probability', () => {
    expect(confidenceText({ score: 0.724, calibrated: true })).toBe('72 %');
    expect(confidenceText({ score: 0.724, calibrated: false })).toBe('0.72');
    expect(spokenConfidence({ score: 0.724, calibrated: true })).toBe('72 percent sure');
    expect(spokenConfidence({ score: 0.724, calibrated: false })).toBe('score 0.72');
  });
});

describe('locked lanes', () => {
  const tal = { ...item('TAL'), laneId: 'TAL 3' };
  const states = { 'TAL 3': { locked: true }, 'task TG': { locked: true } };

  it('are those of the lanes that are shown, in whatever video', () => {
    expect(isLaneLocked(tal, { grouping: 'label', lanes: states })).toBe(true);
    expect(isLaneLocked(tal, { grouping: 'task', lanes: states })).toBe(false);
    expect(isLaneLocked(item('TG'), { grouping: 'task', lanes: states })).toBe(true);
    expect(isLaneLocked(item('TG'), { grouping: 'label', lanes: states })).toBe(false);
    expect(isLaneLocked(tal, { grouping: 'annotator', lanes: states })).toBe(false);
  });

  it('leave out their items, and count those that had something to take', () => {
    const offers = [
      { item: tal, suggestions: [suggestion(0, 0.9)] },
      { item: tal, suggestions: [suggestion(0, 0.9, { status: 'rejected' })] },
      { item: item('TG'), suggestions: [suggestion(0, 0.9)] },
    ];
    const { open, locked } = apart(offers, ({ laneId }) => laneId === 'TAL 3');
    expect(open.map((each) => each.item.task)).toEqual(['TG']);
    expect(locked).toBe(1);
    expect(acceptable(open, 0.5)).toBe(1);
  });
});
