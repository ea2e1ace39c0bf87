import { describe, expect, it } from 'vitest';
import type { IntervalRow, ItemRow, SuggestionRow, VideoDetail } from '../../src/service/contract/index.ts';
import { barTarget, labelCode, labelledLanes, NEUTRAL, topLanes } from './model.ts';

const edge = { by: 'ada', kind: 'drawn', policyId: null, at: null, movedTicks: 0 } as const;

function interval(id: number, start: number, end: number): IntervalRow {
  return {
    id,
    slot: 0,
    start,
    end,
    startFrame: 0,
    endFrame: 1,
    offGrid: { start: false, end: id === 3 },
    provenance: { start: edge, end: edge },
  };
}

function item(id: string, prompt: ItemRow['prompt'], change: Partial<ItemRow>): ItemRow {
  return {
    id,
    task: prompt.task,
    prompt,
    paraphrases: [],
    state: 'draft',
    labelId: null,
    answerIndex: null,
    saliency: null,
    intervals: [],
    noneSlots: [],
    intervalTotal: 0,
    laneId: id,
    worth: null,
    ...change,
  };
}

function suggestion(
  id: number,
  itemId: string,
  score: number,
  status: SuggestionRow['status'] = 'pending',
): SuggestionRow {
  return {
    id,
    responseId: 1,
    itemId,
    policyId: 'p',
    slot: 0,
    start: id * 10,
    end: id * 10 + 400,
    score,
    calibrated: false,
    answerIndex: null,
    saliency: null,
    basis: null,
    status,
    at: '2026-11-20T12:00:00Z',
  };
}

const items = [
  item(
    'q',
    { task: 'VHD', query: 'best bits', clipLength: 2 },
    { intervals: [interval(1, 0, 400)], saliency: { clipLength: 2, scores: [4, 0] } },
  ),
  item(
    'run',
    { task: 'TAL', label: 'run', description: 'running' },
    { labelId: 7, intervals: [interval(2, 0, 400), interval(3, 800, 900)] },
  ),
];

const detail: VideoDetail = {
  id: 'v',
  title: 'v.mp4',
  split: null,
  group: null,
  state: 'begun',
  timebase: { num: 1, den: 1000 },
  firstTick: 0,
  endTick: 3000,
  frameCount: 75,
  width: 640,
  height: 360,
  rotation: 0,
  codec: 'h264',
  hasSound: false,
  playable: true,
  warnings: [],
  coverage: [],
  skimmed: [],
  urls: { media: '', frames: '', peaks: null, filmstrip: '', filmstripSheet: '', thumbnail: '' },
  lanes: [
    { id: 'VHD', task: 'VHD', name: 'VHD', labelId: null, itemIds: ['q'] },
    { id: 'TAL/7', task: 'TAL', name: 'run', labelId: 7, itemIds: ['run'] },
  ],
  items,
  suggestions: [
    suggestion(1, 'run', 0.9),
    suggestion(2, 'run', 0.4, 'rejected'),
    suggestion(3, 'q', 0.8),
    suggestion(4, 'run', 0.5, 'accepted'),
  ],
  responses: [],
  revision: 1,
};
const labelColours = new Map([[7, 2]]);

describe('the lanes of a video', () => {
  it('show labels first, in their colour, and every other task in grey: colours mean labels', () => {
    const lanes = labelledLanes({ detail, labelColours });
    expect(lanes.map((lane) => [lane.kind, lane.title, lane.colour, lane.bars.length])).toEqual([
      ['label', 'run', 2, 2],
      ['task', 'Highlights', NEUTRAL, 1],
    ]);
    expect(lanes[0]?.bars.bars.map((bar) => [bar.id, bar.code, bar.look, bar.offGrid])).toEqual([
      ['i2', 'RUN', 'truth', false],
      ['i3', 'RUN', 'truth', true],
    ]);
  });

  it('add what is drawn to a label’s item, and begin a new item elsewhere', () => {
    expect(labelledLanes({ detail, labelColours }).map((lane) => lane.itemId)).toEqual(['run', null]);
  });

  it('put the selected item on top, with what is suggested and what was rejected for it, not what was accepted', () => {
    const [focus, model] = topLanes({ detail, labelColours, itemId: 'run' });
    expect(focus).toMatchObject({ kind: 'focus', title: 'run', itemId: 'run', colour: 2 });
    expect(model?.bars.bars.map((bar) => [bar.id, bar.look, bar.confidence])).toEqual([
      ['s1', 'suggestion', 0.9],
      ['s2', 'rejected', 0.4],
    ]);
  });

  it('show the saliency of the selected item by clip, cut at the video’s end', () => {
    expect(topLanes({ detail, labelColours, itemId: 'q' })[0]?.saliency).toEqual([
      { start: 0, end: 2000, score: 4 },
      { start: 2000, end: 3000, score: 0 },
    ]);
  });

  it('show every item’s leading suggestions while none is selected', () => {
    const [focus, model] = topLanes({ detail, labelColours, itemId: null });
    expect(focus?.bars.length).toBe(0);
    expect(model?.bars.bars.map((bar) => bar.id)).toEqual(['s1', 's3']);
  });
});

describe('names of bars', () => {
  it('lead back to the row that they show', () => {
    expect(barTarget('i12')).toEqual({ kind: 'interval', id: 12 });
    expect(barTarget('s7')).toEqual({ kind: 'suggestion', id: 7 });
  });

  it('are short', () => {
    expect(['ball_lost', 'run', 'on back', 'somersault', 'a-b-c-d-e-f'].map(labelCode)).toEqual([
      'BL',
      'RUN',
      'OB',
      'SOM',
      'ABCD',
    ]);
  });
});
