import type { IntervalRow, ItemRow, ResponseRow, SuggestionRow } from '../../src/service/contract/index.ts';

/** Rows as the service sends them, for tests. */

const PROMPTS = {
  TG: { task: 'TG', query: 'q' },
  DTG: { task: 'DTG', sentences: ['a', 'b', 'c'] },
  VHD: { task: 'VHD', query: 'q', clipLength: 2 },
  GVQA: { task: 'GVQA', question: 'q', options: ['x', 'y'] },
  TAL: { task: 'TAL', label: 'l', description: 'd' },
} as const;

export function intervalRow(start: number, end: number, slot = 0): IntervalRow {
  const edge = { by: 'me', kind: 'drawn', policyId: null, at: null, movedTicks: 0 } as const;
  return {
    id: start + 1,
    slot,
    start,
    end,
    startFrame: start,
    endFrame: end,
    offGrid: { start: false, end: false },
    provenance: { start: edge, end: edge },
  };
}

export function itemRow(task: ItemRow['task'], change: Partial<ItemRow> = {}): ItemRow {
  const prompt = PROMPTS[task];
  return {
    id: 'i',
    task,
    prompt:
      prompt.task === 'DTG'
        ? { ...prompt, sentences: [...prompt.sentences] }
        : prompt.task === 'GVQA'
          ? { ...prompt, options: [...prompt.options] }
          : prompt,
    paraphrases: [],
    state: 'open',
    labelId: null,
    answerIndex: null,
    saliency: null,
    intervals: [],
    intervalTotal: 0,
    noneSlots: [],
    laneId: task,
    worth: null,
    ...change,
  };
}

export function suggestionRow(id: number, start: number, change: Partial<SuggestionRow> = {}): SuggestionRow {
  return {
    id,
    responseId: 1,
    itemId: 'i',
    policyId: 'p',
    slot: 0,
    start,
    end: start + 50,
    score: 0.9,
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

export function responseRow(change: Partial<ResponseRow> = {}): ResponseRow {
  return {
    id: 1,
    itemId: 'i',
    policyId: 'p',
    answerIndex: 1,
    answerScore: 0.8,
    calibrated: true,
    spare: [],
    saliency: null,
    text: '',
    answerStatus: 'pending',
    basis: null,
    at: '2026-11-20T12:00:00Z',
    ...change,
  };
}
